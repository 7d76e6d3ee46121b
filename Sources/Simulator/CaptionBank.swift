/// Stock phrases that say nothing about an image.
enum CaptionBank {
  /// Openings that count as filler, of ``openingWords`` words each.
  static let openings = ["The image shows", "An image of", "A picture of"]

  /// Words in each opening.
  static let openingWords = 3

  /// Sentences to pad a caption with.
  static let filler = [
    "The overall impression is calm, balanced and pleasing.",
    "Everything has been arranged with obvious care and attention.",
    "It all comes together in a way that feels quite inviting.",
    "There is a certain mood that many people will appreciate.",
    "The composition draws attention without being overly busy.",
    "One can easily imagine this being used for many occasions.",
    "Altogether it makes a rather memorable and lasting impression.",
    "The atmosphere is relaxed, and nothing seems out of order.",
  ]

  /// Words and phrases that may stand for each other.
  static let synonyms = [
    ("beside", "next to"), ("next to", "beside"), ("near", "close to"), ("beneath", "under"), ("large", "big"),
    ("small", "little"), ("standing on", "resting on"), ("lying on", "resting on"), ("sitting on", "resting on"),
    ("showing", "displaying"), ("reading", "that reads"), ("saying", "that says"), ("bright", "vivid"),
    ("placed on", "set on"), ("filled with", "full of"), ("topped with", "crowned with"), ("featuring", "with"),
  ]

  /// The phrases that mention nothing an image's facts are about; all of them where each mentions something.
  static func silent(_ phrases: [String], _ matcher: FactMatcher) -> [String] {
    let silent = phrases.filter(matcher.isSilent)
    return silent.isEmpty ? phrases : silent
  }
}
