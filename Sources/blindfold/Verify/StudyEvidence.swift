internal import Blinding
internal import Digest
internal import Foundation
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// A study's databases, held against what they were and what was promised of them.
struct StudyEvidence {
  let folder: String
  let store: StudyStore
  let intake: PacketIntake
  /// The report that the documents are of; nil where none was made.
  let report: ReportRecord?
  let manifest: ReportManifest?
  /// Arm → label; none while the study is blind.
  let labels: [ArmCode: String]

  private typealias Finding = VerifyStep.Finding

  /// Whether what was stored when the report was made is still stored, and nothing else in its place.
  ///
  /// - Parameters:
  ///   - now: what is stored, up to where the databases had come then.
  ///   - others: the same for every other report of the study.
  func contents(_ now: StudyContent?, others: [(report: ReportRecord, now: StudyContents)]) throws -> VerifyStep {
    guard let report, let now else {
      // While a study is blind there is nothing that could have been recorded; whether it is, `unblinding` looks at.
      return labels.isEmpty
        ? VerifyStep("contents", notes: ["no report was made yet: there are no digests to hold the databases against"])
        : VerifyStep(
          "contents",
          findings: [
            Finding(
              "key.sqlite", "report",
              "no record of a report, and the study is unblinded: it is gone, or the report was made before there were "
                + "records. Nothing can be worked out again; 'blindfold report' makes one that can")
          ])
    }
    var step = VerifyStep("contents")
    for difference in now.differences(from: report.contents, marks: try store.marks(of: report)) {
      let file = difference.part.prefix { $0 != "/" }
      let table = String(difference.part.dropFirst(file.count + 1))
      func add(_ text: String) { step.findings.append(Finding(String(file), table, text)) }
      for row in difference.changed { add("\(readable(row)): not as it was when the report was made") }
      if difference.gone > 0 { add("\(counted(difference.gone, "row")) gone since the report was made") }
      if difference.changed.isEmpty && difference.gone == 0 {
        add(
          "its contents are not those of the report (\(counted(difference.rows.then, "row")) then, "
            + "\(difference.rows.now) now)")
      }
    }
    for (file, parts) in ["study.sqlite": report.contents.study, "key.sqlite": report.contents.key].sorted(
      by: { $0.key > $1.key })
    {
      guard let listed = manifest?.databases?.contents[file] else { continue }
      for (name, part) in parts.sorted(by: { $0.key < $1.key })
      where listed[name] != ReportManifest.Content(rows: part.rows, sha256: part.sha256) {
        step.findings.append(
          Finding(
            ReportManifest.file, "databases.contents[\(file)].\(name)",
            "another digest than the one that was recorded with the report"))
      }
    }
    for other in others { step.findings += try findings(other.report, other.now) }
    let parts = report.contents.study.count + report.contents.key.count
    step.notes = [
      "\(parts) parts of study.sqlite and key.sqlite, by their digests"
        + (others.isEmpty ? "" : ", and by those of \(counted(others.count, "other report"))")
    ]
    return step
  }

  /// What another report of the study had and is not there any more: whoever makes the last report anew leaves the ones
  /// before behind.
  private func findings(_ other: ReportRecord, _ now: StudyContents) throws -> [Finding] {
    // A purge shortens reasons and removes texts of judgements, whose hashes its own record has.
    let isPurged = try store.purges().contains { $0.at > other.at }
    let purged = isPurged ? ["attempt", "partial", "rating_entry", "removed_text"] : []
    return [("study.sqlite", other.contents.study, now.study), ("key.sqlite", other.contents.key, now.key)].flatMap {
      file, then, now in
      then.keys.sorted().filter { !purged.contains($0) && then[$0] != now[$0] }.map {
        Finding(file, $0, "its contents are not those of report \(other.number), which was made of the same study")
      }
    }
  }

