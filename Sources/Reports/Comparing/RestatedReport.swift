internal import Analysis
internal import Blinding
internal import FoundationEssentials
internal import Roster
internal import StudyModel

/// The part of a report's documents that is cited, written again from `results.json` and `ratings.csv` by the code that
/// wrote it: title, warnings, proposal, verdicts, the table of scores and the figure of differences; `junit.xml`; the texts
/// of two figures.
///
/// Numbers come from the ratings, counted again; names, marks, costs and the terms of the claim from `results.json`. What a
/// reader can hold against it needs no database, but the program that wrote the documents.
public struct RestatedReport: Sendable {
  let reading: Reading
  /// Raters whom a rule fixed in advance left out.
  let leftOut: [String]

  /// What of `results.json` is wanted beside the numbers.
  private struct Stated: Decodable {
    struct Claimed: Decodable {
      let question: String?
      let lowest: Double?
      let highest: Double?
    }
    struct Unblinded: Decodable {
      let unblindedAt: Date
      let unblindedBy: String
      let because: String
      let ratingsIn: Int
      let ratingsPlanned: Int
      let earlyReason: String?
    }
    struct Images: Decodable {
      let byCategory: [String: Int]
      let traffic: [String: Double]
      let aMonth: Double?
    }
    struct Candidate: Decodable {
      struct Flow: Decodable {
        let planned: Int
        let sent: Int
        let rated: Int
        let analysed: Int
      }
      let label: String
      let readyMade: Bool
      let simulated: Bool
      let flow: Flow
      let costUsdPer1000Images: Double?
      let callsOfUnknownCost: Int
      /// Absent where there are none.
      let callsNotInCost: NotInCost?
    }
    struct NotInCost: Decodable {
      let cutOff: Int
      let failed: Int
      let of: Int
    }
    struct Rater: Decodable {
      let pseudonym: String
      let simulated: Bool
      let itemsRated: Int
      let itemsPlanned: Int
      let sittings: Int
    }
    struct Provenance: Decodable {
      struct Digests: Decodable { let `protocol`: String }
      let digests: Digests
      let seeds: [String: String]
    }
    struct Cache: Decodable {
      let candidate: String
      let images: Int
      /// The first reports with caches did not say.
      let beforeRun: Int?
    }
    struct Audit: Decodable {
      struct Population: Decodable {
        struct Hits: Decodable {
          let bits: Int
          let images: Int
        }
        let images: Int
        let hits: [Hits]
      }
      let candidate: String
      let fresh: String
      let near: Int
      let population: Population?
    }
    let study: String
    let question: String
    let subject: String?
    let reportMade: Date
    let claim: Claimed
    let unblinding: Unblinded
    let images: Images
    let candidates: [Candidate]
    let raters: [Rater]
    let caches: [Cache]?
    let hitAudits: [Audit]?
    let provenance: Provenance
  }

  /// What `results.json` does not state, or not so that it can be.
  public struct Unstated: Error, Hashable, Sendable {
    /// Where, and what should be.
    public let difference: DocumentDifference
  }

