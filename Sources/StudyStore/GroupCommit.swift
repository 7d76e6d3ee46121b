internal import Dispatch
internal import GRDB
internal import Glibc
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
  private let moment: DispatchTimeInterval
  /// Where commits are made, one after the other and start to end: a thread that hands a commit on, waits for it and is
  /// woken again costs more than the commit.
  private let queue = DispatchQueue(label: "group commit")
  private let state = Mutex(State())

  /// How many writes wait for the next commit.
  var waiting: Int { state.withLock { $0.pending.count } }

  /// - Parameter moment: how long the first write of a group waits for others.
  init(_ file: StoreFile, gatheringFor moment: DispatchTimeInterval) {
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

  /// Writes in its turn, and returns at once.
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

  /// Returns when all that was asked for before is durable, or could not be written. Waits for nothing else to come.
  func settle() async throws {
    try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
      add(Pending(work: { _ in { caller.resume() } }, fail: { caller.resume(throwing: $0) }), hurries: true)
    }
  }

  private func add(_ pending: Pending, hurries: Bool = false) {
    let begins = state.withLock { state in
      state.pending.append(pending)
      defer { state.isCommitting = true }
      return !state.isCommitting
    }
    if hurries { queue.async { self.turn() } } else if begins { gather() }
  }

  private func gather() {
    switch moment {
    // A timer wakes a thread to wake another: for less than a switch of threads costs, this one had better wait.
    case .microseconds(let count):
      queue.async {
        usleep(UInt32(count))
        self.turn()
      }
    default: queue.asyncAfter(deadline: .now() + moment) { self.turn() }
    }
  }

  /// Commits what waits, if anything does: who hurries comes before the moment is over.
  private func turn() {
    let group = state.withLock { state in
      defer { state.pending = [] }
      return state.pending
    }
    if !group.isEmpty { commit(group) }
    let isDone = state.withLock { state in
      state.isCommitting = !state.pending.isEmpty
      return state.pending.isEmpty
    }
    if !isDone { gather() }
  }

  private func commit(_ group: [Pending]) {
    do {
      for done in try file.write({ db in try group.map { try $0.work(db) } }) { done() }
    } catch {
      // Each on its own, so that one that cannot be written takes no other with it.
      guard group.count > 1 else {
        for pending in group { pending.fail(error) }
        return
      }
      for pending in group { commit([pending]) }
    }
  }
}
