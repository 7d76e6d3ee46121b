internal import CCurl

/// A request that brought no whole answer.
public struct HTTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, in the words of the attempt ledger.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The caller gave up.
    case cancelled
    /// The request was refused before anything was sent: a bad URL, or a key in the clear.
    case refusedHere = "refused_here"
    /// The host name has no address.
    case unknownHost = "unknown_host"
    /// No connection: refused or unreachable, also from the proxy.
    case noConnection = "no_connection"
    /// The proxy on the way lets nobody through: it wants a password, or forbids the service.
    case proxyRefused = "proxy_refused"
    /// TLS could not be agreed or the certificate is not trusted.
    case tls
    /// No connection within the limit.
    case connectTimeout = "connect_timeout"
    /// Sent, and no byte of an answer within the limit.
    case firstByteTimeout = "first_byte_timeout"
    /// Bytes stopped moving in mid-request or mid-answer.
    case idleTimeout = "idle_timeout"
    /// The whole took longer than allowed.
    case totalTimeout = "total_timeout"
    /// The connection ended before the answer did.
    case connectionLost = "connection_lost"
    /// The answer is larger than allowed.
    case tooLarge = "too_large"
    /// The answer was to be written to a file, and could not be.
    case notSaved = "not_saved"
    /// What came is not HTTP.
    case notHTTP = "not_http"
    /// Anything else that libcurl reports.
    case other
  }

  /// What went wrong.
  public var kind: Kind
  /// libcurl's words, one line, without the key.
  public var message: String
  /// Whether the whole request had been handed to the network: the service may have done, and billed, the work.
  public var wasSent: Bool
  /// The status line, if it came.
  public var status: Int?
  /// How far it got.
  public var timing: HTTPTiming
  /// What of the answer's body had come, where the request asked when its pieces came; else empty.
  public var received: [UInt8] = []
  /// The text of an answer that broke off, where a ``ChatService`` asked for a stream: evidence, and never a caption.
  public var partialText: String?

  /// A request that brought no whole answer.
  public init(_ kind: Kind, _ message: String, wasSent: Bool = false, status: Int? = nil, timing: HTTPTiming = .init())
  {
    self.kind = kind
    self.message = message
    self.wasSent = wasSent
    self.status = status
    self.timing = timing
  }

  /// Kind and words.
  public var description: String { "\(kind.rawValue): \(message)" }
}

extension HTTPFailure.Kind {
  /// The kind that a libcurl result stands for, where no limit of ours has already named it.
  ///
  /// - Parameter connected: whether the connection stood when the time ran out.
  init(_ code: CURLcode, connected: Bool) {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: self = connected ? .totalTimeout : .connectTimeout
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .unknownHost
    case CURLE_COULDNT_CONNECT, CURLE_PROXY: self = .noConnection
    case CURLE_SSL_CONNECT_ERROR: self = .noConnection
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
      self = .tls
    case CURLE_HTTP2, CURLE_HTTP2_STREAM: self = .connectionLost
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_SEND_FAIL_REWIND:
      self = .connectionLost
    case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING: self = .notHTTP
    case CURLE_URL_MALFORMAT: self = .refusedHere
    default: self = .other
    }
  }
}
