public import Blinding

/// A policy evaluated on outputs and ratings that were there before it was: no call, no rating.
public struct PolicyReplay: Hashable, Sendable, Codable {
  /// The policy's own code.
  public var arm: ArmCode
  /// On the claimed criterion, like any candidate's; nil where none of its images has a rating.
  public var estimate: ArmEstimate?
  /// Against the incumbent, like any candidate's.
  public var comparison: Comparison
  /// Whether the incumbent serves every image, so that there is nothing to compare.
  public var isIncumbent: Bool
  /// Categories in which the incumbent serves every image: the difference there is zero by the rules.
  public var unchangedCategories: [String]
  /// US dollars per 1,000 images.
  public var cost: MoneyOutcome
  /// In the order of the rules.
  public var tiers: [TierReplay]
}

/// What one rule of a policy does.
public struct TierReplay: Hashable, Sendable, Codable {
  /// From 0, in the order of the rules.
  public var tier: Int
  /// Who serves it.
  public var arm: ArmCode
  /// Images of the set.
  public var images: Int
  /// The share of production's images, between 0 and 1, weighted to traffic.
  public var share: Double
  /// On the claimed criterion, weighted to traffic within the tier; nil where no image has a rating.
  public var score: TwoScopes?
  /// From the incumbent, on the tier's images, weighted like the score; nil where nothing can be compared.
  public var difference: TwoScopes?
  /// Points that the tier adds to the policy's score: those of all tiers add up to it.
  public var scorePart: Double
  /// Points that the tier adds to the policy's difference: those of all tiers add up to it.
  public var differencePart: Double
  /// US dollars per 1,000 of the tier's images.
  public var cost: MoneyOutcome
}
