internal import Analysis
internal import Foundation
internal import StudyModel

extension StudyStatus {
  /// The same as data: `blindfold-status/1`. What is not known is null.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(Form(self)), as: UTF8.self)
  }

  /// Numbers as they are printed, so that nobody reads more from them than they carry.
  private static func rounded(_ value: Double?, _ decimals: Double) -> Double? {
    value.map { ($0 * decimals).rounded() / decimals }
  }

  private struct Form: Encodable {
    struct Packet: Encodable {
      let path: String
      let isHere: Bool
      let entries: Int
      let presentations: Int
      let minutes: Int
      @Null var problem: String?
    }
    struct Rater: Encodable {
      let name: String
      let guest: Bool
      /// `waiting`, `begun`, `done`, `withdrawn`.
      let state: String
      @Null var daysNotBegun: Int?
      @Null var replacedBy: String?
      let planned: Int
      let rated: Int
      let skipped: Int
      let flagged: Int
      @Null var lastActivity: String?
      @Null var secondsAnImage: Double?
      let minutesLeft: Double
      let packets: [Packet]
    }
    struct Agreement: Encodable {
      let criterion: String
      let coefficient: String
      @Null var value: Double?
      let captions: Int
      @Null var reason: String?
    }
    struct Precision: Encodable {
      let criterion: String
      let scope: String
      let confidence: Double
      let margin: Double
      @Null var halfWidthNow: Double?
      @Null var halfWidthAtCompletion: Double?
      let pairsOfCandidates: Int
      @Null var reason: String?
    }
    struct Entry: Encodable {
      let at: String
      let who: String
      let what: String
      @Null var because: String?
    }
    let format = "blindfold-status/1"
    let study: String
    let captions: [String: Int]
    let raters: [Rater]
    @Null var secondsAnImage: Double?
    let secondsAnImageExpected: Int
    @Null var agreement: Agreement?
    @Null var precision: Precision?
    let extensions: [Entry]
    let withdrawals: [Entry]
    let amendments: [Entry]
    @Null var unblinded: Entry?
    @Null var purged: Entry?
    /// Null where nothing was purged.
    @Null var purgeFinished: Bool?

    init(_ status: StudyStatus) {
      func entry(_ change: Change) -> Entry {
        Entry(at: StudyStatus.minute(change.at), who: change.who, what: change.what, because: change.because)
      }
      study = status.name
      captions = ["stored": status.captionsStored, "planned": status.captionsPlanned]
      secondsAnImageExpected = status.secondsPerItem
      extensions = status.extensions.map(entry)
      withdrawals = status.withdrawals.map(entry)
      amendments = status.amendments.map(entry)
      unblinded = status.unblinded.map(entry)
      purged = status.purge.map { entry($0.change) }
      purgeFinished = status.purge?.isFinished
      guard let rated = status.rated else {
        (raters, secondsAnImage, agreement, precision) = ([], nil, nil, nil)
        return
      }
      let (progress, claim) = (rated.progress, rated.claim)
      raters = progress.raters.map { rater in
        let state = rated.state(of: rater)
        return Rater(
          name: rater.name, guest: rater.isGuest, state: state.word, daysNotBegun: state.daysNotBegun,
          replacedBy: state.replacedBy, planned: rater.planned, rated: rater.rated, skipped: rater.skipped,
          flagged: rater.flagged, lastActivity: rater.lastMadeAt.map(StudyStatus.minute),
          secondsAnImage: rounded(rater.secondsAnItem, 10), minutesLeft: rounded(rater.minutesLeft, 10) ?? 0,
          packets: (rated.packets[rater.name] ?? []).map {
            Packet(
              path: $0.path, isHere: $0.isHere, entries: $0.entries,
              presentations: $0.presentations, minutes: status.minutes($0), problem: $0.problem)
          })
      }
      secondsAnImage = rounded(progress.secondsAnItem, 10)
      agreement = Agreement(
        criterion: claim.criterion,
        coefficient: "Krippendorff's alpha, \(progress.areCompared ? "nominal" : "ordinal")",
        value: rounded(progress.alpha, 1000), captions: progress.captionsRatedTwice,
        reason: progress.alphaReason)
      precision = Precision(
        criterion: claim.criterion, scope: claim.scope.rawValue, confidence: claim.confidence, margin: claim.margin,
        halfWidthNow: rounded(progress.precision.now, 1000),
        halfWidthAtCompletion: rounded(progress.precision.atCompletion, 1000),
        pairsOfCandidates: progress.precision.pairs, reason: progress.precision.reason)
    }
  }
}

extension StudyStatus.RaterState {
  /// In a word.
  var word: String {
    switch self {
    case .waiting: "waiting"
    case .begun: "begun"
    case .done: "done"
    case .withdrawn, .replaced: "withdrawn"
    }
  }

  /// Whole days without a beginning; nil for who has begun, or is not awaited.
  var daysNotBegun: Int? { if case .waiting(let days) = self { days } else { nil } }

  /// Who took over; nil where nobody did.
  var replacedBy: String? { if case .replaced(let other) = self { other } else { nil } }
}