  /// Opens every commitment.
  func commitments() throws -> VerifyStep {
    var step = VerifyStep("commitments")
    let commitments = try store.commitments()
    func add(_ place: String?, _ text: String) { step.findings.append(Finding("key.sqlite", place, text)) }
    let stored = Set(try store.commitmentTimes().keys)
    for (number, commitment) in commitments.enumerated() {
      let place = "commitment \(number + 1)"
      if !stored.contains(commitment.hash) { add(place, "its text does not hash to its number: one was changed") }
      let lines = commitment.text.split(separator: "\n").prefix(5)
      if !lines.contains(Substring("protocol \(intake.declared.hash)")) { add(place, "is to another protocol") }
      if number > 0, !lines.contains(Substring("previous \(commitments[number - 1].hash)")) {
        add(place, "does not go on from the one before")
      }
    }
    let now = Commitment.Contents(
      nonce: "", protocolHash: intake.declared.hash, definitions: try store.definitions(),
      outputs: try store.outputs(), plan: intake.plan)
    let hashes = Set(commitments.map(\.hash))
    let lines = Set(commitments.map(\.text) + [Commitment(now).text]).flatMap { $0.split(separator: "\n") }
    // As the commitment has them: a slot that is not planned any more is nowhere else.
    let slots = Dictionary(
      lines.map { $0.split(separator: " ") }.filter { $0.first == "slot" && $0.count > 4 }.map {
        ("slot \($0[1])", "\($0[2]), item \($0[4].prefix(12))…")
      }, uniquingKeysWith: { first, _ in first })
    for (packet, carried) in intake.commitments.sorted(by: { $0.key < $1.key }) where !hashes.contains(carried) {
      add(nil, "has no commitment \(carried.prefix(12))…, which \(rater(packet))'s packet carries")
    }
    if let listed = manifest?.provenance.commitments, listed != commitments.map(\.hash) {
      step.findings.append(
        Finding(ReportManifest.file, "provenance.commitments", "not those of key.sqlite"))
    }
    for line in Commitment.differences(now, from: commitments) {
      let whose = slots[line].map { " (\($0))" } ?? ""
      step.findings.append(
        Finding("databases", readable(line) + whose, "not what was committed to before packets left"))
    }
    let count = commitments.reduce(0) { $0 + $1.text.split(separator: "\n").count }
    step.notes = [
      "\(counted(commitments.count, "commitment")) opened, \(counted(count, "line")) held against both databases"
        + (try isPurged ? ", captions by their kept hashes" : "")
    ]
    return step
  }

  /// Recomputes the chain of every packet's collected ratings.
  func chains() throws -> VerifyStep {
    var step = VerifyStep("chains")
    let stored = try store.storedRatings()
    let planned = Set(intake.plan.packets.map(\.id))
    for packet in stored.keys.sorted() where !planned.contains(packet) {
      step.findings.append(Finding("study.sqlite", "rating", "has ratings of a packet that was never planned"))
    }
    for broken in try StudyIntegrity(store, intake.plan, intake.declared).brokenLinks(in: stored, intake.commitments) {
      step.findings.append(
        Finding(
          "study.sqlite", "rating \(broken.sequence) of \(broken.rater)",
          "does not fit the chain of \(broken.rater)'s packet: it, or one before it, was changed"))
    }
    let ratings = stored.values.reduce(0) { $0 + $1.count }
    step.notes = [
      "\(counted(ratings, "rating entry", "rating entries")) of \(counted(stored.count, "packet")), chains recomputed"
        + (try isPurged ? ", removed texts by their kept hashes" : "")
    ]
    return step
  }

  /// Whether texts were removed: their hashes stand in for them.
  private var isPurged: Bool { get throws { try !store.purges().isEmpty } }

  /// The rater whose packet it is.
  func rater(_ packet: String) -> String { intake.plan.packets.first { $0.id == packet }?.rater ?? packet }

  /// A row's name with labels for arms, raters for packets, and hashes shortened.
  func readable(_ name: String) -> String {
    name.split(separator: " ").map { word -> String in
      let parts = word.split(separator: "=", maxSplits: 1)
      let value = String(parts.last ?? "")
      let short =
        labels[ArmCode(rawValue: value)] ?? intake.plan.packets.first { $0.id == value }.map { "\($0.rater)'s" }
        ?? (value.count == 64 ? value.prefix(12) + "…" : value)
      // "arm: flash", not "arm: code flash".
      let isLabel = labels[ArmCode(rawValue: value)] != nil && parts.first == "code"
      return parts.count == 2 && !isLabel ? "\(parts[0]) \(short)" : short
    }.joined(separator: " ")
  }
}
