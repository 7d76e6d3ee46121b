import Foundation
import Testing

@testable import StudyFile

@Suite("reading JSON")
struct JSONReaderTests {
  @Test(
    "values are read as they stand",
    arguments: [
      ("null", JSONValue.null), (" true ", .bool(true)), ("false", .bool(false)), ("\"\"", .text("")),
      ("[]", .list([])),
      ("{}", .object([:])), ("0", .number("0")), ("-0", .number("-0")),
      ("9007199254740993", .number("9007199254740993")),
      ("2.50", .number("2.50")), ("1e3", .number("1e3")), ("-1.5E-2", .number("-1.5E-2")), ("1e999", .number("1e999")),
      ("12345678901234567890", .number("12345678901234567890")),
      ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é😀\"", .text("a\"\\/\u{8}\u{C}\n\r\té😀é😀")),
      ("[1, [2, {\"a\": []}]]", .list([.number("1"), .list([.number("2"), .object(["a": .list([])])])])),
      ("\u{FEFF}{\"a\": 1, \"b\": 2}", .object(["a": .number("1"), "b": .number("2")])),
    ])
  func values(text: String, value: JSONValue) throws {
    #expect(try JSONValue.parse(text.utf8) == value)
  }

  @Test(
    "what is not JSON is refused where it stops being that",
    arguments: [
      ("", 1), ("[1,]", 4), ("{\"a\": 1,}", 9), ("{,}", 2), ("[1 2]", 4), ("01", 2), ("+1", 1), (".5", 1), ("1.", 3),
      ("1e", 3), ("-", 2), ("NaN", 1), ("nul", 4), ("True", 1), ("'a'", 1), ("{a: 1}", 2),
      ("{\"a\" 1}", 6),
      ("\"open", 6), ("\"a\tb\"", 3), ("\"\\x\"", 3), ("\"\\u12g4\"", 6), ("\"\\ud83d\"", 8), ("\"\\ude00\"", 8),
      ("[", 2),
      ("[]]", 3), ("/* */ 1", 1), ("{\"a\": 1} x", 10), ("{\"a\": 1, \"a\": 2}", 10),
      ("[{\"a\": {\"b\": 1, \"b\": 1}}]", 17),
    ])
  func refused(text: String, column: Int) {
    let error = #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse(text.utf8) }
    #expect(error?.line == 1 && error?.column == column, "\(text): \(error?.column ?? 0)")
  }

  @Test("of a key twice, the key is told")
  func doubledKey() {
    #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse("{\"a\": 1, \"a\": 1}".utf8) }
    for (text, key) in [("{\"é\": 1, \"e\u{301}\": 2}", "é"), ("{\"a\": [1, }", nil)] as [(String, String?)] {
      do {
        _ = try JSONValue.parse(text.utf8)
        Issue.record("\(text) was read")
      } catch { #expect(error.doubledKey == key) }
    }
  }

  @Test(
    "one number has one plain form however it is written, and numbers that differ have two",
    arguments: [
      ("7", "7"), ("7.0", "7"), ("7e0", "7"), ("-0", "0"), ("2.50", "2.5"), ("0.00001", "1e-05"), ("1e3", "1000"),
      ("12345678901234567890", "12345678901234567890"), ("12345678901234567891", "12345678901234567891"),
      ("9007199254740993.0", "9007199254740993.0"), ("1e999", "1e999"),
    ])
  func plainForm(written: String, plain: String) throws {
    #expect(try JSONValue.parse(written.utf8).plainField == plain)
    #expect(try JSONValue.parse(written.utf8).field == written)
  }

  @Test("text that is not UTF-8, and what is nested too deep, are refused and crash nothing")
  func bytes() {
    for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0xFF, 0xFE, 0x7B, 0], [0x22, 0xED, 0xA0, 0x80, 0x22]]
      as [[UInt8]]
    {
      #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse(bytes) }
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse(deep.utf8) }
    let allowed = String(repeating: "[", count: 400) + String(repeating: "]", count: 400)
    #expect(throws: Never.self) { try JSONValue.parse(allowed.utf8) }
  }

  @Test("agrees with Foundation on JSON at random, and on the places of a list's elements with the text")
  func random() throws {
    var random = SystemRandomNumberGenerator()
    func value(_ depth: Int) -> Any {
      switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
      case 0: return NSNull()
      case 1: return Bool.random()
      case 2: return Int.random(in: -1_000_000...1_000_000)
      case 3: return String((0..<Int.random(in: 0..<6)).map { _ in "aé\"\\\n😀/\u{1}".randomElement() ?? "a" })
      case 4: return (0..<Int.random(in: 0..<4)).map { _ in value(depth + 1) }
      default:
        return Dictionary((0..<Int.random(in: 0..<4)).map { ("k\($0)", value(depth + 1)) }, uniquingKeysWith: { $1 })
      }
    }
    func same(_ ours: JSONValue?, _ theirs: Any) -> Bool {
      switch ours {
      case .null: theirs is NSNull
      case .bool(let flag): (theirs as? Bool) == flag
      case .number(let text): (theirs as? Int).map(String.init) == text
      case .text(let text): (theirs as? String) == text
      case .list(let list):
        (theirs as? [Any]).map { $0.count == list.count && zip(list, $0).allSatisfy { same($0, $1) } } ?? false
      case .object(let object):
        (theirs as? [String: Any]).map { $0.count == object.count && $0.allSatisfy { same(object[$0.key], $0.value) } }
          ?? false
      case nil: false
      }
    }
    for _ in 0..<300 {
      let list = (0..<4).map { _ in value(0) }
      let bytes = [UInt8](
        try JSONSerialization.data(withJSONObject: ["list": list, "other": [1]], options: [.prettyPrinted]))
      var reader = JSONReader(bytes)
      let read = try reader.read()
      #expect(same(read["list"], list), "\(String(decoding: bytes, as: UTF8.self))")
      let starts = try #require(reader.elements["list"])
      #expect(starts.count == 4 && reader.elements.count == 2)
      for (start, element) in zip(starts, list) {
        let first = Character(Unicode.Scalar(bytes[start]))
        #expect(element is String ? first == "\"" : element is [Any] ? first == "[" : first != "\"")
      }
    }
  }
}
