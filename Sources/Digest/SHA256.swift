internal import CCrypto

/// SHA-256, computed by OpenSSL's libcrypto.
public enum SHA256 {
  /// Hashes bytes in one call.
  ///
  /// - Returns: 32 bytes.
  public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    func run(_ input: UnsafeBufferPointer<UInt8>) -> Int32 {
      EVP_Digest(input.baseAddress, input.count, &digest, nil, EVP_sha256(), nil)
    }
    let result = bytes.withContiguousStorageIfAvailable(run) ?? Array(bytes).withUnsafeBufferPointer(run)
    precondition(result == 1, "libcrypto has no SHA-256")
    return digest
  }

  /// Hashes bytes and writes the hash as 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: some Collection<UInt8>) -> String { hexadecimal(hash(bytes)) }

  /// Hashes a text's UTF-8 bytes and writes the hash as 64 lower-case hexadecimal digits.
  public static func hex(_ text: String) -> String { hex(Array(text.utf8)) }
}

/// The bytes that lower-case hexadecimal digits stand for, two digits a byte; nil where they are none.
public func bytes(ofHexadecimal text: String) -> [UInt8]? {
  var bytes: [UInt8] = []
  var high: UInt8?
  for digit in text.utf8 {
    let value: UInt8
    switch digit {
    case 48...57: value = digit - 48
    case 97...102: value = digit - 87
    default: return nil
    }
    if let first = high { bytes.append(first << 4 | value) }
    high = high == nil ? value : nil
  }
  return high == nil ? bytes : nil
}

/// Bytes as lower-case hexadecimal digits, two a byte.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
  return String(unsafeUninitializedCapacity: 2 * bytes.count) { room in
    for (place, byte) in bytes.enumerated() {
      room[2 * place] = digit(byte >> 4)
      room[2 * place + 1] = digit(byte & 15)
    }
    return 2 * bytes.count
  }
}
