/// What a rater answered to one question.
public enum Answer: Hashable, Sendable, Codable {
  /// A scale point or a deduction, in rubric points.
  case number(Double)
  /// The id of a choice's or a preference's option.
  case option(String)
  /// Tags, in rubric order.
  case tags([String])
  /// A note, a comment, or an edited caption.
  case text(String)
}

/// How a picture was shown while a rating was made.
public struct Display: Hashable, Sendable, Codable {
  /// `kitty`, `symbols-truecolor`, `symbols-256`, `plain`, `simulated`…
  public var mode: String
  /// Terminal size in cells.
  public var columns: Int
  /// Terminal size in cells.
  public var rows: Int
  /// Width of the picture in pixels that really reached the eye; 0 where none was shown.
  public var pixelWidth: Int
  /// Height of the picture in pixels that really reached the eye; 0 where none was shown.
  public var pixelHeight: Int

  /// How a picture was shown.
  public init(mode: String, columns: Int, rows: Int, pixelWidth: Int, pixelHeight: Int) {
    self.mode = mode
    self.columns = columns
    self.rows = rows
    self.pixelWidth = pixelWidth
    self.pixelHeight = pixelHeight
  }
}

/// One judgement, as a rater's program hands it over to be stored.
///
/// Judgements are only ever added. A changed mind is a further judgement of the same slot and question; a withdrawn
/// one has no answer. The last one counts.
public struct Judgement: Hashable, Sendable, Codable {
  /// The presentation it is about; nil for what concerns the whole packet (``Reserved/session``).
  public var presentation: PresentationID?
  /// The slot it is about; nil where it concerns the whole presentation.
  public var slot: SlotID?
  /// A question's id, or one of ``Reserved``.
  public var question: String
  /// The answer; nil withdraws the earlier one.
  public var answer: Answer?
  /// Milliseconds since 1970, by the rater's clock.
  public var madeAt: Int64
  /// Milliseconds the rater spent on this item since the judgement before, pauses not counted.
  public var onTask: Int
  /// How the picture was shown.
  public var display: Display

  /// A judgement to be stored.
  public init(
    presentation: PresentationID?, slot: SlotID?, question: String, answer: Answer?, madeAt: Int64, onTask: Int,
    display: Display
  ) {
    self.presentation = presentation
    self.slot = slot
    self.question = question
    self.answer = answer
    self.madeAt = madeAt
    self.onTask = onTask
    self.display = display
  }

  /// Names of what a rater says beside the rubric's questions. A rubric may not use them.
  public enum Reserved {
    /// A session began; the answer is a JSON text of ``StudyModel/Session``.
    public static let session = "@session"
    /// The item is flagged; no answer: the flag is taken off.
    public static let flag = "@flag"
    /// The item is skipped, with a reason; no answer: no longer skipped.
    public static let skip = "@skip"
    /// A comment on the item.
    public static let comment = "@comment"
    /// Which of an item's captions the rater takes for the incumbent's: see ``StudyModel/GuessQuestion``.
    public static let guess = "@guess"
    /// The practice item was done or skipped, in a word, so that it is not offered again. It is about no presentation.
    public static let practice = "@practice"
  }
}

/// One stored judgement: a judgement with its place in the packet's chain.
public struct Rating: Hashable, Sendable, Codable {
  /// 1 for the first in its packet, without gaps.
  public var sequence: Int
  /// What was said.
  public var judgement: Judgement
  /// Hash of this judgement and of the one before, 64 hexadecimal digits.
  public var chain: String
  /// What stays of its text, which was removed: the judgement has ``RemovedText/mark`` in its place, and the link cannot be
  /// recomputed. Nil where nothing was removed, as in every packet.
  public var removed: RemovedText?

  /// A judgement as it was stored.
  public init(sequence: Int, judgement: Judgement, chain: String) {
    self.sequence = sequence
    self.judgement = judgement
    self.chain = chain
  }
}

/// Facts about one sitting, stored in the packet's chain like a judgement.
public struct Session: Hashable, Sendable, Codable {
  /// Who judges: a person, or a stand-in whose ratings are marked *simulated* wherever they appear.
  public enum Kind: String, Hashable, Sendable, Codable { case person, simulated }

  /// Who judges.
  public var kind: Kind
  /// Version of the rater's program.
  public var program: String
  /// Whether this rater's account could read the study's key: the report counts such raters.
  public var canReadKey: Bool
  /// What the terminal said of itself.
  public var terminal: String

  /// Facts about one sitting.
  public init(kind: Kind, program: String, canReadKey: Bool, terminal: String) {
    self.kind = kind
    self.program = program
    self.canReadKey = canReadKey
    self.terminal = terminal
  }
}

/// What a rater is shown when a sitting ends, and what the report lists: enough to notice a lost or edited packet.
public struct Receipt: Hashable, Sendable, Codable {
  /// The packet's random name.
  public var packet: String
  /// The rater's pseudonym.
  public var rater: String
  /// Stored judgements.
  public var count: Int
  /// The chain's last hash, 64 hexadecimal digits.
  public var head: String
  /// Hash of the protocol the packet was written under.
  public var protocolHash: String
  /// Commitment to the key that the packet carried.
  public var commitment: String

  /// A receipt.
  public init(packet: String, rater: String, count: Int, head: String, protocolHash: String, commitment: String) {
    self.packet = packet
    self.rater = rater
    self.count = count
    self.head = head
    self.protocolHash = protocolHash
    self.commitment = commitment
  }
}

/// The version of both programs.
public let programVersion = "0.1.0"
