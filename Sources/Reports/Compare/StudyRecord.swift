internal import Analysis
internal import Digest
internal import Roster
internal import StudyModel

/// A study as its report's files have it: what can be set beside other studies without its databases.
///
/// Reports of earlier versions have fewer members; what they lack is unknown here, never made up.
public struct StudyRecord: Sendable {
  /// Where the report lies, as it was typed.
  let folder: String
  let study: String
  /// What was simulated; nil where nothing was.
  let simulated: String?
  /// When the last caption came in, or, without a run, when the arms got their names: UTC, ISO 8601.
  let moment: String
  let claim: Claim
  let incumbent: String
  /// Captions were compared in pairs, not rated.
  let isPairs: Bool
  let images: ImageFacts
  /// SHA-256 of each image that was judged; nil where ratings.csv is not there.
  let judgedImages: Set<String>?
  /// Who judged something.
  let raters: Set<String>
  /// Image × rater presentations, in and planned.
  let ratingsIn: Int
  let ratingsPlanned: Int
  /// The reason for unblinding before every rating was in; empty where none was logged, nil where it was not early.
  let earlyReason: String?
  /// SHA-256 of the rubric's file; nil where unknown.
  let rubric: String?
  /// SHA-256 over the image set; nil where unknown.
  let imageSet: String?
  let commitments: Set<String>
  /// Of the program that made the report.
  let version: String?
  /// Whether manifest.json was there and vouches for the numbers.
  let isVouchedFor: Bool
  let candidates: [CandidateRecord]

  /// Reads a report's files.
  ///
  /// - Parameters:
  ///   - folder: where they lie, for errors and for the reader.
  ///   - results: bytes of `results.json`.
  ///   - manifest: bytes of `manifest.json`; nil where it is not there.
  ///   - judgedImages: the column `image_id` of `ratings.csv`; nil where that file is not there.
  /// - Throws: ``CompareError``.
  public init(
    folder: String, results: [UInt8], manifest: [UInt8]?, judgedImages: Set<String>?
  ) throws(CompareError) {
    let file = "\(folder)/results.json"
    let root = try Self.root(results, file)
    try Self.checkFormat(root, file)
    self.folder = folder
    isVouchedFor = manifest != nil
    if let manifest { try Self.check(results, against: manifest, folder) }
    study = try root.text("study")
    simulated = try root.optionalText("simulated")
    let unblinding = try root.object("unblinding")
    if let finished = try root.optionalText("run_finished") {
      moment = finished
    } else {
      moment = try unblinding.text("unblinded_at")
    }
    let claim = try root.object("claim")
    guard let scope = Scope(rawValue: try claim.text("scope")) else {
      throw .malformed(path: file, member: "claim.scope", wanted: "'these raters' or 'raters like these'")
    }
    self.claim = Claim(
      criterion: try claim.text("criterion"), scope: scope, margin: try claim.number("margin"),
      because: try claim.text("because"), confidence: try claim.number("confidence"))
    incumbent = try root.text("incumbent")
    isPairs = root.optional("preferences") != nil
    let images = try root.object("images")
    self.images = ImageFacts(
      byCategory: try images.counts("by_category"), traffic: try images.numbers("traffic"))
    self.judgedImages = judgedImages
    var raters: Set<String> = []
    for rater in try root.list("raters") where try rater.count("items_rated") > 0 {
      raters.insert(try rater.text("pseudonym"))
    }
    self.raters = raters
    ratingsIn = try unblinding.count("ratings_in")
    ratingsPlanned = try unblinding.count("ratings_planned")
    let reason = try unblinding.optionalText("early_reason")
    earlyReason = try unblinding.flag("early") ? reason ?? "" : nil
    let provenance = try root.object("provenance")
    let digests = try provenance.object("digests")
    rubric = try digests.optionalText("rubric")
    imageSet = try digests.optionalText("image_set")
    commitments = Set(try provenance.texts("commitments"))
    version = try provenance.optional("versions")?.optionalText("blindfold")
    let scores = try Self.rows(root.list("criteria"), claimed: true)
    let comparisons = try Self.rows(root.list("comparisons"), claimed: false)
    let services = root.optional("services") == nil ? [] : try root.list("services")
    candidates = try root.list("candidates").map { candidate throws(CompareError) in
      let label = try candidate.text("label")
      return try CandidateRecord(
        candidate, score: scores[label], comparison: comparisons[label],
        digests: digests, served: try Self.served(label, services))
    }
    let incumbent = self.incumbent
    guard candidates.contains(where: { $0.label == incumbent }) else {
      throw .malformed(path: file, member: "incumbent", wanted: "one of the candidates")
    }
  }

  /// What a candidate's services said of themselves.
  private static func served(_ label: String, _ services: [RecordReader]) throws(CompareError) -> [RecordReader] {
    for service in services where try service.text("candidate") == label { return try service.list("served") }
    return []
  }

  /// Rows by candidate, and of criteria only what is claimed.
  private static func rows(
    _ list: [RecordReader], claimed: Bool
  ) throws(CompareError) -> [String: RecordReader] {
    var rows: [String: RecordReader] = [:]
    for row in list {
      let counts = claimed ? try row.flag("claimed") : true
      if counts { rows[try row.text("candidate")] = row }
    }
    return rows
  }

  private static func root(_ json: [UInt8], _ path: String) throws(CompareError) -> RecordReader {
    do {
      return RecordReader(path: path, place: "", value: try JSONValue(json: json))
    } catch {
      throw .notJSON(path: path, reason: "a JSON text is wanted")
    }
  }

  private static func checkFormat(_ root: RecordReader, _ path: String) throws(CompareError) {
    guard case .string(let format)? = root.value["format"], format.hasPrefix("blindfold-results/") else {
      throw .notResults(path: path)
    }
    guard format == "blindfold-results/1" else { throw .newer(path: path, format: format) }
  }

  private static func check(_ results: [UInt8], against manifest: [UInt8], _ folder: String) throws(CompareError) {
    let root = try root(manifest, "\(folder)/manifest.json")
    let hash = try root.object("documents").text("results.json")
    guard hash == SHA256.hex(results) else { throw .notTheManifests(path: "\(folder)/results.json") }
  }

  /// For example `2026-11-22`.
  var day: String { String(moment.prefix(10)) }

  func candidate(_ label: String) -> CandidateRecord? { candidates.first { $0.label == label } }
}
