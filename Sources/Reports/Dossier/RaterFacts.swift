public import StudyModel

/// One rater, by pseudonym.
public struct RaterFacts: Hashable, Sendable, Codable {
  /// The pseudonym.
  public var pseudonym: String
  /// Items rated in full.
  public var itemsRated: Int
  /// Items in the rater's packets.
  public var itemsPlanned: Int
  /// Sittings.
  public var sessions: Int
  /// Whether a stand-in judged.
  public var isSimulated: Bool
  /// Whether this rater's account could read the study's key; nil where no sitting says.
  public var canReadKey: Bool?
  /// How pictures were shown, sorted.
  public var displayModes: [String]
  /// What the rater was shown when a sitting ended; nil where the packet has not come back.
  public var receipt: Receipt?
  /// Whether every packet's chain of hashes was recomputed and holds. A packet whose chain is broken never comes this
  /// far: collecting refuses it.
  public var isChainChecked: Bool
  /// The same for the packets after the first, where an extension gave the rater more.
  public var furtherReceipts: [Receipt]

  /// How it is that nobody waited for the rest; nil where the report waited.
  public var withdrawal: Withdrawal?

  /// A rater of whom nothing more was awaited than what was in.
  public struct Withdrawal: Hashable, Sendable, Codable {
    /// Items that stayed open.
    public var open: Int
    /// Who got the open items; nil where nobody did.
    public var replacedBy: String?
    /// Judgements that came in after the withdrawal. They count.
    public var late: Int

    /// A rater of whom nothing more was awaited than what was in.
    public init(open: Int, replacedBy: String?, late: Int) {
      self.open = open
      self.replacedBy = replacedBy
      self.late = late
    }
  }

  /// One rater, by pseudonym.
  public init(
    pseudonym: String, itemsRated: Int, itemsPlanned: Int, sessions: Int, isSimulated: Bool = false,
    canReadKey: Bool? = nil, displayModes: [String] = [], receipt: Receipt? = nil, isChainChecked: Bool = false,
    furtherReceipts: [Receipt] = [], withdrawal: Withdrawal? = nil
  ) {
    self.pseudonym = pseudonym
    self.itemsRated = itemsRated
    self.itemsPlanned = itemsPlanned
    self.sessions = sessions
    self.isSimulated = isSimulated
    self.canReadKey = canReadKey
    self.displayModes = displayModes
    self.receipt = receipt
    self.isChainChecked = isChainChecked
    self.furtherReceipts = furtherReceipts
    self.withdrawal = withdrawal
  }

  /// One for each packet that has come back, in the order in which they were written.
  public var receipts: [Receipt] { (receipt.map { [$0] } ?? []) + furtherReceipts }
}
