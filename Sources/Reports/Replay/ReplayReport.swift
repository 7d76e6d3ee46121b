public import Analysis
public import Blinding
public import Roster
public import StudyModel

/// What `replay` says of policies: rules tried on outputs and ratings that were there before the rules were.
public struct ReplayReport: Sendable {
  /// One policy.
  public struct Policy: Sendable {
    /// Its name in the rules file.
    public var label: String
    /// Its rules.
    public var router: RouterRules
    /// What came of it.
    public var replay: PolicyReplay
    /// Of the successful calls for the images as routed; nil where none was measured.
    public var latency: Latency?

    /// One policy.
    public init(label: String, router: RouterRules, replay: PolicyReplay, latency: Latency?) {
      self.label = label
      self.router = router
      self.replay = replay
      self.latency = latency
    }
  }

  /// The study's name.
  public var study: String
  /// What was claimed.
  public var claim: Claim
  /// Arm → label, of the study's candidates.
  public var labels: [ArmCode: String]
  /// The incumbent's arm.
  public var incumbent: ArmCode
  /// In the file's order.
  public var policies: [Policy]
  /// The policies among the study's candidates.
  public var costQuality: CostQuality
  /// Rules files replayed on these ratings so far, this one among them.
  public var rulesTried: Int
  /// SHA-256 of the rules file.
  public var rulesHash: String
  /// "simulated ratings", "simulated models", or both; nil where people rated what models wrote.
  public var mark: String?
  /// What holding images out says; nil where it was not asked for.
  public var split: SplitReplay?

  /// What `replay` says of policies.
  public init(
    study: String, claim: Claim, labels: [ArmCode: String], incumbent: ArmCode, policies: [Policy],
    costQuality: CostQuality, rulesTried: Int, rulesHash: String, mark: String?, split: SplitReplay? = nil
  ) {
    self.study = study
    self.claim = claim
    self.labels = labels
    self.incumbent = incumbent
    self.policies = policies
    self.costQuality = costQuality.ordered { arm in
      labels[arm] ?? policies.first { $0.replay.arm == arm }?.label ?? arm.rawValue
    }
    self.rulesTried = rulesTried
    self.rulesHash = rulesHash
    self.mark = mark
    self.split = split
  }

  /// What stands beside every verdict of a replay.
  public static let status = "replayed after unblinding: confirm in a new study"

  /// Why, in two sentences.
  static let exploratory =
    "Rules that are chosen after looking at these ratings fit them better than they will fit new ones (a selection "
    + "effect), and no interval here allows for that. A replay finds a policy worth a study of its own; it does not "
    + "decide a swap."

  /// A candidate's or a policy's label.
  func label(of arm: ArmCode) -> String {
    labels[arm] ?? policies.first { $0.replay.arm == arm }?.label ?? arm.rawValue
  }
}
