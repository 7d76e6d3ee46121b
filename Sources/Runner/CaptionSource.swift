public import Roster
public import StudyModel
public import StudyStore

/// Where one candidate's captions come from, as the run sees it: something to ask, one item at a time.
public struct CaptionSource: Sendable {
  /// Asks for one item's caption. Every request is written into the ledger before it is sent and after it has ended.
  ///
  /// Throws ``CandidateStopped`` where asking further makes no sense, ``Unanswered`` where this item got no answer
  /// within the attempts allowed, ``Untaken`` where the candidate that it takes captions from has none of it yet.
  public var ask: @Sendable (SetItem, ItemLedger) async throws -> Caption
  /// The service that is asked first, by its address; nil where none is. Sources of one service share its places, and do
  /// not wait for those of another.
  public var service: String?
  /// Labels of the candidates whose stored captions it takes: they are asked before.
  public var takes: Set<String>

  /// Labels of the models it may ask that have no price: what those cost counts toward no limit.
  public var unpriced: Set<String>

  /// Something to ask.
  public init(
    service: String? = nil, takes: Set<String> = [], unpriced: Set<String> = [],
    ask: @escaping @Sendable (SetItem, ItemLedger) async throws -> Caption
  ) {
    self.service = service
    self.takes = takes
    self.unpriced = unpriced
    self.ask = ask
  }
}

/// What came of asking for one caption.
public struct Caption: Hashable, Sendable {
  /// The text as it came; nil where none came.
  public var text: String?
  /// How it ended.
  public var outcome: Outcome
  /// Names of the declared checks it broke.
  public var breaches: [String]
  /// What gave it, where a policy asked.
  public var served: ServedRow?

  /// What came of asking for one caption.
  public init(text: String?, outcome: Outcome, breaches: [String] = [], served: ServedRow? = nil) {
    self.text = text
    self.outcome = outcome
    self.breaches = breaches
    self.served = served
  }
}

/// The ledger of one arm's attempts at one item.
public struct ItemLedger: Sendable {
  /// Told before whoever asks has to wait, with nothing under way: others may be asked meanwhile.
  public var willWait: @Sendable () async throws -> Void
  /// Writes down that a request is about to be sent; gives its number in the ledger.
  public var willSend: @Sendable (LedgerStart) async throws -> Int64
  /// Writes down how a request ended.
  public var didEnd: @Sendable (Int64, LedgerAttempt) async throws -> Void
  /// The stored answer of another candidate of the study about the same item; nil where there is none.
  public var answer: @Sendable (String) async throws -> StoredAnswer?
  /// The stored answer of another candidate about another item, with what asking for it had come to and what was odd about
  /// it; nil where there is none.
  public var lent:
    @Sendable (String, ItemID) async throws -> (answer: StoredAnswer, origin: CacheHit, oddities: [String])?
}

/// A candidate that cannot go on: a wrong key, an unknown model, a service that is down. One proof is enough; the rest is
/// not asked.
public struct CandidateStopped: Error, Hashable, CustomStringConvertible {
  /// Place, fact, consequence, next step.
  public var description: String
  /// Whether nobody answered: the same may go well another time, without anything being mended here.
  public var isUnreachable: Bool
  /// A candidate that cannot go on.
  public init(_ description: String, isUnreachable: Bool = false) {
    self.description = description
    self.isUnreachable = isUnreachable
  }
}

/// An item that got no answer within the attempts allowed. Nothing is stored: the next run asks again.
public struct Unanswered: Error, CustomStringConvertible {
  /// What went wrong at last.
  public var description: String
  /// An item that got no answer.
  public init(_ description: String) { self.description = description }
}

/// A caption that is taken from another candidate of the study, which has none of this item yet. Nothing was asked.
public struct Untaken: Error, Hashable {
  /// The other candidate.
  public var label: String
  /// A caption that is not there to be taken.
  public init(_ label: String) { self.label = label }
}
