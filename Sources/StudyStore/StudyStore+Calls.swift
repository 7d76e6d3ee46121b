public import Blinding
internal import GRDB
public import Roster
public import StudyModel

/// One HTTP exchange of a run as far as its bill goes. For the conductor: it tells arms apart.
public struct LedgerCall: Hashable, Sendable {
  /// The label of the model that was asked.
  public var label: String
  /// HTTP status; nil where none came.
  public var status: Int?
  /// How it ended.
  public var end: CallEnd
  /// Whether the service may have done the work without our getting its answer.
  public var isLost: Bool
  /// As the service counted them; nil where it did not say.
  public var tokens: Price.Tokens?
  /// US dollars as they were worked out when it ended; nil is unknown.
  public var cost: Double?
  /// Whether it came by batch, at prices of its own.
  public var isBatched: Bool

  /// One HTTP exchange.
  public init(
    label: String, status: Int?, end: CallEnd, isLost: Bool, tokens: Price.Tokens?, cost: Double?,
    isBatched: Bool = false
  ) {
    self.label = label
    self.status = status
    self.end = end
    self.isLost = isLost
    self.tokens = tokens
    self.cost = cost
    self.isBatched = isBatched
  }
}

extension StudyStore {
  /// Every exchange by arm and image: an entry for every stored output, empty where nothing was asked, and none for an image
  /// that has no output yet. What a router took is what the arm that asked was billed for it.
  public func calls() throws -> [ArmCode: [ItemID: [LedgerCall]]] {
    var calls: [ArmCode: [ItemID: [LedgerCall]]] = [:]
    for (arm, items) in try storedItems() { calls[arm] = Dictionary(uniqueKeysWithValues: items.map { ($0, []) }) }
    let labels = Dictionary(try arms().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    try key.read { db in
      let sql = """
        SELECT arm, item, part, state, reason, status, cost, input_tokens, output_tokens, cached_tokens, reasoning_tokens, image_tokens,
          batch
        FROM attempt ORDER BY id
        """
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        let arm = ArmCode(rawValue: row["arm"])
        guard let item = ItemID(hex: row["item"]), calls[arm]?[item] != nil else { continue }
        var tokens: Price.Tokens?
        if let input: Int = row["input_tokens"], let output: Int = row["output_tokens"] {
          tokens = Price.Tokens(
            input: input, output: output, cached: row["cached_tokens"], reasoning: row["reasoning_tokens"],
            image: row["image_tokens"])
        }
        calls[arm]?[item]?.append(
          LedgerCall(
            label: row["part"] ?? labels[arm] ?? "", status: row["status"],
            end: CallEnd(state: row["state"], reason: row["reason"]), isLost: row["state"] as String != "ended",
            tokens: tokens, cost: row["cost"], isBatched: row["batch"] as String? != nil))
      }
    }
    for (taking, from) in try taken() {
      let asked = calls[from]?[taking.item] ?? []
      calls[taking.arm]?[taking.item] = asked
    }
    return calls
  }
}
