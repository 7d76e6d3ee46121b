/// One HTTP request.
public struct HTTPRequest: Sendable {
  /// `GET` or `POST`: the two methods an OpenAI-compatible service needs.
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// The HTTP to speak.
  public enum Version: Sendable, Hashable {
    /// HTTP/1.1.
    case one
    /// HTTP/2 where the service offers it in TLS's handshake (ALPN); HTTP/1.1 where it does not, and without TLS.
    case two
  }

  /// How to ask.
  public var method: Method
  /// An absolute `http://` or `https://` URL.
  public var url: String
  /// Header lines beside those that libcurl and the key add.
  public var headers: [HTTPHeaders.Field]
  /// Sent as `Authorization: Bearer …`; refused over `http://` to another machine.
  public var key: Secret?
  /// The body's bytes, sent in order without being joined: an image's base64 is one segment shared by many bodies.
  public var body: [[UInt8]]
  /// A form with a file, in place of ``body``.
  public var form: HTTPForm?
  /// Whether it must not be sent twice, not even by libcurl: it goes over a connection of its own, since on one that was kept
  /// alive and proves dead libcurl sends anew what the service may have got.
  public var isSentOnce = false
  /// Whether it goes on when the task that has sent it is cancelled: what it brings is paid for.
  public var outlivesCancellation = false
  /// A descriptor that the body of a 2xx answer is written to, in place of being kept; it stays the caller's.
  public var saveTo: Int32?
  /// When to give up.
  public var limits: HTTPLimits
  /// Whether the answer is to say when each piece of its body came.
  public var timesPieces: Bool
  /// The HTTP to speak.
  public var version: Version
  /// Given each piece of the answer's body as it comes, whatever the status. Called on curl's thread, which serves every
  /// other request too: take the bytes and return.
  public var onPiece: (@Sendable ([UInt8]) -> Void)?

  /// A request.
  public init(
    _ method: Method, _ url: String, headers: [HTTPHeaders.Field] = [], key: Secret? = nil, body: [[UInt8]] = [],
    limits: HTTPLimits = HTTPLimits(), timesPieces: Bool = false, version: Version = .one,
    onPiece: (@Sendable ([UInt8]) -> Void)? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.key = key
    self.body = body
    self.limits = limits
    self.timesPieces = timesPieces
    self.version = version
    self.onPiece = onPiece
  }

  /// The body's length in bytes.
  public var bodyCount: Int { body.reduce(0) { $0 + $1.count } }
}

/// When to give up on a request. The four times are separate because they mean different things: a service that is not
/// there, one that thinks, one that has died in mid-answer, and one that is merely slow.
public struct HTTPLimits: Sendable, Hashable {
  /// From the start until name, TCP and TLS are done.
  public var connect: Duration
  /// From the last byte sent to the first byte of the answer.
  public var firstByte: Duration
  /// Between two bytes, in either direction.
  public var idle: Duration
  /// From the start to the last byte.
  public var total: Duration
  /// Bytes of an answer after decompression.
  public var responseBytes: Int

  /// When to give up on a request.
  public init(
    connect: Duration = .seconds(10), firstByte: Duration = .seconds(60), idle: Duration = .seconds(30),
    total: Duration = .seconds(60), responseBytes: Int = 8 << 20
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.idle = idle
    self.total = total
    self.responseBytes = responseBytes
  }
}
