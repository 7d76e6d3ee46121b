internal import StudyModel

/// A fact's value.
public enum FactValue: Hashable, Sendable {
  /// `true` or `false`.
  case flag(Bool)
  /// Finite.
  case number(Double)
  /// Any text. Columns of a data set are texts, whatever they hold: how they are read is the condition's affair.
  case text(String)
}

/// What looking at an image file tells, without decoding the picture.
public struct PictureFacts: Hashable, Sendable {
  /// Pixels across, upright.
  public var width: Int
  /// Pixels down, upright.
  public var height: Int
  /// Whether the file holds an EXIF block; nil where this cannot be told of its format.
  public var hasEXIF: Bool?

  /// What looking at an image file tells.
  public init(width: Int, height: Int, hasEXIF: Bool?) {
    self.width = width
    self.height = height
    self.hasEXIF = hasEXIF
  }
}

/// What a router may know of one image: its category, the other columns of its data set, and cheap facts of its file.
///
/// A column stands before a fact of the file with the same name: files of a set are often scaled or stripped, and the
/// column may say what production sees.
public struct ItemFacts: Hashable, Sendable {
  private var columns: [String: String]
  private var measured: [String: FactValue]

  /// Facts of the image itself that a condition may name, with what they are.
  public static let builtIn: [(name: String, meaning: String)] = [
    ("category", "text"), ("format", "text: jpeg, png, …"), ("width", "pixels, upright"),
    ("height", "pixels, upright"), ("aspect_ratio", "width / height"), ("has_exif", "true or false"),
  ]

  /// Built-in facts that need a look at the file.
  public static let ofPicture: Set<String> = ["width", "height", "aspect_ratio", "has_exif"]

  /// Gathers an image's facts. A column that is blank is missing.
  ///
  /// - Parameter picture: nil where no condition needs it; its facts are then missing.
  public init(_ item: SetItem, picture: PictureFacts?) {
    columns = item.fields.filter { !$0.value.allSatisfy(\.isWhitespace) }
    measured = ["category": .text(item.category), "format": .text(item.format.rawValue)]
    if let picture {
      measured["width"] = .number(Double(picture.width))
      measured["height"] = .number(Double(picture.height))
      if picture.height > 0 { measured["aspect_ratio"] = .number(Double(picture.width) / Double(picture.height)) }
      if let hasEXIF = picture.hasEXIF { measured["has_exif"] = .flag(hasEXIF) }
    }
  }

  /// The value; nil where the image has none.
  public subscript(name: String) -> FactValue? { columns[name].map(FactValue.text) ?? measured[name] }

  func flag(_ name: FactName) throws(FactFault) -> Bool {
    switch self[name.name] {
    case .flag(let flag): return flag
    case .text(let text) where ["true", "false"].contains(text.lowercased()): return text.lowercased() == "true"
    case nil: throw FactFault(fact: name, kind: .missing)
    case let value?: throw FactFault(fact: name, kind: .notAFlag(Self.shown(value)))
    }
  }

  func number(_ name: FactName) throws(FactFault) -> Double {
    switch self[name.name] {
    case .number(let number): return number
    case .text(let text):
      guard let number = Double(text), number.isFinite else {
        throw FactFault(fact: name, kind: .notANumber(text))
      }
      return number
    case nil: throw FactFault(fact: name, kind: .missing)
    case let value?: throw FactFault(fact: name, kind: .notANumber(Self.shown(value)))
    }
  }

  func text(_ name: FactName) throws(FactFault) -> String {
    switch self[name.name] {
    case .text(let text): return text
    case nil: throw FactFault(fact: name, kind: .missing)
    case let value?: throw FactFault(fact: name, kind: .notAText(Self.shown(value)))
    }
  }

  private static func shown(_ value: FactValue) -> String {
    switch value {
    case .flag(let flag): "\(flag)"
    case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .text(let text): text
    }
  }
}

/// Why a condition is neither true nor false for an image.
public struct FactFault: Error, Hashable, Sendable {
  /// The fact, and where the condition names it.
  public var fact: FactName
  /// What is wrong with it.
  public var kind: Kind

  /// What can be wrong with a fact. Values are as the image has them.
  public enum Kind: Hashable, Sendable {
    /// The image has no such fact.
    case missing
    /// A truth value was asked for.
    case notAFlag(String)
    /// A number was asked for.
    case notANumber(String)
    /// A text was asked for.
    case notAText(String)
  }
}