  /// Writes it again.
  ///
  /// - Parameters:
  ///   - results: the whole of `results.json`.
  ///   - recounted: the same file's numbers, counted again from `ratings.csv`.
  /// - Throws: ``Unstated`` where `results.json` lacks the claimed question's range; ``ReportError``; `AnalysisError`.
  public init(_ results: String, _ recounted: RecountedResults) throws {
    let stated: Stated
    do {
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      stated = try decoder.decode(Stated.self, from: Data(results.utf8))
    } catch {
      throw ReportError.notJSON(reason: "\(error)")
    }
    guard let lowest = stated.claim.lowest, let highest = stated.claim.highest, lowest < highest else {
      func text(_ number: Double?) -> String { number.map(JSONValue.rounded) ?? "(nothing)" }
      throw Unstated(
        difference: DocumentDifference(
          place: "claim", there: "lowest \(text(stated.claim.lowest)), highest \(text(stated.claim.highest))",
          expected: "the range of the claimed question"))
    }
    let table = recounted.table
    let rubric = Self.rubric(
      table.claim.criterion, stated.claim.question, lowest...highest, arePairs: table.preferences != nil)
    let seed = stated.provenance.seeds["study"].flatMap { UInt64($0) } ?? 0
    var dossier = Dossier(
      study: stated.study, question: stated.question, subject: stated.subject, runFinished: nil,
      reportMade: stated.reportMade, estimates: recounted.estimates,
      unblinding: Unblinding(
        names: Dictionary(
          stated.candidates.map { (ArmCode(rawValue: $0.label), Self.candidate($0)) },
          uniquingKeysWith: { first, _ in first }),
        at: stated.unblinding.unblindedAt, by: stated.unblinding.unblindedBy, because: stated.unblinding.because,
        ratingsIn: stated.unblinding.ratingsIn, ratingsPlanned: stated.unblinding.ratingsPlanned,
        earlyReason: stated.unblinding.earlyReason),
      arms: stated.candidates.map(Self.facts),
      robustness: try table.robustness(recounted.estimates, seed: seed), ratings: recounted.cells,
      images: ImageFacts(byCategory: stated.images.byCategory, traffic: stated.images.traffic),
      raters: stated.raters.map {
        RaterFacts(
          pseudonym: $0.pseudonym, itemsRated: $0.itemsRated, itemsPlanned: $0.itemsPlanned, sessions: $0.sittings,
          isSimulated: $0.simulated)
      }, rubric: rubric,
      provenance: Provenance(
        studyFile: nil, rubric: nil, imageSet: nil, protocolHash: stated.provenance.digests.protocol, commitments: [],
        seeds: [:], versions: [:]),
      imagesPerMonth: stated.images.aMonth)
    dossier.preferences = try table.preferenceResults(rubric: rubric, repeats: nil, seed: seed)
    dossier.caches = (stated.caches ?? []).map { cache in
      let part = CacheFacts.Part(source: .exact, images: cache.images, paid: RunCost(dollars: nil))
      return CacheFacts(arm: ArmCode(rawValue: cache.candidate), parts: [part], beforeRun: cache.beforeRun ?? 0)
    }
    dossier.hitAudits = (stated.hitAudits ?? []).map(Self.audit)
    reading = try Reading(dossier)
    leftOut = recounted.leftOut
  }

  /// A rubric that asks the claimed question only, of the same range.
  private static func rubric(
    _ criterion: String, _ ask: String?, _ range: ClosedRange<Double>, arePairs: Bool
  ) -> Rubric {
    let ends = [range.lowerBound, range.upperBound].map { Deduction(points: $0, label: "") }
    // A total has no question of its own: one of another name, from 0 to 1, spans its range.
    let question = Question(
      id: ask == nil ? "part of \(criterion)" : criterion, ask: ask ?? "",
      kind: arePairs
        ? .preference([])
        : .deduction(ask == nil ? [Deduction(points: 0, label: ""), Deduction(points: 1, label: "")] : ends),
      isPrimary: true)
    let total = Composite(
      constant: range.lowerBound, weights: [question.id: range.upperBound - range.lowerBound], formula: "")
    return Rubric(
      name: "", version: 1, mode: arePairs ? .pairwise : .absolute, sources: [], questions: [question],
      composite: ask == nil ? total : nil)
  }

  /// What is cited of a cache on trial: where its set was drawn from.
  private static func audit(_ stated: Stated.Audit) -> HitAudit {
    let population = stated.population.map { stated in
      AuditTerms.Population(
        images: stated.images, hits: Dictionary(stated.hits.map { ($0.bits, $0.images) }, uniquingKeysWith: { $1 }))
    }
    return HitAudit(
      arm: ArmCode(rawValue: stated.candidate), fresh: ArmCode(rawValue: stated.fresh),
      terms: AuditTerms(near: stated.near, wrong: .answered(question: "", answers: []), population: population))
  }

  private static func candidate(_ stated: Stated.Candidate) -> Candidate {
    Candidate(label: stated.label, source: .captions(CaptionFile(path: "", sha256: "")))
  }

  private static func facts(_ stated: Stated.Candidate) -> ArmFacts {
    ArmFacts(
      arm: ArmCode(rawValue: stated.label), isSimulated: stated.simulated, outcomes: [:],
      cost: RunCost(
        dollars: stated.costUsdPer1000Images.map { $0 * Double(stated.flow.sent) / 1000 },
        // Where a cost is stated, other calls are in none of it, and are said to be.
        unknownCalls: stated.costUsdPer1000Images == nil ? stated.callsOfUnknownCost : 0,
        unanswered: stated.callsNotInCost.map { UnansweredCalls(cutOff: $0.cutOff, failed: $0.failed, calls: $0.of) }),
      isReadyMade: stated.readyMade,
      flow: ItemFlow(
        planned: stated.flow.planned, sent: stated.flow.sent, rated: stated.flow.rated, analysed: stated.flow.analysed))
  }
}
