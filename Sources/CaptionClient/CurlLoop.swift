internal import CCurl
internal import Glibc
internal import Synchronization

/// One thread that waits for curl's sockets and is at the same time the serial executor of `CurlCore`. Whatever touches
/// curl is isolated to that actor, so the compiler proves that curl is used from one thread only.
final class CurlLoop: SerialExecutor {
  private struct Inbox {
    var jobs: [UnownedJob] = []
    /// The thread is about to sleep, or already does.
    var asleep = false
    var stopped = false
  }

  /// The epoll descriptor that the thread sleeps on.
  let epoll: Int32
  /// An eventfd among what it watches: written to from any thread, it ends the sleep.
  private let bell: Int32
  private let inbox = Mutex(Inbox())
  private let thread = Mutex<pthread_t?>(nil)

  /// - Returns: nil where the system has no descriptor to spare.
  init?() {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.fd = bell
    if epoll < 0 || bell < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &event) != 0 { return nil }
  }

  deinit {
    for descriptor in [epoll, bell] where descriptor >= 0 { close(descriptor) }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wake = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.asleep = false }
      return inbox.asleep
    }
    if wake { eventfd_write(bell, 1) }
  }

  /// Ends the thread, once what was enqueued is done.
  func stop() {
    inbox.withLock {
      $0.stopped = true
      $0.asleep = false
    }
    eventfd_write(bell, 1)
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
    var ready: [ReadySocket] = []
    while true {
      let (jobs, stopped) = inbox.withLock { inbox in
        defer { inbox.jobs.removeAll() }
        return (inbox.jobs, inbox.stopped)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if stopped && jobs.isEmpty { break }
      let patience = core()?.assumeIsolated { [ready] in $0.turn(ready) }
      ready = wait(patience ?? .seconds(60))
    }
  }

  /// Sleeps until a socket moves, something is enqueued, or the time is over.
  private func wait(_ patience: Duration) -> [ReadySocket] {
    let sleeps = inbox.withLock { inbox in
      inbox.asleep = inbox.jobs.isEmpty && !inbox.stopped
      return inbox.asleep
    }
    // Rounded up: a millisecond too soon would be a turn for nothing.
    let milliseconds = sleeps ? Int32(clamping: (patience + .microseconds(999)).milliseconds) : 0
    let ready = withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
      let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
      return events.prefix(max(0, Int(count))).compactMap(readySocket)
    }
    inbox.withLock { $0.asleep = false }
    return ready
  }

  private func readySocket(_ event: epoll_event) -> ReadySocket? {
    if event.data.fd == bell {
      var count: eventfd_t = 0
      eventfd_read(bell, &count)
      return nil
    }
    var bits: Int32 = 0
    if event.events & EPOLLIN.rawValue != 0 { bits |= CURL_CSELECT_IN }
    if event.events & EPOLLOUT.rawValue != 0 { bits |= CURL_CSELECT_OUT }
    if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { bits |= CURL_CSELECT_ERR }
    return ReadySocket(descriptor: event.data.fd, events: bits)
  }
}

/// What a thread runs, in a box that C can carry.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
