internal import Synchronization

/// Rows in reserve, fetched some at a time by whichever worker finds none left; the others wait for them.
final class RowFeed: Sendable {
  private struct State {
    /// The next one last.
    var ready: [OpenRow] = []
    var isFetching = false
    var isAtEnd = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private enum Turn {
    case row(OpenRow)
    case end
    case fetch
    case wait
  }

  private let fetch: @Sendable (Int) async throws -> [OpenRow]?
  private let state = Mutex(State())

  /// - Parameter fetch: gives the next rows, no more than so many and perhaps none for the moment; nil after the last.
  init(_ fetch: @escaping @Sendable (Int) async throws -> [OpenRow]?) { self.fetch = fetch }

  /// The next row; nil after the last, and after an error that another worker was told.
  func next() async throws -> OpenRow? {
    while true {
      switch state.withLock({ Self.turn(&$0) }) {
      case .row(let row): return row
      case .end: return nil
      case .fetch:
        do {
          let rows = try await fetch(BulkRun.mostFetched)
          fetched(rows)
        } catch {
          fetched(nil)
          throw error
        }
      case .wait:
        await withCheckedContinuation { caller in
          let isNow = state.withLock { state in
            guard state.isFetching else { return true }
            state.waiting.append(caller)
            return false
          }
          if isNow { caller.resume() }
        }
      }
    }
  }

  private static func turn(_ state: inout State) -> Turn {
    if let row = state.ready.popLast() { return .row(row) }
    if state.isAtEnd { return .end }
    if state.isFetching { return .wait }
    state.isFetching = true
    return .fetch
  }

  private func fetched(_ rows: [OpenRow]?) {
    let waiting = state.withLock { state in
      state.isFetching = false
      state.isAtEnd = rows == nil
      state.ready = rows?.reversed() ?? []
      defer { state.waiting = [] }
      return state.waiting
    }
    for caller in waiting { caller.resume() }
  }
}
