internal import Digest
internal import Foundation
internal import GRDB

/// One row as it enters a digest.
struct ContentRow: Sendable {
  /// For people: what the row is about, for example `item=3f2a… arm=arm-7c`.
  let name: String
  /// The written form that is hashed.
  let bytes: [UInt8]
  private let key: [UInt8]

  /// A value of a row in its written form.
  enum Value: Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// As stored, whether or not it is UTF-8.
    case text([UInt8])
    /// A caption: it enters as its hash.
    case caption([UInt8])
    /// The hash of a caption that was removed: it enters as the caption did.
    case keptCaption(String)

    static func text(_ text: String) -> Value { .text(Array(text.utf8)) }

    /// No two values have the same form, and none is the beginning of another: a text says its length first.
    var written: [UInt8] {
      var bytes: [UInt8] = []
      write(into: &bytes)
      return bytes
    }

    /// Appends its written form.
    func write(into bytes: inout [UInt8]) {
      switch self {
      case .null: bytes.append(UInt8(ascii: "-"))
      case .integer(let number): bytes += "i\(number)".utf8
      // The bits, so that no way of writing a fraction can matter.
      case .real(let number):
        bytes += "r".utf8
        bytes += hexadecimal(withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init)).utf8
      case .text(let text):
        bytes += "t\(text.count):".utf8
        bytes += text
      case .caption(let text): bytes += "h\(SHA256.hex(text))".utf8
      case .keptCaption(let sha256): bytes += "h\(sha256)".utf8
      }
    }

    /// For a name.
    var short: String {
      switch self {
      case .null: "none"
      case .integer(let number): String(number)
      case .real(let number): String(number)
      case .text(let bytes), .caption(let bytes): String(decoding: bytes, as: UTF8.self)
      case .keptCaption(let sha256): sha256
      }
    }
  }

  /// A row of named values, the first of which name it.
  init(_ values: [(column: String, value: Value)], named count: Int) {
    name = values.prefix(count).map { "\($0.column)=\($0.value.short)" }.joined(separator: " ")
    key = Array(values.prefix(count).map(\.value.written).joined(separator: [0x7C]))
    bytes = Array(values.map(\.value.written).joined(separator: [0x7C]))
  }

  /// Twelve hexadecimal digits of the hash of what names the row, and twelve of the row's own: of fewer, two of some ten
  /// thousand rows would now and then have the same.
  var mark: String { mark(digits: 12) }

  private func mark(digits: Int) -> String { String(SHA256.hex(key).prefix(digits) + SHA256.hex(bytes).prefix(digits)) }

  /// The digest of rows: the chain `SHA-256(head ‖ "\n" ‖ row)`, begun with the SHA-256 of the part's name.
  static func digest(_ rows: [ContentRow], of part: String) -> StudyContents.Part {
    var head = SHA256.hex("\(StudyContents.format)\n\(part)")
    for row in rows { head = SHA256.hex(Array(head.utf8) + [0x0A] + row.bytes) }
    return StudyContents.Part(rows: rows.count, sha256: head)
  }

  /// Which rows are others than those that marks were made of.
  ///
  /// - Parameter count: of rows that the marks are of. Early versions kept eight digits where twelve are kept now.
  static func compare(_ rows: [ContentRow], with marks: String, of count: Int) -> (changed: [String], gone: Int) {
    let all = Array(marks.utf8)
    let digits = all.count == 16 * count ? 8 : 12
    var then: [String: String] = [:]
    for start in stride(from: 0, to: all.count - all.count % (2 * digits), by: 2 * digits) {
      let middle = start + digits
      then[String(decoding: all[start..<middle], as: UTF8.self)] =
        String(decoding: all[middle..<middle + digits], as: UTF8.self)
    }
    var changed: [String] = []
    for row in rows {
      let mark = row.mark(digits: digits)
      if then.removeValue(forKey: String(mark.prefix(digits))) != String(mark.suffix(digits)) {
        changed.append(row.name)
      }
    }
    return (changed, then.count)
  }
}
