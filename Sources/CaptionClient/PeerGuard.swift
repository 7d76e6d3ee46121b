internal import CCurl
internal import Glibc

/// Which machines a transfer may connect to. libcurl asks for every socket: after a name was looked up, and before it
/// connects.
///
/// Lives on curl's thread only and is deliberately not Sendable.
final class PeerGuard {
  private let admits: @Sendable (String) -> Bool
  private var refusal: String?
  private var isAdmitted = false

  /// The address that was refused, in digits, where none was admitted.
  var refused: String? { isAdmitted ? nil : refusal }

  /// Guards a transfer, unless it goes by a proxy: then only the proxy looks names up. Which of the two is settled here, so
  /// that libcurl cannot decide otherwise.
  init(_ easy: UnsafeMutableRawPointer, _ url: String, admits: @escaping @Sendable (String) -> Bool) {
    self.admits = admits
    if let parts = URLParts(url), EnvironmentProxy.serves(scheme: parts.scheme, host: parts.host) {
      _ = wire_set_text(easy, CURLOPT_NOPROXY, "")
      return
    }
    _ = wire_set_text(easy, CURLOPT_PROXY, "")
    _ = wire_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
    _ = wire_set_open_socket(easy) { me, _, peer in
      guard let me, let peer else { return CURL_SOCKET_BAD }
      return Unmanaged<PeerGuard>.fromOpaque(me).takeUnretainedValue().open(peer)
    }
  }

  private func open(_ peer: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    var text = [CChar](repeating: 0, count: 64)
    guard wire_peer_text(peer, &text, text.count) != 0 else { return CURL_SOCKET_BAD }
    let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard admits(address) else {
      refusal = refusal ?? address
      return CURL_SOCKET_BAD
    }
    isAdmitted = true
    return wire_open_socket(peer)
  }
}
