public import Analysis
internal import Blinding

/// What `savings` says: each candidate's bill at stated traffic beside another's, and what each part of a policy saves.
///
/// Costs stand beside labels here and captions nowhere, so that it can be had before unblinding.
public struct SavingsReport: Sendable {
  /// The study's name.
  public var study: String
  /// Bills, under arm codes.
  public var comparison: CostComparison
  /// In the order of the study file.
  public var candidates: [Candidate]
  /// Whether ``CostComparison/images`` are a month's.
  public var isMonthly: Bool
  /// Where the number of images comes from, as what stands after it.
  public var imagesFrom: String
  /// Images that every candidate has an output for, and images of the set.
  public var measured: (images: Int, of: Int)
  /// Category, weight and images of each; empty where no traffic is declared.
  public var categories: [TrafficMean.Category]
  /// For example 0.95.
  public var confidence: Double
  /// Which prices were counted with, in a sentence.
  public var prices: String
  /// What a reader must know besides, each a sentence.
  public var notes: [String]
  /// "simulated models"; nil where services answered.
  public var mark: String?

  /// One candidate.
  public struct Candidate: Sendable {
    /// Its label.
    public var label: String
    /// Its bill.
    public var bill: CostComparison.Bill
    /// How often its cache has what it is asked for; nil where it has none and none is assumed.
    public var hits: Hits?
    /// What the bill is made of.
    public var arithmetic: Arithmetic?

    /// One candidate.
    public init(label: String, bill: CostComparison.Bill, hits: Hits?, arithmetic: Arithmetic?) {
      self.label = label
      self.bill = bill
      self.hits = hits
      self.arithmetic = arithmetic
    }
  }

  /// A hit rate and where it is from.
  public struct Hits: Sendable {
    /// Between 0 and 1.
    public var rate: Double
    /// Of counts; nil where the rate was given without any.
    public var interval: ClosedRange<Double>?
    /// Where it is from, in a few words: "this run, 3 of 36 images".
    public var from: String
    /// Whether it was measured on the study's own images, which says nothing of production.
    public var isStudys: Bool
    /// The share of production's images for which the cache is asked.
    public var asked: Double

    /// A hit rate and where it is from.
    public init(rate: Double, interval: ClosedRange<Double>?, from: String, isStudys: Bool, asked: Double) {
      self.rate = rate
      self.interval = interval
      self.from = from
      self.isStudys = isStudys
      self.asked = asked
    }
  }

  /// Tokens × price, and what else the cost of an image is made of.
  public struct Arithmetic: Sendable {
    /// Tokens of one kind at one price, of one model.
    public struct Term: Sendable {
      /// The model's label.
      public var model: String
      /// `input`, `cached`, `image`, `output` or `reasoning`.
      public var kind: String
      /// US dollars per million.
      public var price: Double
      /// Of an image of production.
      public var tokens: TrafficMean
      /// Whether a cache with a stated hit rate stands before it.
      public var isBehindCache: Bool

      /// Tokens of one kind at one price.
      public init(model: String, kind: String, price: Double, tokens: TrafficMean, isBehindCache: Bool) {
        self.model = model
        self.kind = kind
        self.price = price
        self.tokens = tokens
        self.isBehindCache = isBehindCache
      }

      /// US dollars for an image of production.
      public var dollars: Double { tokens.value * price / 1_000_000 }
    }

    /// In the order of models and kinds.
    public var terms: [Term]
    /// US dollars an image of production that what came from a cache in the run had cost; it counts where a hit rate is
    /// stated. Its tokens are not kept.
    public var cached: Double
    /// Requests whose cost is known without tokens: refused, or never sent.
    public var free: Int
    /// The stated hit rate; 0 where none is.
    public var rate: Double

    /// Tokens × price.
    public init(terms: [Term], cached: Double, free: Int, rate: Double) {
      self.terms = terms
      self.cached = cached
      self.free = free
      self.rate = rate
    }

    /// US dollars for an image of production.
    public var perImage: Double {
      let behind = terms.filter(\.isBehindCache).reduce(cached) { $0 + $1.dollars }
      return terms.filter { !$0.isBehindCache }.reduce(0) { $0 + $1.dollars } + (1 - rate) * behind
    }
  }

  /// What `savings` says.
  public init(
    study: String, comparison: CostComparison, candidates: [Candidate], isMonthly: Bool, imagesFrom: String,
    measured: (images: Int, of: Int), categories: [TrafficMean.Category], confidence: Double, prices: String,
    notes: [String], mark: String?
  ) {
    self.study = study
    self.comparison = comparison
    self.candidates = candidates
    self.isMonthly = isMonthly
    self.imagesFrom = imagesFrom
    self.measured = measured
    self.categories = categories
    self.confidence = confidence
    self.prices = prices
    self.notes = notes
    self.mark = mark
  }

  /// The label of the candidate that the others are set against.
  var baseline: String { candidates.first { $0.bill.arm == comparison.baseline }?.label ?? "" }

  /// The order in which what is saved is told apart, in a sentence.
  static let order =
    "What is saved is told apart in this order: first the models (what they would save if images went to them by lot, in "
    + "the same shares), then the router (what choosing which image goes where adds), then the cache (what it spares of "
    + "what is left). In another order the parts would differ; their sum would not."

  /// Why a study's own hit rate is none to plan with.
  static let caution =
    "A study's images are distinct, and how many of them a cache knew depends on what had been asked before: that says "
    + "nothing of production. State production's rate with --hit-rate, --hits or --hits-from."
}
