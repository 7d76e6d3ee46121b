internal import GRDB
internal import Synchronization

/// Small writes to one file that become durable together: what is asked for within a moment, or while a commit is under
/// way, goes into the next commit. Whoever asked waits until it is durable, without holding a thread.
///
/// A durable commit costs the same for one row and for fifty, and a run writes three rows a caption.
final class GroupCommit: Sendable {
  /// A write that waits for its commit.
  private struct Pending: Sendable {
    /// Does the writing; gives what to do once it is durable.
    var work: @Sendable (Database) throws -> @Sendable () -> Void
    /// What to do where it cannot be.
    var fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var pending: [Pending] = []
    var isCommitting = false
  }

  private let file: StoreFile
  private let moment: Duration
  private let state = Mutex(State())

  /// How many writes wait for the next commit.
  var waiting: Int { state.withLock { $0.pending.count } }

  /// - Parameter moment: how long the first write of a group waits for others.
  init(_ file: StoreFile, gatheringFor moment: Duration) {
    self.file = file
    self.moment = moment
  }

  /// Writes, and returns when what was written is durable. Writes take effect in the order in which they were asked for.
  ///
  /// - Throws: what `work` throws, which undoes this write alone, and ``StoreError``.
  func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Value, any Error>) in
      add(
        Pending(
          work: { db in
            let value = try work(db)
            return { caller.resume(returning: value) }
          }, fail: { caller.resume(throwing: $0) }))
    }
  }

  /// Writes in its turn, and returns at once: for what may be lost.
  ///
  /// - Parameter ended: told once it is durable, or why it cannot be.
  func enqueue(
    _ work: @escaping @Sendable (Database) throws -> Void, ended: @escaping @Sendable ((any Error)?) -> Void
  ) {
    add(
      Pending(
        work: { db in
          try work(db)
          return { ended(nil) }
        }, fail: ended))
  }

  private func add(_ pending: Pending) {
    let begins = state.withLock { state in
      state.pending.append(pending)
      defer { state.isCommitting = true }
      return !state.isCommitting
    }
    if begins { Task { await commitAll() } }
  }

  private func commitAll() async {
    while true {
      try? await Task.sleep(for: moment)
      let group = state.withLock { state in
        defer { state.pending = [] }
        state.isCommitting = !state.pending.isEmpty
        return state.pending
      }
      if group.isEmpty { return }
      await commit(group)
    }
  }

  private func commit(_ group: [Pending]) async {
    do {
      let whenDurable = try await file.write { db in try group.map { try $0.work(db) } }
      for done in whenDurable { done() }
    } catch {
      // Each on its own, so that one that cannot be written takes no other with it.
      guard group.count > 1 else {
        for pending in group { pending.fail(error) }
        return
      }
      for pending in group { await commit([pending]) }
    }
  }
}
