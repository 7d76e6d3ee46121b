internal import Analysis

/// A candidate as the report of one study has it.
struct CandidateRecord: Sendable {
  let label: String
  let isIncumbent: Bool
  let isReadyMade: Bool
  /// Mean on the claimed criterion; nil for a study of pairs, where nothing is scored, and where nothing was rated.
  let score: TwoScopes?
  /// From the incumbent, or net preference over it; nil for the incumbent.
  let difference: TwoScopes?
  /// Of the declared scope, as the report has it; nil for the incumbent.
  let verdict: (margin: String, direction: String?)?
  let images: Int?
  let raters: Int?
  /// Image × rater judgements, or pairs.
  let ratings: Int?
  /// Images for which there was no caption to judge, and of how many.
  let failures: Int
  let planned: Int
  /// US dollars; nil where a part of it is unknown.
  let costPerThousand: Double?
  /// Calls that are not in that cost; nil where there are none.
  let unanswered: UnansweredCalls?
  let servedModels: [String]
  /// Why its captions are not the work of one model in one configuration, as far as the report says: a phrase each.
  let mixture: [String]
  /// SHA-256 of its definition: model string, prompts, settings, price; nil where an older report does not say.
  let definition: String?
  /// SHA-256 of its prompts; nil where it has none, or an older report does not say.
  let prompts: String?

  /// Reads a candidate.
  ///
  /// - Parameters:
  ///   - facts: one of `candidates`.
  ///   - score: the row of `criteria` on what is claimed.
  ///   - comparison: its row of `comparisons`.
  ///   - digests: of the report's provenance.
  ///   - served: its rows of `services`, `served`.
  init(
    _ facts: RecordReader, score: RecordReader?, comparison: RecordReader?, digests: RecordReader,
    served: [RecordReader]
  ) throws(CompareError) {
    label = try facts.text("label")
    isIncumbent = try facts.flag("incumbent")
    isReadyMade = try facts.flag("ready_made")
    self.score = try score?.scopes("mean")
    difference = try comparison?.scopes("difference")
    if let comparison {
      let verdict = try comparison.object("verdict")
      self.verdict = (try verdict.optionalText("margin") ?? "undecided", try verdict.optionalText("direction"))
    } else {
      verdict = nil
    }
    images = try (score ?? comparison)?.count("images")
    raters = try (score ?? comparison)?.count("raters")
    if let score { ratings = try score.count("ratings") } else { ratings = try comparison?.count("pairs") }
    failures = try facts.count("failures")
    planned = try facts.object("flow").count("planned")
    costPerThousand = try facts.optionalNumber("cost_usd_per_1000_images")
    if let calls = facts.optional("calls_not_in_cost") {
      unanswered = UnansweredCalls(
        cutOff: try calls.count("cut_off"), failed: try calls.count("failed"), calls: try calls.count("of"))
    } else {
      unanswered = nil
    }
    servedModels = try facts.texts("served_models")
    var mixture: [String] = []
    for part in served { mixture += try Self.mixture(part) }
    self.mixture = mixture
    definition = try digests.optional("candidates")?.optionalText(label)
    prompts = try digests.optional("prompts")?.optionalText(label)
  }
  private static func mixture(_ served: RecordReader) throws(CompareError) -> [String] {
    var phrases: [String] = []
    let part = try served.optionalText("part").map { "part \($0): " } ?? ""
    if let other = served.optional("other_model") {
      phrases.append(
        "\(part)\(try other.count("captions")) of \(try served.count("captions")) captions by another model than asked for, "
          + "from caption \(try other.count("first")) on")
    }
    for (kind, words) in [("models", "model name"), ("fingerprints", "fingerprint")] {
      let names = try served.list(kind)
      guard names.count > 1 else { continue }
      phrases.append("\(part)another \(words) from caption \(try names[1].count("first")) on")
    }
    return phrases
  }
}
