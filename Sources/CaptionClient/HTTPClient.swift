internal import CCurl

/// HTTP over libcurl: HTTP/1.1, or HTTP/2 on request; kept-alive connections, TLS always verified, proxies from the environment
/// (`https_proxy`, `no_proxy`…; never for this machine itself), no redirects, no cookies, no signals.
///
/// All transfers of a client share one thread and one pool of connections. Limit concurrency outside: libcurl opens as
/// many connections as there are requests under way. Dropping the last reference ends the thread.
public final class HTTPClient: Sendable {
  private let core: CurlCore
  /// Whether this machine's libcurl was built with HTTP/2.
  public static let speaksHTTP2 = wire_speaks_http2() != 0

  /// Starts a client.
  ///
  /// - Parameters:
  ///   - caFile: a PEM file of certificate authorities to trust instead of the system's, for a service with a
  ///     certificate of one's own. There is no way to turn verification off.
  ///   - admits: whether a machine with this address, in digits, may be connected to: asked after a name was looked up and
  ///     before a byte goes there. A proxy is not asked about, and what it connects to is known to it alone. nil: any may.
  /// - Throws: `HTTPFailure` where the system has no thread or memory for it.
  public init(caFile: String? = nil, admits: (@Sendable (String) -> Bool)? = nil) throws(HTTPFailure) {
    guard let loop = CurlLoop(), CurlCore.libraryIsReady,
      let core = CurlCore(loop: loop, caFile: caFile, admits: admits)
    else {
      throw HTTPFailure(.other, "libcurl could not be started: no memory, or no file descriptor left")
    }
    self.core = core
    guard loop.start(core) else { throw HTTPFailure(.other, "no thread for libcurl could be started") }
  }

  /// Sends a request and waits for the whole answer, whatever its status. Never retries, but for libcurl's own re-send
  /// when a kept-alive connection turns out to have been closed by the service.
  ///
  /// - Throws: `HTTPFailure` without a whole answer; of kind `cancelled` when the task is cancelled, which also closes
  ///   the transfer's connection. Its text never holds the key.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    try HTTPClient.check(request)
    switch await core.send(request) {
    case .success(let response): return response
    case .failure(var failure):
      failure.message = plainLine(request.key?.scrub(failure.message) ?? failure.message)
      throw failure
    }
  }

  /// What must never leave this machine does not.
  private static func check(_ request: HTTPRequest) throws(HTTPFailure) {
    guard let parts = URLParts(request.url), parts.scheme == "http" || parts.scheme == "https" else {
      throw HTTPFailure(.refusedHere, "the URL is not one of http or https")
    }
    let host = parts.host.lowercased()
    if request.key != nil, parts.scheme == "http", !isLoopbackHost(host) {
      throw HTTPFailure(.refusedHere, AddressProblem.keyInTheClear(host: plainLine(host)).description)
    }
    for field in request.headers
    where (field.name + field.value).utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) || field.name.contains(":") {
      throw HTTPFailure(.refusedHere, "the header '\(plainLine(field.name))' holds a control character")
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
  /// Seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
