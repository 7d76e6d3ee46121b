internal import CCurl
internal import Glibc

/// One request under way. Lives on curl's thread only and is deliberately not Sendable.
final class Transfer {
  typealias Caller = CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
  /// Bytes of header lines an answer may have.
  private static let headerLimit = 256 << 10

  let easy: UnsafeMutableRawPointer
  private let request: HTTPRequest
  private let caller: Caller
  private let started = ContinuousClock.now
  private var headerLines: UnsafeMutablePointer<curl_slist>?
  private var form: FormUpload?
  private var peers: PeerGuard?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  // What has moved so far.
  private var segment = 0
  private var offset = 0
  private var received: [UInt8] = []
  private var saved = 0
  private var saveFailure: String?
  private var arrivals: [HTTPResponse.Arrival] = []
  private var headerBytes = 0
  private var answering = false
  private var lastMove = ContinuousClock.now
  private var sawConnection = false
  private var resends = 0
  private var tooLarge = false

  init(easy: UnsafeMutableRawPointer, request: HTTPRequest, caller: Caller) {
    self.easy = easy
    self.request = request
    self.caller = caller
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit { errorText.deallocate() }

  // MARK: Before

  func configure(caFile: String?, admits: (@Sendable (String) -> Bool)?) {
    let me = Unmanaged.passUnretained(self).toOpaque()  // the actor's table keeps it alive
    _ = wire_set_text(easy, CURLOPT_URL, request.url)
    _ = wire_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = wire_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    _ = wire_set_long(easy, CURLOPT_NOSIGNAL, 1)
    switch request.version {
    case .one: _ = wire_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    case .two:
      _ = wire_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
      _ = wire_set_long(easy, CURLOPT_PIPEWAIT, 1)  // rather share a connection than open another
    }
    _ = wire_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
    _ = wire_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
    _ = wire_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    _ = wire_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    _ = wire_set_long(easy, CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))  // a proxy never sees the key
    _ = wire_set_text(easy, CURLOPT_USERAGENT, "blindfold")
    _ = wire_set_text(easy, CURLOPT_ACCEPT_ENCODING, "")  // every encoding this libcurl has
    _ = wire_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    _ = wire_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, request.limits.connect.milliseconds)))
    _ = wire_set_long(easy, CURLOPT_TIMEOUT_MS, Int(max(1, request.limits.total.milliseconds)))
    _ = wire_set_size(easy, CURLOPT_MAXFILESIZE_LARGE, Int64(request.limits.responseBytes))
    if let caFile { _ = wire_set_text(easy, CURLOPT_CAINFO, caFile) }
    if let parts = URLParts(request.url), isLoopbackHost(parts.host.lowercased()) {
      _ = wire_set_text(easy, CURLOPT_NOPROXY, "*")
    }
    if let admits { peers = PeerGuard(easy, request.url, admits: admits) }
    if request.isSentOnce { _ = wire_set_long(easy, CURLOPT_FRESH_CONNECT, 1) }
    if let form = request.form {
      self.form = FormUpload(form, easy: easy)
    } else if request.method == .post {
      configureUpload(me)
    }
    configureHeaders()
    configureDownload(me)
  }

  private func configureUpload(_ me: UnsafeMutableRawPointer) {
    _ = wire_set_long(easy, CURLOPT_POST, 1)
    _ = wire_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(request.bodyCount))
    _ = wire_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 64 << 10)
    _ = wire_set_pointer(easy, CURLOPT_READDATA, me)
    _ = wire_set_bytes_function(easy, CURLOPT_READFUNCTION) { bytes, size, count, me in
      guard let bytes, let me else { return Int(CURL_READFUNC_ABORT) }
      return Transfer.from(me).fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    // curl rewinds the body when a kept-alive connection proves dead.
    _ = wire_set_pointer(easy, CURLOPT_SEEKDATA, me)
    _ = wire_set_seek_function(easy) { me, offset, origin in
      guard let me, offset == 0, origin == 0 else { return CURL_SEEKFUNC_FAIL }
      Transfer.from(me).rewind()
      return CURL_SEEKFUNC_OK
    }
  }

  private func configureHeaders() {
    headerLines = curl_slist_append(headerLines, "Expect:")  // no second of waiting for "100 Continue"
    for field in request.headers { headerLines = curl_slist_append(headerLines, "\(field.name): \(field.value)") }
    if let key = request.key { headerLines = curl_slist_append(headerLines, "Authorization: \(key.bearer)") }
    _ = wire_set_pointer(easy, CURLOPT_HTTPHEADER, headerLines)
  }

  private func configureDownload(_ me: UnsafeMutableRawPointer) {
    _ = wire_set_pointer(easy, CURLOPT_HEADERDATA, me)
    _ = wire_set_bytes_function(easy, CURLOPT_HEADERFUNCTION) { _, size, count, me in
      guard let me else { return 0 }
      return Transfer.from(me).takeHeader(count: size * count)
    }
    _ = wire_set_pointer(easy, CURLOPT_WRITEDATA, me)
    _ = wire_set_bytes_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
      guard let me else { return 0 }
      return Transfer.from(me).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
  }

  private static func from(_ pointer: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
  }

  // MARK: Under way

  private var bodyIsSent: Bool { form.map { $0.isSent(easy) } ?? (segment == request.body.count) }

  private func fill(_ room: UnsafeMutableRawBufferPointer) -> Int {
    lastMove = .now
    var done = 0
    while done < room.count, segment < request.body.count {
      let part = request.body[segment]
      let count = min(room.count - done, part.count - offset)
      part.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: room[done..<done + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
      }
      done += count
      offset += count
      if offset == part.count { (segment, offset) = (segment + 1, 0) }
    }
    return done
  }

  private func rewind() {
    (segment, offset) = (0, 0)
    lastMove = .now
    resends += 1
  }

  /// - Returns: the count, or 0 to make curl stop.
  private func takeHeader(count: Int) -> Int {
    answering = true
    lastMove = .now
    headerBytes += count
    if headerBytes > Transfer.headerLimit { tooLarge = true }
    return tooLarge ? 0 : count
  }

  /// - Returns: the count, or 0 to make curl stop.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    answering = true
    lastMove = .now
    guard received.count + saved + bytes.count <= request.limits.responseBytes else {
      tooLarge = true
      return 0
    }
    if let descriptor = request.saveTo, (200..<300).contains(wire_get_long(easy, CURLINFO_RESPONSE_CODE)) {
      guard save(bytes, to: descriptor) else { return 0 }
      return bytes.count
    }
    received.append(contentsOf: bytes)
    if request.timesPieces {
      arrivals.append(.init(end: received.count, seconds: started.duration(to: lastMove).inSeconds))
    }
    request.onPiece?(Array(bytes))
    return bytes.count
  }

  /// Writes a piece of an answer to the file that it is for.
  private func save(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        saveFailure = String(cString: strerror(errno))
        return false
      }
      rest = rest.dropFirst(count)
    }
    saved += bytes.count
    return true
  }

  /// Which of our own limits falls due next, and when. Connecting and the total are curl's to watch.
  func deadline() -> (HTTPFailure.Kind, ContinuousClock.Instant)? {
    if answering { return (.idleTimeout, lastMove + request.limits.idle) }
    if !sawConnection {
      guard wire_get_size(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 else { return nil }
      sawConnection = true
      lastMove = .now
    }
    if form?.hasMoved(easy) == true { lastMove = .now }
    return bodyIsSent
      ? (.firstByteTimeout, lastMove + request.limits.firstByte) : (.idleTimeout, lastMove + request.limits.idle)
  }

  // MARK: After

  /// The failure that a limit of ours stands for.
  func failure(_ kind: HTTPFailure.Kind) -> HTTPFailure {
    switch kind {
    case .firstByteTimeout:
      HTTPFailure(kind, "no answer began within \(request.limits.firstByte.inSeconds) s of sending")
    default:
      HTTPFailure(
        kind,
        "no byte moved for \(request.limits.idle.inSeconds) s after \(received.count + saved) bytes of an answer")
    }
  }

  /// The failure that curl's result stands for, or nil where it is a success.
  func failure(for code: CURLcode) -> HTTPFailure? {
    if code == CURLE_OK { return nil }
    let words = String(cString: errorText[0] != 0 ? UnsafePointer(errorText) : curl_easy_strerror(code))
    if code == CURLE_COULDNT_CONNECT, let address = peers?.refused {
      return HTTPFailure(.refusedHere, "its name leads to \(address), which is never connected to")
    }
    if let saveFailure { return HTTPFailure(.notSaved, "the answer could not be written (\(saveFailure))") }
    if tooLarge || code == CURLE_FILESIZE_EXCEEDED {
      return HTTPFailure(.tooLarge, "the answer is over \(request.limits.responseBytes) bytes")
    }
    let tunnel = wire_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
    if tunnel >= 300 {
      // Of these a further try is no use; a proxy that cannot reach the service just now says 502, 503 or 504.
      let isRefused = [401, 403, 405, 407, 451].contains(tunnel)
      return HTTPFailure(isRefused ? .proxyRefused : .noConnection, "the proxy answered CONNECT with \(tunnel)")
    }
    let connected = wire_get_size(easy, CURLINFO_PRETRANSFER_TIME_T) > 0
    return HTTPFailure(HTTPFailure.Kind(code, connected: connected), words)
  }

  /// Hands the caller its answer, and leaves curl's handle as if it were new. Called once.
  func conclude(_ failure: HTTPFailure?, multi: UnsafeMutableRawPointer) {
    let result: Result<HTTPResponse, HTTPFailure>
    let status = wire_get_long(easy, CURLINFO_RESPONSE_CODE)
    if var failure {
      failure.status = status > 0 ? status : nil
      failure.timing = timing()
      if request.timesPieces { failure.received = received }
      failure.wasSent = answering || bodyIsSent && wire_get_size(easy, CURLINFO_PRETRANSFER_TIME_T) > 0
      result = .failure(failure)
    } else {
      let isTwo = wire_get_long(easy, CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0)
      result = .success(
        HTTPResponse(
          status: status, headers: headers(), body: received, timing: timing(), arrivals: arrivals,
          version: isTwo ? .two : .one))
    }
    curl_multi_remove_handle(multi, easy)
    curl_easy_reset(easy)
    form?.free()
    curl_slist_free_all(headerLines)
    headerLines = nil
    caller.resume(returning: result)
  }

  private func headers() -> HTTPHeaders {
    var fields: [HTTPHeaders.Field] = []
    var last: UnsafeMutablePointer<curl_header>?
    while let header = curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, last) {
      fields.append(.init(String(cString: header.pointee.name), String(cString: header.pointee.value)))
      last = header
    }
    return HTTPHeaders(fields)
  }

  private func timing() -> HTTPTiming {
    func seconds(_ info: CURLINFO) -> Double? {
      let microseconds = wire_get_size(easy, info)
      return microseconds > 0 ? Double(microseconds) / 1_000_000 : nil
    }
    return HTTPTiming(
      connect: seconds(CURLINFO_CONNECT_TIME_T), tls: seconds(CURLINFO_APPCONNECT_TIME_T),
      firstByte: answering ? seconds(CURLINFO_STARTTRANSFER_TIME_T) : nil,
      total: started.duration(to: .now).inSeconds, newConnections: wire_get_long(easy, CURLINFO_NUM_CONNECTS),
      resends: resends)
  }
}
