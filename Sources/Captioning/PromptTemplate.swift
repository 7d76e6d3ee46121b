public import Roster

/// A prompt with `{{category}}`, `{{title}}` and other fields of an item to be filled in. Filled in once: braces inside
/// a value stay braces.
public struct PromptTemplate: Sendable, Hashable {
  /// Columns that hold or give away the answer. A prompt never sees them, even if an item should carry them.
  public static let forbidden: Set<String> = ["reference", "references", "text", "caption", "captions", "facts"]

  private enum Part: Hashable {
    case words(String)
    case field(String)
  }
  private let parts: [Part]

  /// Reads a template. Braces that do not hold a field's name (letters, digits, `_`, `-`, `.`) are words like any other,
  /// so that a prompt may show JSON.
  public init(_ template: String) {
    var parts: [Part] = []
    var rest = template[...]
    while let open = rest.firstRange(of: "{{") {
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else { break }
      let name = PromptTemplate.name(rest[open.upperBound..<close.lowerBound])
      let end = name == nil ? open.upperBound : close.upperBound
      parts.append(.words(String(rest[..<(name == nil ? open.upperBound : open.lowerBound)])))
      if let name { parts.append(.field(name)) }
      rest = rest[end...]
    }
    parts.append(.words(String(rest)))
    self.parts = parts
  }

  private static func name(_ text: Substring) -> String? {
    let bare = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    let isName = bare.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
    return isName && !bare.isEmpty ? String(bare) : nil
  }

  /// The names it asks for, each once, in order.
  public var names: [String] {
    var seen: Set<String> = []
    return parts.compactMap { part in
      guard case .field(let name) = part, seen.insert(name).inserted else { return nil }
      return name
    }
  }

  /// The names that an item has no field for: an error of the study file, to be found before money is spent.
  public func missingFields(in item: SetItem) -> [String] {
    let fields = PromptTemplate.fields(of: item)
    return names.filter { fields[$0] == nil }
  }

  /// The prompt for an item.
  ///
  /// - Throws: `MissingField` for a name without a field.
  func filled(_ fields: [String: String]) throws(MissingField) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .words(let words): text += words
      case .field(let name):
        guard let value = fields[name] else { throw MissingField(name: name) }
        text += value
      }
    }
    return text
  }

  struct MissingField: Error {
    var name: String
  }

  /// What a template may name: the category and the item's other fields, but for the forbidden ones.
  static func fields(of item: SetItem) -> [String: String] {
    var fields = item.fields.filter { !forbidden.contains($0.key.lowercased()) }
    // A set with a stratum column has its category as any other column.
    fields["category"] = fields["category"] ?? item.category
    return fields
  }
}
