public import StudyModel

/// A study as its file declares it, read and checked: everything fixed before money is spent.
public struct StudyPlan: Sendable {
  /// The study's name, for example `2026-11-alt-text`.
  public var name: String
  /// The question it answers, in a sentence.
  public var question: String
  /// What the captions are for, in a few words that follow "for" ("product alt text"); nil where not stated.
  public var subject: String?
  /// The study file, resolved.
  public var path: String
  /// SHA-256 of the study file's bytes and the rubric file's, which every packet and report carries.
  public var protocolHash: String
  /// The image set.
  public var items: [SetItem]
  /// What the data set lists and the study does without.
  public var leftOut = LeftOut()
  /// Category → weight of the estimate, adding up to 1. Empty: every item counts the same.
  public var traffic: [String: Double]
  /// Seed for sampling, assignment of items to raters, and resampling. It never decides an order of captions.
  public var seed: UInt64
  /// In the order of the study file.
  public var candidates: [Candidate]
  /// Label → captions as written, for every candidate whose captions were made elsewhere; an item without one is absent.
  public var readyMade: [String: [ItemID: ReadyMadeCaption]]
  /// The label of the one in production now.
  public var incumbent: String
  /// Rules that are counted per arm; captions are never edited.
  public var checks: CaptionChecks
  /// How the run goes about it.
  public var run: RunSettings
  /// Who judges what.
  public var review: ReviewSettings
  /// What is claimed.
  public var claim: Claim
  /// Images a month in production, for what a swap would save; nil where not stated.
  public var imagesPerMonth: Double?
  /// What the reader should know of the study file that does not stop it, each with file, line and column.
  public var notices: [String]

  /// A study as declared.
  public init(
    name: String, question: String, subject: String? = nil, path: String, protocolHash: String, items: [SetItem],
    traffic: [String: Double],
    seed: UInt64, candidates: [Candidate], readyMade: [String: [ItemID: ReadyMadeCaption]] = [:],
    incumbent: String,
    checks: CaptionChecks, run: RunSettings, review: ReviewSettings, claim: Claim, imagesPerMonth: Double? = nil,
    notices: [String] = []
  ) {
    self.name = name
    self.question = question
    self.subject = subject
    self.path = path
    self.protocolHash = protocolHash
    self.items = items
    self.traffic = traffic
    self.seed = seed
    self.candidates = candidates
    self.readyMade = readyMade
    self.incumbent = incumbent
    self.checks = checks
    self.run = run
    self.review = review
    self.claim = claim
    self.imagesPerMonth = imagesPerMonth
    self.notices = notices
  }
}

/// Rules a caption should keep. Breaches are counted per arm, never mended.
public struct CaptionChecks: Hashable, Sendable, Codable {
  /// Most words a caption may have; one over it is *over-length* and still rated.
  public var maxWords: Int?
  /// Openings that count as filler, compared without regard to case.
  public var bannedOpenings: [String]
  /// Words from which on a caption has run away, as when a model copies out a screenshot's text without end. Nil: nobody
  /// counts such captions.
  public var runawayWords: Int?

  /// Rules a caption should keep.
  public init(maxWords: Int? = nil, bannedOpenings: [String] = [], runawayWords: Int? = nil) {
    self.maxWords = maxWords
    self.bannedOpenings = bannedOpenings
    self.runawayWords = runawayWords
  }
}

/// Who judges what, and how.
public struct ReviewSettings: Sendable {
  /// The questions.
  public var rubric: Rubric
  /// The rubric file, resolved.
  public var rubricPath: String
  /// Pseudonyms of the raters, each with a packet.
  public var raters: [String]
  /// Raters with packets of their own for whom the report does not wait.
  public var guests: [String]
  /// How many raters see each item, guests not counted; where captions are compared, how many judge each of its pairs.
  public var ratingsPerItem: Int
  /// Whether the study file leaves that number to the program, which then aims at packets of about 20 minutes.
  public var choosesRatings = false
  /// The column that says, `true` or `false`, which images raters see; the others are captioned alone. Nil: all.
  public var only: String?
  /// Seconds an item is expected to take a rater.
  public var secondsPerItem: Int
  /// Hidden repeats, anchors, screening, and the question at the end.
  public var checks: RaterChecks
  /// Which captions are compared; nil where each is rated for itself.
  public var pairs: PairDesign?
  /// How the captions of an item are put before a rater.
  public var layout: CaptionLayout
  /// What is shown before the first item.
  public var guide: ReviewGuide
  /// The files of the guide's pictures, resolved, by the SHA-256 of their bytes.
  public var guideImages: [ItemID: String]

  /// Who judges what, and how.
  public init(
    rubric: Rubric, rubricPath: String, raters: [String], guests: [String] = [], ratingsPerItem: Int,
    secondsPerItem: Int = 40, checks: RaterChecks = RaterChecks(), pairs: PairDesign? = nil,
    layout: CaptionLayout = .together, guide: ReviewGuide = ReviewGuide(), guideImages: [ItemID: String] = [:]
  ) {
    self.rubric = rubric
    self.rubricPath = rubricPath
    self.raters = raters
    self.guests = guests
    self.ratingsPerItem = ratingsPerItem
    self.secondsPerItem = secondsPerItem
    self.checks = checks
    self.pairs = pairs
    self.layout = layout
    self.guide = guide
    self.guideImages = guideImages
  }
}

extension StudyPlan {
  /// The images that raters see; the others are captioned alone.
  public var ratedItems: [SetItem] { review.rated(of: items) }

  /// What each item makes to be judged: its pairs, or one where captions are rated.
  public var pairsPerItem: Int { review.pairs?.count(candidates: candidates.count) ?? 1 }
}

extension ReviewSettings {
  /// Whether raters see an image.
  public func rates(_ item: SetItem) -> Bool { only.map { item.fields[$0]?.lowercased() == "true" } ?? true }

  /// The images that raters see.
  public func rated(of items: [SetItem]) -> [SetItem] { items.filter(rates) }

  /// Whether a text can name a rater: 1 to 32 lower-case ASCII letters, digits and `-`, not beginning with `-`. A packet's
  /// file is named by it, so nothing else may stand in it.
  public static func isPseudonym(_ name: String) -> Bool {
    (1...32).contains(name.utf8.count) && name.first != "-"
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}
