/// Makes foreign text harmless to a terminal and honest to a reader: it can neither act nor hide.
///
/// What would act is shown as a visible mark; what would be invisible is named; ordinary writing in any script is
/// left as it is. Only the screen's copy is changed: the stored bytes stay.
public enum SafeText {
  /// The text as it may be shown. Line breaks (`\n`, `\r\n`) stay; they are the only control characters that do.
  public static func shown(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var marks = 0
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar.value == 0x0D && index + 1 < scalars.count && scalars[index + 1].value == 0x0A {
        index += 1  // the line feed after it is the line break
        continue
      }
      if isTag(scalar) {
        var last = index
        while last + 1 < scalars.count && isTag(scalars[last + 1]) { last += 1 }
        result.append(contentsOf: "⟨TAG×\(last - index + 1)⟩".unicodeScalars)
        index = last + 1
        marks = 0
        continue
      }
      if isMark(scalar) {
        marks += 1
        if index == 0 || scalars[index - 1].value == 0x0A { result.append("\u{25CC}") }
        if marks <= 4 { result.append(scalar) }
      } else {
        marks = 0
        let before = index > 0 ? scalars[index - 1] : nil
        let after = index + 1 < scalars.count ? scalars[index + 1] : nil
        if let mark = replacement(for: scalar, after: before, before: after) {
          result.append(contentsOf: mark.unicodeScalars)
        } else {
          result.append(scalar)
        }
      }
      index += 1
    }
    return String(result)
  }

  /// The text on one line: as ``shown(_:)``, with "⏎" for every line break.
  public static func onOneLine(_ text: String) -> String {
    String(shown(text).map { $0.isNewline ? "⏎" : $0 })
  }

  /// Whether a line holds letters that are read from right to left.
  public static func isRightToLeft(_ line: some StringProtocol) -> Bool {
    line.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
      default: false
      }
    }
  }

  /// What is shown instead of a scalar; nil where the scalar may be shown itself.
  private static func replacement(
    for scalar: Unicode.Scalar, after before: Unicode.Scalar?, before after: Unicode.Scalar?
  ) -> String? {
    switch scalar.value {
    case 0x0A: return nil
    case 0x00...0x1F: return picture(0x2400 + scalar.value)
    case 0x7F: return picture(0x2421)
    case 0x80...0x9F: return "⟨\(hex(scalar))⟩"
    case 0x200C, 0x200D: return joins(before, after) ? nil : named(scalar)
    case 0xFE0E, 0xFE0F: return before?.properties.isEmoji == true ? nil : named(scalar)
    case 0xFE00...0xFE0D, 0xE0100...0xE01EF, 0x180B...0x180F: return "⟨VS⟩"
    case 0x2028: return "⟨LS⟩"
    case 0x2029: return "⟨PS⟩"
    case 0x115F, 0x1160, 0x3164, 0xFFA0: return "⟨FILLER⟩"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .privateUse, .unassigned, .surrogate: return "\u{FFFD}"
    case .format, .control: return named(scalar)
    default: return nil
    }
  }

  private static func picture(_ value: UInt32) -> String { Unicode.Scalar(value).map { String($0) } ?? "\u{FFFD}" }

  private static func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16, uppercase: true) }

  private static func named(_ scalar: Unicode.Scalar) -> String { "⟨\(names[scalar.value] ?? hex(scalar))⟩" }

  private static let names: [UInt32: String] = [
    0xAD: "SHY", 0x34F: "CGJ", 0x61C: "ALM", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM",
    0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFE0E: "VS15", 0xFE0F: "VS16", 0xFEFF: "BOM",
  ]

  /// Whether a joiner stands where writing needs one: inside an emoji, or between letters of a script that joins.
  private static func joins(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
    guard let before, let after else { return false }
    func isPicture(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value > 0xFF && (scalar.properties.isEmoji || scalar.value == 0xFE0F)
    }
    func isJoining(_ scalar: Unicode.Scalar) -> Bool { (0x0600...0x109F).contains(scalar.value) }
    return (isPicture(before) && isPicture(after)) || (isJoining(before) && isJoining(after))
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300, scalar.value != 0x34F else { return false }
    switch scalar.value {
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180F: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }

  private static func isTag(_ scalar: Unicode.Scalar) -> Bool { (0xE0000...0xE007F).contains(scalar.value) }
}
