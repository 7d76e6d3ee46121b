public import Blinding
public import FoundationEssentials
public import Roster

/// The one moment when arms get their names, as the audit log has it.
public struct Unblinding: Hashable, Sendable, Codable {
  /// Arm → candidate.
  public var names: [ArmCode: Candidate]
  /// When.
  public var at: Date
  /// Who.
  public var by: String
  /// Why then.
  public var because: String
  /// Image × rater presentations rated in full at that moment.
  public var ratingsIn: Int
  /// Image × rater presentations that were planned.
  public var ratingsPlanned: Int
  /// The reason given for unblinding before every planned rating was in; nil where it was not early.
  public var earlyReason: String?

  /// The moment when arms get their names.
  public init(
    names: [ArmCode: Candidate], at: Date, by: String, because: String, ratingsIn: Int, ratingsPlanned: Int,
    earlyReason: String? = nil
  ) {
    self.names = names
    self.at = at
    self.by = by
    self.because = because
    self.ratingsIn = ratingsIn
    self.ratingsPlanned = ratingsPlanned
    self.earlyReason = earlyReason
  }

  /// Whether planned ratings were missing, or a reason for being early was logged.
  ///
  /// Missing ratings alone make it early: leaving the reason out must not hide it.
  public var isEarly: Bool { earlyReason != nil || ratingsIn < ratingsPlanned }
}
