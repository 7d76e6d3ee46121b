internal import CCurl

/// The address of an OpenAI-compatible service up to and including `/v1`, checked by libcurl's own URL parser, so that
/// what was checked is what is called.
public struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
  /// Without a slash at the end, for example `https://api.openai.com/v1`.
  public let text: String
  /// The host as libcurl reads it: lower case, numeric forms of IPv4 spelled out.
  public let host: String
  /// Whether it is `https://`.
  public let isEncrypted: Bool

  /// Reads an address.
  ///
  /// - Throws: `AddressProblem` for anything but an `http://` or `https://` address without user name, query and
  ///   fragment.
  public init(_ text: String) throws(AddressProblem) {
    var trimmed = text[...]
    while trimmed.last == "/" || trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    trimmed = trimmed.drop { $0.isWhitespace }
    let address = String(trimmed)
    guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let parts = URLParts(address) else {
      throw .unreadable(address: plainLine(address))
    }
    guard parts.scheme == "http" || parts.scheme == "https" else { throw .scheme(parts.scheme) }
    guard parts.user == nil else { throw .credentials(host: plainLine(parts.host)) }
    guard parts.query == nil, parts.fragment == nil else { throw .query(host: plainLine(parts.host)) }
    self.text = address
    host = parts.host.lowercased()
    isEncrypted = parts.scheme == "https"
  }

  /// Whether the host is this machine: `localhost` (which libcurl never looks up), 127.0.0.0/8 or `::1`.
  public var isLoopback: Bool { isLoopbackHost(host) }

  /// The address.
  public var description: String { text }
}

/// Why a service address cannot be used.
public enum AddressProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no URL.
  case unreadable(address: String)
  /// It is neither `http` nor `https`.
  case scheme(String)
  /// A user name or password stands in it, where logs and databases would keep it.
  case credentials(host: String)
  /// It has a query or a fragment, behind which no path can be added.
  case query(host: String)
  /// A key would go over an unencrypted connection to another machine.
  case keyInTheClear(host: String)

  /// Fact, consequence, next step.
  public var description: String {
    switch self {
    case .unreadable(let address):
      "'\(address)' is not a URL, so there is nothing to call. "
        + "Write it like https://api.openai.com/v1 or http://127.0.0.1:8080/v1."
    case .scheme(let scheme):
      "the service address begins with '\(scheme)://', and only http and https are spoken here. "
        + "Write it like https://api.openai.com/v1."
    case .credentials(let host):
      "the service address for \(host) has a user name or password in it, which would end up in databases and reports. "
        + "Take it out and give the key by its environment variable."
    case .query(let host):
      "the service address for \(host) has a '?' or '#' part, so '/chat/completions' cannot be added to it. "
        + "End the address with the path, like https://\(host)/v1."
    case .keyInTheClear(let host):
      "the service address for \(host) is http://, so the API key would cross the network unencrypted; nothing was sent. "
        + "Use https://, or a tunnel to 127.0.0.1, or unset the key's variable if the service needs none."
    }
  }
}

/// Whether a host, in lower case and as libcurl spells it, is this machine.
func isLoopbackHost(_ host: String) -> Bool {
  if host == "localhost" || host == "[::1]" || host == "::1" { return true }
  let parts = host.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}

/// A URL taken apart by libcurl.
struct URLParts {
  var scheme: String
  var host: String
  var user: String?
  var query: String?
  var fragment: String?

  /// - Returns: nil where libcurl cannot read the URL or it has no host.
  init?(_ text: String) {
    guard let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
    func part(_ what: CURLUPart) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, what, &value, 0) == CURLUE_OK, let value else { return nil }
      defer { curl_free(value) }
      return String(cString: value)
    }
    guard let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST), !host.isEmpty else { return nil }
    self.scheme = scheme
    self.host = host
    user = part(CURLUPART_USER) ?? part(CURLUPART_PASSWORD)
    query = part(CURLUPART_QUERY)
    fragment = part(CURLUPART_FRAGMENT)
  }
}
