/// A run of text with emphasis, free of any format's syntax.
///
/// Written as an interpolated string. Everything put into it is text and is escaped when it is rendered, so a label
/// cannot act: `"\(code: label) may replace \(code: incumbent)"`.
struct Prose: Hashable, Sendable {
  indirect enum Span: Hashable, Sendable {
    case plain(String)
    case code(String)
    case strong([Span])
  }

  var spans: [Span]

  static func + (left: Prose, right: Prose) -> Prose { Prose(spans: left.spans + right.spans) }
  static func += (left: inout Prose, right: Prose) { left.spans += right.spans }

  /// The words alone, for titles and alternative texts.
  var words: String { Prose.words(spans) }

  private static func words(_ spans: [Span]) -> String {
    spans.map { span in
      switch span {
      case .plain(let text), .code(let text): text
      case .strong(let inner): words(inner)
      }
    }.joined()
  }

  /// Several texts with something between each and the next.
  static func joined(_ parts: [Prose], by separator: String) -> Prose {
    var result: Prose = ""
    for (index, part) in parts.enumerated() {
      if index > 0 { result += Prose(stringLiteral: separator) }
      result += part
    }
    return result
  }

  /// "a, b and c".
  static func list(_ parts: [Prose], last word: String = "and") -> Prose {
    guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
    return joined(Array(parts.dropLast()), by: ", ") + " \(word) " + last
  }
}

extension Prose: ExpressibleByStringInterpolation {
  init(stringLiteral text: String) { spans = text.isEmpty ? [] : [.plain(text)] }
  init(stringInterpolation: Interpolation) { spans = stringInterpolation.spans }

  struct Interpolation: StringInterpolationProtocol {
    var spans: [Span] = []
    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { spans.append(.plain(text)) }
    }
    mutating func appendInterpolation(_ text: some StringProtocol) { appendLiteral(String(text)) }
    mutating func appendInterpolation(_ prose: Prose) { spans += prose.spans }
    mutating func appendInterpolation(code: String) { spans.append(.code(code)) }
    mutating func appendInterpolation(strong: Prose) { spans.append(.strong(strong.spans)) }
  }
}
