internal import FoundationEssentials

/// Where a Redis is: `redis://[USER@]HOST[:PORT][/DATABASE]`. It has no room for a password: an address is written into
/// files, printed and seen in the list of processes.
public struct RedisAddress: Hashable, Sendable, CustomStringConvertible {
  /// Whom to log in as; nil: Redis' usual user.
  public let user: String?
  /// A name, or an IP address without brackets.
  public let host: String
  /// 6379 unless given.
  public let port: Int
  /// 0 unless given.
  public let database: Int

  /// The environment variable that holds the password, where one is needed.
  public static let passwordVariable = "BLINDFOLD_REDIS_PASSWORD"

  /// Why a text is no address of a Redis. What was written is never repeated: it may hold a password.
  public enum Fault: Error, Hashable, Sendable {
    /// It is none at all.
    case malformed
    /// It asks for TLS.
    case encrypted
    /// It has a password in it.
    case password

    /// What stands after the address's name.
    public var fact: String {
      switch self {
      case .malformed: "is no address of a Redis."
      case .encrypted: "asks for TLS (rediss), which is not spoken here."
      case .password: "has a password in it."
      }
    }

    /// What to do.
    public var next: String {
      switch self {
      case .malformed: "Write, for example, redis://cache.local:6379/0."
      case .encrypted: "Open a tunnel to it (SSH, a VPN, stunnel) and name the near end with redis://."
      case .password:
        "Write redis://USER@HOST:PORT/DATABASE or redis://HOST:PORT/DATABASE, and set \(RedisAddress.passwordVariable) "
          + "where you run blindfold. If others may have read this password, change it."
      }
    }
  }

  /// Whether a text is meant as such an address.
  public static func isMeant(_ text: String) -> Bool {
    ["redis:", "rediss:"].contains { text.lowercased().hasPrefix($0) }
  }

  /// Reads an address.
  public init(_ text: String) throws(Fault) {
    guard Self.isMeant(text), let end = text.firstRange(of: "://")?.upperBound else { throw .malformed }
    if let at = text.lastIndex(of: "@"), at > end, text[end..<at].contains(":") { throw .password }
    guard text.lowercased().hasPrefix("redis:") else { throw .encrypted }
    guard let parts = URLComponents(string: text), parts.password == nil, parts.query == nil, parts.fragment == nil,
      var host = parts.host, !host.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      (parts.user ?? "").utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"/:@".utf8.contains($0) })
    else { throw .malformed }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    let database = parts.path.drop { $0 == "/" }
    guard let number = Int(database.isEmpty ? "0" : String(database)), (0...65_535).contains(number),
      (1...65_535).contains(parts.port ?? 6379)
    else { throw .malformed }
    user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
    self.host = host
    port = parts.port ?? 6379
    self.database = number
  }

  /// As it is written, with port and database.
  public var description: String {
    let shownHost = host.contains(":") ? "[\(host)]" : host
    return "redis://\(user.map { $0 + "@" } ?? "")\(shownHost):\(port)/\(database)"
  }

  /// Whether what is sent to it stays on this machine.
  public var isLocal: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }
}

extension RedisAddress: Codable {
  /// Reads what ``encode(to:)`` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(Fault) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "an address that \(error.fact)")
    }
  }

  /// Writes it as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
