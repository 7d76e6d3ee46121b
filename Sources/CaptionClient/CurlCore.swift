internal import CCurl

/// The transfers under way and curl's multi handle, isolated to curl's thread.
actor CurlCore {
  static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  /// How long to sleep with nothing to watch for; a new request wakes the thread.
  private static let longSleep = Duration.seconds(60)
  /// Handles kept for later.
  private static let mostSpare = 64
  /// How often limits are looked at while something moves: each look costs every transfer.
  private static let glance = Duration.milliseconds(20)

  nonisolated let loop: CurlLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private let caFile: String?
  private let admits: (@Sendable (String) -> Bool)?
  private let multi: UnsafeMutableRawPointer
  private let watch: SocketWatch
  private var transfers: [Int: Transfer] = [:]
  private var numbers: [UnsafeMutableRawPointer: Int] = [:]
  /// Handles whose transfers have ended, for those that come: each has buffers that would be made anew.
  private var spare: [UnsafeMutableRawPointer] = []
  private var lastNumber = 0
  private var lastGlance: ContinuousClock.Instant?

  /// - Returns: nil where curl has no memory for a handle.
  init?(loop: CurlLoop, caFile: String?, admits: (@Sendable (String) -> Bool)?) {
    guard let multi = curl_multi_init() else { return nil }
    _ = wire_multi_set_long(multi, CURLMOPT_MAXCONNECTS, min(64, ConnectionRoom.here ?? 64))  // idle connections kept
    self.loop = loop
    self.caFile = caFile
    self.admits = admits
    self.multi = multi
    watch = SocketWatch(epoll: loop.epoll)
    watch.attach(to: multi)
  }

  isolated deinit {
    // Every transfer has a caller that holds the actor: none is left.
    for easy in spare { curl_easy_cleanup(easy) }
    curl_multi_cleanup(multi)
    loop.stop()
  }

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPFailure> {
    lastNumber += 1
    let number = lastNumber
    if request.outlivesCancellation, !Task.isCancelled {
      return await withCheckedContinuation { start(number, request, $0) }
    }
    return await withTaskCancellationHandler {
      guard !Task.isCancelled else { return .failure(HTTPFailure(.cancelled, "cancelled before it was sent")) }
      return await withCheckedContinuation { start(number, request, $0) }
    } onCancel: {
      Task { await self.cancel(number) }
    }
  }

  private func start(_ number: Int, _ request: HTTPRequest, _ caller: Transfer.Caller) {
    guard let easy = spare.popLast() ?? curl_easy_init() else {
      caller.resume(returning: .failure(HTTPFailure(.other, "libcurl has no memory for another transfer")))
      return
    }
    let transfer = Transfer(easy: easy, request: request, caller: caller)
    transfer.configure(caFile: caFile, admits: admits)
    transfers[number] = transfer
    numbers[easy] = number
    let result = curl_multi_add_handle(multi, easy)
    if result != CURLM_OK { end(number, HTTPFailure(.other, String(cString: curl_multi_strerror(result)))) }
  }

  private func cancel(_ number: Int) {
    end(number, HTTPFailure(.cancelled, "cancelled while under way"))
  }

  /// Lets curl read and write where it can, and ends what is done or has run out of time.
  ///
  /// - Returns: until when there is nothing to do unless a socket moves.
  func turn(_ ready: [ReadySocket]) -> Duration {
    var running: Int32 = 0
    for socket in ready { curl_multi_socket_action(multi, socket.descriptor, socket.events, &running) }
    if watch.isDue { curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running) }
    let limits = settle()
    return watch.untilDue.map { min($0, limits) } ?? limits
  }

  private func settle() -> Duration {
    var code = CURLE_OK
    while let easy = wire_next_ended(multi, &code) {
      if let number = numbers[easy] { end(number, transfers[number]?.failure(for: code)) }
    }
    if transfers.isEmpty { return Self.longSleep }
    let now = ContinuousClock.now
    if let lastGlance, now - lastGlance < Self.glance { return Self.glance }
    lastGlance = now
    var next = Self.longSleep
    for (number, transfer) in transfers {
      guard let (kind, due) = transfer.deadline() else { continue }
      if due <= now { end(number, transfer.failure(kind)) } else { next = min(next, due - now) }
    }
    return next
  }

  /// Ends a transfer, with a whole answer if there is no failure. A number that has ended already is left alone.
  private func end(_ number: Int, _ failure: HTTPFailure?) {
    guard let transfer = transfers.removeValue(forKey: number) else { return }
    numbers[transfer.easy] = nil
    transfer.conclude(failure, multi: multi)
    if spare.count < Self.mostSpare { spare.append(transfer.easy) } else { curl_easy_cleanup(transfer.easy) }
  }
}
