internal import Foundation
internal import Runner
internal import Synchronization

/// A run's progress on stderr: one line that is written over on a terminal, a line every ten seconds elsewhere.
final class ProgressLine: Sendable {
  private let isTerminal = isatty(2) == 1
  private let started = ContinuousClock.now
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  func show(_ progress: RunProgress) {
    show(isLast: progress.done == progress.total) { Self.text(progress, elapsed: $0) }
  }

  /// Shows a line where one is due.
  ///
  /// - Parameters:
  ///   - isLast: whether it is due in any case.
  ///   - text: the line, from the time since the start.
  func show(isLast: Bool = false, _ text: (Duration) -> String) {
    let due = last.withLock { last in
      let wait: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
      if let before = last, before.duration(to: .now) < wait, !isLast { return false }
      last = .now
      return true
    }
    guard due else { return }
    let text = text(started.duration(to: .now))
    FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[2K\(text)" : text + "\n").utf8))
  }

  /// A line of its own above the progress.
  func notice(_ text: String) {
    FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[2K" : "").utf8) + Data("\(text)\n".utf8))
  }

  func finish() {
    if isTerminal && last.withLock({ $0 }) != nil { FileHandle.standardError.write(Data("\n".utf8)) }
  }

  static func text(_ progress: RunProgress, elapsed: Duration) -> String {
    var parts = ["captions \(progress.done)/\(progress.total)"]
    if progress.missing > 0 { parts.append("\(progress.missing) missing") }
    parts.append(cost(progress))
    let asked = progress.done - progress.doneBefore
    let left = progress.total - progress.done - progress.missing
    if asked > 0 && left > 0 {
      parts.append("ETA \(duration(elapsed / .seconds(1) / Double(asked) * Double(left)))")
    }
    return parts.joined(separator: " · ")
  }

  /// "0.0343 USD and 62 calls of unknown cost". Unknown is not zero, and zero is not unknown.
  private static func cost(_ progress: RunProgress) -> String {
    let known = progress.cost.map { $0 == 0 ? "0 USD" : String(format: "%.4f USD", $0) }
    guard progress.unknownCalls > 0 else { return known ?? "0 USD" }
    return known.map { "\($0) and \(counted(progress.unknownCalls, "call")) of unknown cost" } ?? "cost unknown"
  }

  /// For example `3m20s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole < 60
      ? "\(whole)s" : whole < 3600 ? "\(whole / 60)m\(whole % 60)s" : "\(whole / 3600)h\(whole % 3600 / 60)m"
  }
}

/// What Ctrl-C means for requests that are paid for.
let waitsForRequests = "nothing more is sent, and what is under way is waited for"

/// Runs work that Ctrl-C or SIGTERM ends in good order; a second one ends the program at once.
///
/// - Parameter consequence: what becomes of what is under way.
func interruptible<Value: Sendable>(
  _ consequence: String = "what has arrived is kept", _ work: @Sendable @escaping () async throws -> Value
) async throws -> Value {
  let task = Task { try await work() }
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler {
      if task.isCancelled { _exit(Ending.interrupted.rawValue) }
      printError("\nstopping; \(consequence) (Ctrl-C again: at once)")
      task.cancel()
    }
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
  return try await task.value
}
