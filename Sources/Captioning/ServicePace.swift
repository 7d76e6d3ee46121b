internal import Synchronization

/// How many requests one model at a service is sent at once, and when: shared by all candidates that ask it.
///
/// The number begins at 16 or the cap, whichever is less, and grows by one for every clean answer; after the first cut, by
/// one for as many clean answers as there may be requests. A 429 halves it, once an episode. An episode begins with a 429
/// and ends with the first clean answer to a request that was sent after it; 429s for requests that were sent before it
/// began belong to it. A fault of the service pauses growth for as many clean answers as there may be requests.
/// Whatever wait a service asks for holds back every request to it, not only the one that was told.
final class ServicePace: Sendable {
  /// How an answer bears on the pace.
  enum Answer: Equatable {
    /// It came, whatever it says.
    case clean
    /// 429, with the wait that the service asked for.
    case refused(Duration?)
    /// The service's own fault, or no answer, with the wait that the service asked for.
    case faulty(Duration?)
    /// Its model is not there yet, with the wait until it may be.
    case loading(Duration)
    /// It says nothing about the service, such as a request that was given up here.
    case none
  }

  /// A request's leave to be sent.
  struct Ticket: Sendable {
    fileprivate let episode: Int
  }

  private struct State {
    var limit: Int
    var underWay = 0
    var isProbing = true
    var cleanSinceGrowth = 0
    var heldGrowth = 0
    var episode = 0
    /// When the present episode began; nil outside one.
    var refusedSince: Duration?
    var resumes = Duration.zero
    /// Until when the service is left alone because it loads its model.
    var loadsUntil = Duration.zero
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var order: [Int] = []
    var lastNumber = 0
  }

  private let cap: Int
  private let time: PacedTime
  private let state: Mutex<State>

  /// - Parameter cap: the most requests under way at once, 1 or more.
  init(cap: Int, time: PacedTime) {
    self.cap = max(1, cap)
    self.time = time
    state = Mutex(State(limit: min(max(1, cap), 16)))
  }

  /// The most requests that may be under way now.
  var limit: Int { state.withLock { $0.limit } }

  /// How long the service has answered 429 and nothing else; nil where it does not.
  var refusing: Duration? {
    let now = time.elapsed()
    return state.withLock { $0.refusedSince.map { now - $0 } }
  }

  /// Whether the service is left alone now because it loads its model, and for nothing that it wants for longer.
  var isLoading: Bool {
    let now = time.elapsed()
    return state.withLock { $0.loadsUntil > now && $0.loadsUntil >= $0.resumes }
  }

  /// Waits until a request may be sent. Whoever enters leaves.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `CancellationError`, and what `willWait` throws.
  func enter(willWait: () async throws -> Void = {}) async throws -> Ticket {
    while true {
      switch try await entry(willWait) {
      case .go(let ticket): return ticket
      case .held(let rest):
        do {
          try await willWait()
          try await time.sleep(rest)
        } catch {
          // The turn that this one may have been given is another's.
          wake()
          throw error
        }
      }
    }
  }

  /// Leave to send, or how long the service still wants to be left alone.
  enum Entry {
    case go(Ticket)
    case held(Duration)
  }

  /// Waits for a place, and not for a service that wants to be left alone. Whoever enters leaves.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `CancellationError`, and what `willWait` throws.
  func enterUnlessHeld(willWait: () async throws -> Void = {}) async throws -> Entry {
    let entry = try await entry(willWait)
    // The turn that this one may have been given is another's.
    if case .held = entry { wake() }
    return entry
  }

  private func entry(_ willWait: () async throws -> Void) async throws -> Entry {
    while true {
      try Task.checkCancellation()
      let now = time.elapsed()
      let step: Step = state.withLock { state in
        if state.resumes > now { return .held(state.resumes - now) }
        guard state.underWay < state.limit else {
          state.lastNumber += 1
          return .queue(state.lastNumber)
        }
        state.underWay += 1
        return .go(Ticket(episode: state.episode))
      }
      switch step {
      case .go(let ticket): return .go(ticket)
      case .held(let rest): return .held(rest)
      case .queue(let number):
        do {
          try await willWait()
          try await queue(number)
        } catch {
          wake()
          throw error
        }
      }
    }
  }

  private enum Step {
    case go(Ticket)
    case held(Duration)
    case queue(Int)
  }

  private func queue(_ number: Int) async throws {
    await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let isFree = state.withLock { state in
          // A place that came free, or a cancellation, before this one was in the queue would never wake it.
          guard state.underWay >= state.limit, !Task.isCancelled else { return true }
          state.waiting[number] = caller
          state.order.append(number)
          return false
        }
        if isFree { caller.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
    try Task.checkCancellation()
  }

  /// Gives the place back, and learns from the answer.
  func leave(_ ticket: Ticket, _ answer: Answer) {
    let now = time.elapsed()
    state.withLock { state in
      state.underWay -= 1
      switch answer {
      case .clean: clean(ticket, &state)
      case .refused(let asked):
        if state.refusedSince == nil, ticket.episode == state.episode {
          state.episode += 1
          state.refusedSince = now
          state.limit = max(1, state.limit / 2)
          (state.isProbing, state.cleanSinceGrowth) = (false, 0)
        }
        state.resumes = max(state.resumes, now + (asked ?? .zero))
      case .faulty(let asked):
        state.heldGrowth = state.limit
        state.resumes = max(state.resumes, now + (asked ?? .zero))
      case .loading(let wait):
        state.heldGrowth = state.limit
        state.loadsUntil = max(state.loadsUntil, now + wait)
        state.resumes = max(state.resumes, now + wait)
      case .none: break
      }
    }
    wake()
  }

  private func clean(_ ticket: Ticket, _ state: inout State) {
    if ticket.episode == state.episode { state.refusedSince = nil }
    guard state.refusedSince == nil else { return }
    if state.heldGrowth > 0 {
      state.heldGrowth -= 1
      return
    }
    state.cleanSinceGrowth += 1
    if state.limit < cap, state.isProbing || state.cleanSinceGrowth >= state.limit {
      state.limit += 1
      state.cleanSinceGrowth = 0
    }
  }

  /// Wakes as many as there are places.
  private func wake() {
    let woken = state.withLock { state in
      var woken: [CheckedContinuation<Void, Never>] = []
      while woken.count < state.limit - state.underWay, !state.order.isEmpty {
        if let caller = state.waiting.removeValue(forKey: state.order.removeFirst()) { woken.append(caller) }
      }
      return woken
    }
    for caller in woken { caller.resume() }
  }
}
