/// One thing that is true of an image, or an invented one that is not, as its maker wrote it down.
public struct Fact: Hashable, Sendable {
  /// What a fact is about.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// What the image is of; exactly one an image.
    case subject
    /// Properties and surroundings.
    case colour, material, count, object, detail, setting
    /// Words that stand in the image.
    case text
    /// What a chart shows.
    case trend
    /// A plausible object that is not there; only a caption that makes things up mentions it.
    case absent
  }

  /// What it is about.
  public var kind: Kind
  /// The phrase that states it. The phrases of all facts but the absent ones, joined by spaces, are a complete caption.
  public var say: String
  /// Lower-case alternatives; the fact is mentioned where any of them occurs as whole words.
  public var terms: [String]
  /// False variants of ``say``, in the same form.
  public var wrong: [String]
  /// What one says who does not see what the subject is; subjects only.
  public var vague: [String]
  /// How much it matters: 3 for the subject, 2 or 1.
  public var weight: Int

  /// A fact as its maker wrote it down.
  public init(
    kind: Kind, say: String, terms: [String], wrong: [String] = [], vague: [String] = [], weight: Int = 1
  ) {
    self.kind = kind
    self.say = say
    self.terms = terms
    self.wrong = wrong
    self.vague = vague
    self.weight = weight
  }
}

extension Fact: Decodable {
  private enum CodingKeys: String, CodingKey { case kind, say, terms, wrong, vague, weight }

  /// Reads a fact; `wrong` and `vague` may be left out, `vague` may be a text or a list of texts.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(Kind.self, forKey: .kind)
    say = try container.decode(String.self, forKey: .say)
    terms = try container.decode([String].self, forKey: .terms)
    wrong = try container.decodeIfPresent([String].self, forKey: .wrong) ?? []
    if let one = try? container.decodeIfPresent(String.self, forKey: .vague) {
      vague = [one]
    } else {
      vague = try container.decodeIfPresent([String].self, forKey: .vague) ?? []
    }
    weight = try container.decodeIfPresent(Int.self, forKey: .weight) ?? (kind == .subject ? 3 : 1)
  }
}
