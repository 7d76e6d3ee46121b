public import Analysis
public import Blinding
public import FoundationEssentials
public import StudyModel

/// Everything a report is made of: values in, texts out.
///
/// A dossier is filled from the stores once, after unblinding. Rendering reads nothing else: no clock, no file, no
/// environment, so the same dossier gives the same bytes anywhere.
public struct Dossier: Sendable, Codable {
  /// The study's name, for example `2026-11-alt-text`.
  public var study: String
  /// The question it answers, in a sentence.
  public var question: String
  /// What the captions are for, as the verdict names it ("product alt text"); nil: it names the criterion.
  public var subject: String?
  /// When the last caption came in; nil where there was no run (ready-made captions only).
  public var runFinished: Date?
  /// When this report was made.
  public var reportMade: Date
  /// Everything estimated, still by arm, with the claim.
  public var estimates: StudyEstimates
  /// What would settle an undecided comparison; an arm is absent where that cannot be worked out from its ratings.
  public var nextSteps: [ArmCode: NextStep]
  /// The moment when arms got their names.
  public var unblinding: Unblinding
  /// What happened in the run, in the order of the study file.
  public var arms: [ArmFacts]
  /// How far the verdicts carry; nil where that was not worked out.
  public var robustness: StudyRobustness?
  /// What raters said that is not a number; nil where it was not collected.
  public var answers: GivenAnswers?
  /// Every cell the estimates rest on.
  public var ratings: [RatingCell]
  /// The image set by category.
  public var images: ImageFacts
  /// Who judged.
  public var raters: [RaterFacts]
  /// What was asked of them.
  public var rubric: Rubric
  /// Hashes, seeds and versions.
  public var provenance: Provenance
  /// Images a month in production; nil where not stated.
  public var imagesPerMonth: Double?
  /// What was changed or did not go as declared, oldest first.
  public var amendments: [Amendment]
  /// Commands that check this report again, one a line, for example `blindfold verify results/2026-11-alt-text`.
  public var recheck: [String]
  /// Cost against quality; nil where it was not worked out.
  public var costQuality: CostQuality?
  /// What a cache gave, for each arm that has one, in the order of the study file.
  public var caches: [CacheFacts] = []
  /// What served the captions of policies, in the order of the study file; empty where no candidate is one.
  public var policies: [PolicyFacts] = []
  /// What near hits would do, for each cache on trial, in the order of the study file.
  public var hitAudits: [HitAudit] = []
  /// Images that were captioned alone: they lend their captions, and no rater was to see them.
  public var captionedAlone = 0
  /// Whether raters can be trusted and the blind held, as far as the study itself tells.
  public var trust = TrustResults()
  /// How often each candidate stood in each place; nil where no plan was kept.
  public var places: PlaceBalance?
  /// What was found beside the comparisons where captions were compared; nil where they were rated.
  public var preferences: PreferenceResults?
  /// How far raters edited captions; nil where they were not asked to, or nobody answered.
  public var edits: CaptionEdits?
  /// What captions told of whose they were; nil where that was not looked for.
  public var leaks: LeakScan?
  /// Every image of the set with its captions, for the end of `report.html`; empty: that part is left out.
  public var items: [ReportItem] = []

  /// Everything a report is made of.
  public init(
    study: String, question: String, subject: String? = nil, runFinished: Date?, reportMade: Date,
    estimates: StudyEstimates, unblinding: Unblinding, arms: [ArmFacts],
    robustness: StudyRobustness? = nil, answers: GivenAnswers? = nil, ratings: [RatingCell], images: ImageFacts,
    raters: [RaterFacts], rubric: Rubric, provenance: Provenance, imagesPerMonth: Double? = nil,
    amendments: [Amendment] = [], recheck: [String] = [], costQuality: CostQuality? = nil,
    nextSteps: [ArmCode: NextStep] = [:]
  ) {
    self.study = study
    self.question = question
    self.subject = subject
    self.runFinished = runFinished
    self.reportMade = reportMade
    self.estimates = estimates
    self.unblinding = unblinding
    self.arms = arms
    self.robustness = robustness
    self.answers = answers
    self.ratings = ratings
    self.images = images
    self.raters = raters
    self.rubric = rubric
    self.provenance = provenance
    self.imagesPerMonth = imagesPerMonth
    self.amendments = amendments
    self.recheck = recheck
    self.costQuality = costQuality
    self.nextSteps = nextSteps
  }

  /// What was claimed.
  public var claim: Claim { estimates.claim }

  /// Keys of `results.json` whose values differ between two identical runs: dates, the account that unblinded, times and
  /// speeds on the wire, random names, what hangs on the secret order of presentations, and hashes of files that hold any of
  /// these. ``comparableResults(_:)`` takes them out wherever they stand.
  public static let volatileKeys: Set<String> = [
    "run_finished", "report_made", "unblinded_at", "unblinded_by", "amended_at", "latency_seconds",
    "first_token_seconds", "tokens_per_second", "arm", "receipt",
    "digests", "commitments", "shown_order",
  ]
}

/// The image set by category.
public struct ImageFacts: Hashable, Sendable, Codable {
  /// Category → images.
  public var byCategory: [String: Int]
  /// Category → weight of the estimate, adding up to 1. Empty: every image counts the same.
  public var traffic: [String: Double]

  /// The image set by category.
  public init(byCategory: [String: Int], traffic: [String: Double] = [:]) {
    self.byCategory = byCategory
    self.traffic = traffic
  }

  /// All images.
  public var total: Int { byCategory.values.reduce(0, +) }
}

/// A change to the declared protocol, or something that did not go as declared.
public struct Amendment: Hashable, Sendable, Codable {
  /// When it was logged; nil where that is not known.
  public var at: Date?
  /// What is different.
  public var what: String
  /// Why; nil where nobody said.
  public var because: String?

  /// A change to the declared protocol, or something that did not go as declared.
  public init(at: Date?, what: String, because: String? = nil) {
    self.at = at
    self.what = what
    self.because = because
  }
}
