/// How a run goes about its calls. No part of what a study commits to: it changes no caption, only whether one comes.
public struct RunSettings: Hashable, Sendable, Codable {
  /// Most calls under way at once, at each service.
  public var concurrency: Int
  /// Seconds a call may take in all.
  public var timeout: Double
  /// Most tries for one caption, those that were refused with 429 not counted.
  public var attempts: Int
  /// US dollars after which no further call is sent; nil: no limit.
  public var maxCost: Double?
  /// Seconds until a connection stands; nil: 10, or ``timeout`` where that is less.
  public var connect: Double?
  /// Seconds from the last byte sent until an answer begins; nil: five sixths of ``timeout``.
  public var firstByte: Double?
  /// Seconds between two bytes, in either direction; nil: 30, or ``timeout`` where that is less.
  public var idle: Double?
  /// Seconds that a service may ask to be left alone and still be asked again in this run; nil: 120.
  public var patience: Double?
  /// The HTTP that is spoken.
  public var http: HTTPChoice
  /// Where caches keep captions; nil: in the usual file of this machine.
  public var cache: RedisAddress?

  /// How a run goes about its calls.
  public init(
    concurrency: Int = 8, timeout: Double = 60, attempts: Int = 4, maxCost: Double? = nil, connect: Double? = nil,
    firstByte: Double? = nil, idle: Double? = nil, patience: Double? = nil, http: HTTPChoice = .one,
    cache: RedisAddress? = nil
  ) {
    self.concurrency = concurrency
    self.timeout = timeout
    self.attempts = attempts
    self.maxCost = maxCost
    self.connect = connect
    self.firstByte = firstByte
    self.idle = idle
    self.patience = patience
    self.http = http
    self.cache = cache
  }
}

/// The HTTP that a run speaks.
public enum HTTPChoice: String, Hashable, Sendable, Codable, CaseIterable {
  /// HTTP/1.1: a connection for each call under way.
  case one = "1.1"
  /// HTTP/2 where a service offers it over TLS: its calls share a connection.
  case two = "2"
}
