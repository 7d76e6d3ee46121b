/// A whole answer.
public struct HTTPResponse: Sendable {
  /// For example 200.
  public var status: Int
  /// The header lines in order; of several answers (100, then 200) only the last one's.
  public var headers: HTTPHeaders
  /// The body after decompression.
  public var body: [UInt8]
  /// How long each part took.
  public var timing: HTTPTiming
  /// When each piece of the body came, in order; empty unless the request asked for it.
  public var arrivals: [Arrival] = []
  /// The HTTP that was spoken.
  public var version = HTTPRequest.Version.one

  /// A piece of a body as it came off the wire.
  public struct Arrival: Sendable, Hashable {
    /// Bytes of the body that had come by then, this piece's among them.
    public var end: Int
    /// Seconds since the request began.
    public var seconds: Double

    /// A piece of a body.
    public init(end: Int, seconds: Double) {
      self.end = end
      self.seconds = seconds
    }
  }
}

/// Header lines, looked up without regard to case.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// One header line.
  public struct Field: Sendable, Equatable {
    /// The name as sent.
    public var name: String
    /// The value without surrounding white space.
    public var value: String

    /// One header line.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order of the answer.
  public var fields: [Field]

  /// Header lines in order.
  public init(_ fields: [Field] = []) { self.fields = fields }

  /// Header lines in order.
  public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { Field($0.0, $0.1) } }

  /// The first value of that name, or nil.
  public subscript(_ name: String) -> String? {
    let wanted = name.lowercased()
    return fields.first { $0.name.lowercased() == wanted }?.value
  }
}

/// How long each part of a request took, in seconds since its start. Nil: it did not come to that.
public struct HTTPTiming: Sendable, Hashable {
  /// Name looked up and TCP connected; nil or next to nothing where a connection was used again.
  public var connect: Double?
  /// TLS agreed; nil without TLS.
  public var tls: Double?
  /// The first byte of the answer.
  public var firstByte: Double?
  /// The end, good or bad.
  public var total: Double
  /// Connections opened: 0 where a kept-alive one was used again.
  public var newConnections: Int
  /// Times libcurl sent the body anew because a kept-alive connection proved dead.
  public var resends: Int

  /// Times in seconds.
  public init(
    connect: Double? = nil, tls: Double? = nil, firstByte: Double? = nil, total: Double = 0, newConnections: Int = 0,
    resends: Int = 0
  ) {
    self.connect = connect
    self.tls = tls
    self.firstByte = firstByte
    self.total = total
    self.newConnections = newConnections
    self.resends = resends
  }
}
