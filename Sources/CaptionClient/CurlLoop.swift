internal import CCurl
internal import Glibc
internal import Synchronization

/// One thread that drives a curl multi handle and is at the same time the serial executor of `CurlCore`. Whatever
/// touches curl is isolated to that actor, so the compiler proves that curl is used from one thread only.
final class CurlLoop: SerialExecutor {
  private struct Inbox {
    var jobs: [UnownedJob] = []
    /// The thread is about to sleep in curl, or already does.
    var asleep = false
    var stopped = false
  }

  /// The curl handle. `nonisolated(unsafe)`, because a raw pointer is not `Sendable` and `enqueue` and `stop` need it
  /// from any thread: there it goes to `curl_multi_wakeup` only, the one multi function that curl allows from other threads.
  /// All else touches it on the loop's thread, and it is set once, before that thread is there.
  nonisolated(unsafe) let multi: UnsafeMutableRawPointer
  private let inbox = Mutex(Inbox())
  private let thread = Mutex<pthread_t?>(nil)

  /// - Returns: nil where curl has no memory for a handle.
  init?() {
    guard let multi = curl_multi_init() else { return nil }
    _ = wire_multi_set_long(multi, CURLMOPT_MAXCONNECTS, min(64, ConnectionRoom.here ?? 64))  // idle connections kept
    self.multi = multi
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wake = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.asleep = false }
      return inbox.asleep
    }
    if wake { curl_multi_wakeup(multi) }
  }

  /// Called when the actor is gone, and with it the last transfer: every transfer has a caller that holds the actor.
  func stop() {
    inbox.withLock {
      $0.stopped = true
      $0.asleep = false
    }
    curl_multi_wakeup(multi)
  }

  func checkIsolated() {
    let here = thread.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    precondition(here, "curl was touched off its own thread")
  }

  /// Starts the thread. It keeps the loop alive, but not the actor.
  ///
  /// - Returns: whether there was a thread to be had.
  func start(_ core: CurlCore) -> Bool {
    let body = Unmanaged.passRetained(ThreadBody { [weak core, self] in run { core } })
    var id = pthread_t()
    let result = pthread_create(
      &id, nil,
      { raw in
        if let raw { Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard result == 0 else {
      body.release()
      return false
    }
    pthread_detach(id)
    return true
  }

  /// Leaves signals to the program's other threads. OpenSSL writes without MSG_NOSIGNAL: unless it is blocked here, a
  /// service that closes a TLS connection in mid-upload would end the program with SIGPIPE.
  private static func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private func run(_ core: () -> CurlCore?) {
    CurlLoop.blockSignals()
    thread.withLock { $0 = pthread_self() }
    while true {
      let (jobs, stopped) = inbox.withLock { inbox in
        defer { inbox.jobs.removeAll() }
        return (inbox.jobs, inbox.stopped)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if stopped && jobs.isEmpty { break }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      let patience = core()?.assumeIsolated { $0.settle() } ?? 0
      let sleeps = inbox.withLock { inbox in
        inbox.asleep = inbox.jobs.isEmpty && !inbox.stopped
        return inbox.asleep
      }
      curl_multi_poll(multi, nil, 0, sleeps ? patience : 0, nil)
      inbox.withLock { $0.asleep = false }
    }
    curl_multi_cleanup(multi)
  }
}

/// What a thread runs, in a box that C can carry.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
