/// What is done in bulk: with another definition, or in another form, an output is not gone on with.
public struct BulkJob: Hashable, Sendable {
  /// The policy with everything it can reach, as canonical JSON.
  public var definition: String
  /// What the output begins with: a table's header and its line feed; nothing where lines need none.
  public var header: [UInt8]
  /// What it began with when earlier versions wrote it: such an output is gone on with in the form that it has.
  public var earlierHeaders: [[UInt8]]

  /// What is done in bulk.
  public init(definition: String, header: [UInt8], earlierHeaders: [[UInt8]] = []) {
    self.earlierHeaders = earlierHeaders
    self.definition = definition
    self.header = header
  }
}

/// Which row it is: 16 bytes, made of the image's name and its metadata. Two rows that say the same are one.
public struct RowKey: Hashable, Sendable {
  /// 16 bytes.
  public let bytes: [UInt8]

  /// - Parameter digest: a digest of whatever makes the row; its first 16 bytes count.
  /// - Precondition: there are 16.
  public init(digest: [UInt8]) {
    precondition(digest.count >= 16)
    bytes = Array(digest.prefix(16))
  }
}

/// A row's result as it is kept.
public struct RowResult: Hashable, Sendable {
  /// In a word: an outcome, or `unusable`.
  public var outcome: String
  /// The label of what gave the caption; nil where nothing was asked.
  public var part: String?
  /// Which file its image was: size and time of change, as whoever keeps it words them; nil where there was none.
  public var file: String?
  /// How a cache answered, in a word; nil where none did.
  public var cache: String?
  /// The output's line, with its line feed.
  public var line: [UInt8]
  /// Why there is no caption, for whoever is told; it is kept in the line alone.
  public var reason: String?
  /// Whether the next run looks at the row again: nothing was sent for it, and what it lacks may have been mended.
  public var isLookedAtAgain: Bool

  /// A row's result.
  public init(
    outcome: String, part: String?, file: String?, cache: String?, line: [UInt8], reason: String? = nil,
    isLookedAtAgain: Bool = false
  ) {
    self.reason = reason
    self.isLookedAtAgain = isLookedAtAgain
    self.outcome = outcome
    self.part = part
    self.file = file
    self.cache = cache
    self.line = line
  }
}

/// A row that is done.
public struct DoneRow: Hashable, Sendable {
  /// Which file its image was.
  public var file: String?
}

/// The requests of earlier runs for a row which has no caption: lost ones, and such as brought nothing.
public struct RowRequests: Hashable, Sendable {
  /// How many.
  public var count = 0
  /// US dollars for all of them; nil where the cost of any is unknown.
  public var cost: Double? = 0

  /// None.
  public init() {}

  init(count: Int, cost: Double?) { (self.count, self.cost) = (count, cost) }
}

/// What a ledger knows of a row.
public enum RowStanding: Hashable, Sendable {
  /// It has a line in the output, for good.
  case done(DoneRow)
  /// It has this line in the output, and is looked at again.
  case unusable(line: [UInt8], RowRequests)
  /// It has none.
  case open(RowRequests)
}

/// What all runs of an output came to.
public struct BulkSums: Hashable, Sendable {
  /// Outcome → rows.
  public var outcomes: [String: Int] = [:]
  /// Label → rows that it gave the caption of.
  public var parts: [String: Int] = [:]
  /// Kind of hit → rows that a cache answered.
  public var hits: [String: Int] = [:]
  /// Requests written into the ledger.
  public var attempts = 0
  /// Of them, those whose answer never came.
  public var lost = 0
  /// US dollars known to be spent; nil where costs are unknown and none is known.
  public var cost: Double? = 0
  /// Requests of unknown cost.
  public var unknownCosts = 0
  /// Prompt tokens, as far as services told them.
  public var inputTokens: Int?
  /// Completion tokens, as far as services told them.
  public var outputTokens: Int?

  /// Rows in the output.
  public var rows: Int { outcomes.values.reduce(0, +) }
}

/// What can be wrong with an output that is to be written or gone on with.
public enum BulkError: Error, Equatable, CustomStringConvertible {
  /// Another process writes this output.
  case busy(output: String)
  /// The ledger was begun with another policy, other checks, or another form of output.
  case anotherJob(output: String)
  /// There is a file of that name, and no ledger of it.
  case noLedger(output: String)
  /// The output holds something else than its ledger.
  case edited(output: String, line: Int)
  /// The output cannot be opened.
  case notWritable(output: String, detail: String)
  /// A line could not be appended.
  case notAppended(output: String, detail: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .busy(let output):
      "\(output): another blindfold is writing it. Nothing was sent. Wait for it, or stop it first."
    case .anotherJob(let output):
      "\(output): begun with another policy, other checks or another form of output. Mixing the two would leave captions "
        + "that nobody could tell apart; nothing was sent. Put back what it was begun with, or give another --out."
    case .noLedger(let output):
      "\(output): there already, and \(BulkLedger.path(beside: output)) is not beside it. What is in it would be mixed "
        + "with new captions; nothing was sent. Give another --out, or put its ledger back."
    case .edited(let output, let line):
      "\(output):\(line): not what its ledger says. It was changed after it was written, and going on would lose the "
        + "change or spoil the file; nothing was sent. Move it away to have it written anew from its ledger, without a "
        + "call, or give another --out."
    case .notWritable(let output, let detail):
      "\(output): cannot be opened for writing (\(detail)). Nothing was sent. Check the folder and your rights, or give "
        + "another --out."
    case .notAppended(let output, let detail):
      "\(output): not written (\(detail)). What arrived is in \(BulkLedger.path(beside: output)). Free some space, or "
        + "check the disk and your rights; the same command then completes it without asking again."
    }
  }
}
