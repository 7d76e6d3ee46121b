internal import Blinding
internal import StudyModel

/// One image with what every candidate said of it and what raters said of that, named and counted.
struct ItemReading: Sendable {
  let facts: ReportItem
  /// The first digits of the image's hash: as many as tell it from every other of the set, eight at least.
  let name: String
  /// One a candidate, the incumbent first.
  var captions: [CaptionReading]
  /// Where captions were compared: one a pair that any rater had.
  var pairs: [PairReading] = []
  /// What raters said of the image as a whole.
  var remarks: [AnswerLine] = []

  /// The captions or pairs over which raters disagree.
  var isDisputed: Bool { captions.contains(where: \.isDisputed) || pairs.contains(where: \.isDisputed) }

  /// The largest of its captions or pairs; nil where none is known.
  var spread: Double? { (captions.compactMap(\.spread) + pairs.compactMap(\.spread)).max() }

  /// The candidate that did worst against the incumbent here; nil where none did worse.
  var lowest: CaptionReading? {
    captions.filter { ($0.difference ?? 0) < 0 }.min { ($0.difference ?? 0) < ($1.difference ?? 0) }
  }
}

/// One candidate's caption of one image.
struct CaptionReading: Sendable {
  /// Its place among the candidates; 0 is the incumbent.
  let candidate: Int
  /// Nil where the candidate was not asked.
  let output: Output?
  /// What raters said of it, by question, the claimed criterion first.
  var lines: [AnswerLine] = []
  /// Of the ratings that count on the claimed criterion, in rubric points; nil where there are none, and for pairs.
  var mean: Double?
  /// From the incumbent, over raters who judged both: rubric points, or the net preference where captions were compared.
  var difference: Double?
  /// ``Spread`` of the ratings that count on the claimed criterion; nil for fewer than two, and for pairs.
  var spread: Double?
  var isDisputed = false
  /// Where there was no caption to judge: the value set by rule, and for how many raters.
  var ruled: (value: Double, raters: Int)?

  /// Whether nobody could be shown anything.
  var isFailure: Bool { output.map { !$0.outcome.isRated } ?? false }
}

/// Two candidates' captions of one image, compared.
struct PairReading: Sendable {
  /// Places among the candidates, the smaller first.
  let candidates: (Int, Int)
  /// Who preferred what, and what else was said.
  var lines: [AnswerLine] = []
  /// ``Spread`` of +1, 0 and −1; nil for fewer than two judgements.
  var spread: Double?
  /// Whether some preferred the one and some the other.
  var isDisputed = false
}

/// What several raters said to one question.
struct AnswerLine: Sendable {
  let question: String
  var entries: [Entry] = []

  struct Entry: Sendable {
    /// Place among the raters by pseudonym; nil for what a rule says, not a rater.
    let rater: Int?
    let said: Said
  }

  enum Said: Sendable {
    case number(Double)
    /// Words of the rubric or of this program.
    case words(String)
    /// A rater's own words, after words of this program.
    case quotation(lead: String, String)
  }
}

/// How far raters differ over one caption or pair.
enum Spread {
  /// The standard deviation, in the unit of the values: `sqrt(Σ (x − mean)² / (n − 1))`.
  ///
  /// - Returns: nil for fewer than two values, of which nothing is known. Never a zero for want of ratings.
  static func of(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// From which spread on raters are said to disagree over a caption: a quarter of the scale's length, that is one point of
  /// a scale from 1 to 5. Two raters then disagree who lie two points apart.
  static func limit(on range: ClosedRange<Double>) -> Double { (range.upperBound - range.lowerBound) / 4 }
}
