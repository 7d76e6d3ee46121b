internal import Glibc

/// The address of an image on the public network.
///
/// Addresses of this machine, of private and link-local networks (`169.254.169.254` tells a cloud machine's secrets) and
/// of files are none, however they are written. A name is judged as written: what it resolves to is for whoever connects.
public struct ImageAddress: Hashable, Sendable {
  /// The address as written.
  public let text: String
  /// Its host, in lower case and without the port.
  public let host: String

  /// Why a text is no address of an image on the public network.
  public enum Fault: Error, Hashable, Sendable {
    /// No address at all: no `scheme://`, or characters that an address cannot have.
    case notAnAddress
    /// Another scheme than `http` and `https`.
    case scheme(String)
    /// A user's name or a password stands in it.
    case credentials
    /// Its host is this machine, or in a private, link-local or otherwise reserved range.
    case privateHost(String)
  }

  /// - Throws: ``Fault``.
  public init(_ text: String) throws(Fault) {
    guard let colon = text.firstRange(of: "://"), colon.lowerBound > text.startIndex,
      text.unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) && $0 != "\\" })
    else {
      if text.lowercased().hasPrefix("file:") || text.lowercased().hasPrefix("data:") {
        throw .scheme(String(text.prefix { $0 != ":" }).lowercased())
      }
      throw .notAnAddress
    }
    let scheme = text[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { throw .scheme(scheme) }
    let authority = text[colon.upperBound...].prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else { throw .credentials }
    var host = Self.host(of: authority)
    while host.last == "." { host.removeLast() }
    guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._:".contains($0) }) else {
      throw .notAnAddress
    }
    guard Self.isPublic(host) else { throw .privateHost(host) }
    self.text = text
    self.host = host
  }

  /// Without the port and the brackets, in lower case.
  private static func host(of authority: Substring) -> String {
    if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" }.lowercased() }
    return authority.prefix { $0 != ":" }.lowercased()
  }

  /// Whether a host, by name or in digits as whoever connects has it, may be on the public network.
  public static func isPublic(_ host: String) -> Bool {
    var four = in_addr()
    // As the C library reads it, so that 2130706433 and 0x7f.1 are this machine too.
    if inet_aton(host, &four) != 0 { return isPublic(four: UInt32(bigEndian: four.s_addr)) }
    var six = in6_addr()
    if inet_pton(AF_INET6, host, &six) == 1 { return isPublic(six: withUnsafeBytes(of: &six) { Array($0) }) }
    if host.contains(":") { return false }
    let inner = ["localhost", "local", "internal", "lan", "home", "intranet", "corp", "arpa", "onion"]
    let last = host.split(separator: ".").last.map(String.init) ?? ""
    return host.contains(".") && !inner.contains(last)
  }

  /// IANA's special-purpose registry, as far as it is not globally reachable.
  private static func isPublic(four address: UInt32) -> Bool {
    let blocks: [(UInt32, UInt32)] = [
      (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
      (0xC000_0000, 24), (0xC000_0200, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24),
      (0xE000_0000, 3),
    ]
    return !blocks.contains { base, bits in (address ^ base) >> (32 - bits) == 0 }
  }

  /// Global unicast only (2000::/3), and of that neither documentation nor what wraps an IPv4 address (6to4, Teredo).
  private static func isPublic(six bytes: [UInt8]) -> Bool {
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    let start = Array(bytes.prefix(4))
    return !start.starts(with: [0x20, 0x02]) && start != [0x20, 0x01, 0, 0] && start != [0x20, 0x01, 0x0D, 0xB8]
  }
}
