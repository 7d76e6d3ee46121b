internal import CCrypto
internal import Glibc

/// SHA-256 of bytes that come piece by piece.
public final class SHA256Stream {
  private let context: OpaquePointer

  /// Begins.
  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in the next piece.
  public func update(_ bytes: [UInt8]) {
    let result = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(result == 1, "libcrypto gave up")
  }

  /// Ends: nothing more may be taken in.
  ///
  /// - Returns: 64 lower-case hexadecimal digits.
  public func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1, "libcrypto gave up")
    return hexadecimal(digest)
  }

  /// SHA-256 of a file, of which no more than a piece is in memory.
  ///
  /// - Returns: 64 lower-case hexadecimal digits; nil where it cannot be read.
  public static func hex(ofFile path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let hash = SHA256Stream()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return hash.finish() }
      hash.update(count == piece.count ? piece : Array(piece[..<count]))
    }
  }
}
