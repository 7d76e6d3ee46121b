internal import Dispatch
internal import Foundation
internal import Glibc
internal import Roster
internal import Synchronization

/// Talks to a Redis on a thread of its own, with whatever is asked for meanwhile sent together. Nobody else waits for the
/// network, and nobody waits for long.
///
/// While the Redis is away everything is answered at once by nothing. When it was lost it is left alone for a while, twice as
/// long each time; then the next who asks has it tried again, without waiting for it.
final class RedisLine: Sendable {
  /// How long it is left alone first, and at most.
  static let pauses = (first: Duration.seconds(5), longest: Duration.seconds(60))
  /// Milliseconds that whoever asks before it was ever reached waits at most: for the name's look-up, the connection and the
  /// log-in.
  static let opening = 2500
  /// What stands for an answer where too many wait already.
  static let tooSlow = "it is too slow"
  /// Most commands that are sent together.
  private static let mostTogether = 64
  /// Most commands that wait though nobody waits for them.
  private static let mostWaiting = 4096

  private struct Question {
    var command: [[UInt8]]
    var ended: @Sendable (RedisReply?) -> Void
  }

  private enum Standing: Equatable {
    /// It is being connected to for the first time: questions wait.
    case opening
    case there
    case away(since: ContinuousClock.Instant, pause: Duration)
    /// It is being connected to again: nobody waits.
    case trying(pause: Duration)
    case over
  }

  private struct State {
    var standing = Standing.opening
    var questions: [Question] = []
  }

  private let address: RedisAddress
  private let password: String?
  private let whenLost: @Sendable (RedisFault) -> Void
  private let state = Mutex(State())
  private let work = DispatchSemaphore(value: 0)

  /// Begins to connect.
  ///
  /// - Parameter whenLost: told each time it is lost, or cannot be reached, with why.
  init(_ address: RedisAddress, password: String?, whenLost: @escaping @Sendable (RedisFault) -> Void) {
    self.address = address
    self.password = password
    self.whenLost = whenLost
  }

  /// Starts the thread. Only once.
  func start() {
    Thread.detachNewThread { [self] in
      Self.blockSignals()
      run()
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Self.opening)) { [weak self] in
      // The thread may hang in looking up a name.
      if self?.state.withLock({ $0.standing == .opening }) == true { self?.lose(.silent) }
    }
  }

  /// Ends the thread; what waits is answered by nothing.
  func stop() {
    let questions = state.withLock { state in
      state.standing = .over
      defer { state.questions = [] }
      return state.questions
    }
    for question in questions { question.ended(nil) }
    work.signal()
  }

  /// Sends a command in its turn; returns at once.
  ///
  /// - Parameters:
  ///   - isPatient: whether somebody waits for the answer; if nobody does, it is not taken while very many others wait.
  ///   - ended: given the answer; nil where there is none, in which case the Redis is away.
  func ask(_ command: [[UInt8]], isPatient: Bool = true, ended: @escaping @Sendable (RedisReply?) -> Void) {
    var isFull = false
    let (isTaken, wakes) = state.withLock { state in
      switch state.standing {
      case .opening, .there:
        isFull = !isPatient && state.questions.count >= Self.mostWaiting
        if isFull { return (false, false) }
        state.questions.append(Question(command: command, ended: ended))
        return (true, state.questions.count == 1)
      case .away(let since, let pause):
        guard since.duration(to: .now) >= pause else { return (false, false) }
        state.standing = .trying(pause: pause)
        return (false, true)
      case .trying, .over: return (false, false)
      }
    }
    if wakes { work.signal() }
    if !isTaken { ended(isFull ? .error(Self.tooSlow) : nil) }
  }

  /// A service that closes a connection while it is written to would end the program with SIGPIPE; other signals are for
  /// the program's other threads.
  private static func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  // MARK: On the thread

  private func run() {
    var link = connected()
    while true {
      work.wait()
      switch state.withLock(\.standing) {
      case .over: return
      case .trying: link = connected()
      case .there: link = link.flatMap(answered)
      case .opening, .away: link = nil
      }
    }
  }

  private func connected() -> RedisLink? {
    do throws(RedisFault) {
      let link = try RedisLink(address, password: password)
      state.withLock { state in
        if state.standing != .over { state.standing = .there }
      }
      // What was asked meanwhile.
      work.signal()
      return link
    } catch {
      lose(error)
      return nil
    }
  }

  /// Answers all that waits.
  ///
  /// - Returns: the connection for what comes next; nil where the Redis was lost.
  private func answered(by link: RedisLink) -> RedisLink? {
    var link = link
    while true {
      let questions = state.withLock { state in
        defer { state.questions.removeFirst(min(Self.mostTogether, state.questions.count)) }
        return Array(state.questions.prefix(Self.mostTogether))
      }
      if questions.isEmpty { return link }
      do throws(RedisFault) {
        for (question, reply) in zip(questions, try replies(to: questions.map(\.command), by: &link)) {
          question.ended(reply)
        }
      } catch {
        lose(error)
        for question in questions { question.ended(nil) }
        return nil
      }
    }
  }

  /// A connection that was closed, as it may be when nobody has asked for long, is made anew, once, to where it was: somebody
  /// waits, and looking up a name has no time limit. Asking twice does no harm: what is sent here reads or replaces.
  private func replies(to commands: [[[UInt8]]], by link: inout RedisLink) throws(RedisFault) -> [RedisReply] {
    do throws(RedisFault) {
      return try link.exchange(commands)
    } catch {
      guard error == .closed else { throw error }
      link = try RedisLink(address, at: link.host, password: password)
      return try link.exchange(commands)
    }
  }

  /// Leaves the Redis alone for a while.
  func lose(_ fault: RedisFault) {
    let questions: [Question]? = state.withLock { state in
      let pause: Duration
      switch state.standing {
      case .over, .away: return nil
      case .opening, .there: pause = Self.pauses.first
      case .trying(let last): pause = min(last * 2, Self.pauses.longest)
      }
      state.standing = .away(since: .now, pause: pause)
      defer { state.questions = [] }
      return state.questions
    }
    guard let questions else { return }
    whenLost(fault)
    for question in questions { question.ended(nil) }
  }
}
