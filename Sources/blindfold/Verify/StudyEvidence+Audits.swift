internal import Blinding
internal import Digest
internal import Roster
internal import StudyModel
internal import StudyStore

/// Whether caches on trial gave what the study has stored.
extension StudyEvidence {
  /// Holds every caption that a cache on trial gave against the one that it was taken from.
  ///
  /// - Parameter names: arm → candidate, after unblinding.
  /// - Returns: nil where no cache was put on trial.
  func audits(_ names: [ArmCode: Candidate]) throws -> VerifyStep? {
    let trials = names.filter { $0.value.audit != nil }
    guard !trials.isEmpty else { return nil }
    var step = VerifyStep("cache audits")
    let arms = Dictionary(names.map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
    var texts: [ArmCode: [ItemID: String]] = [:]
    for output in try store.outputs() { texts[output.arm, default: [:]][output.item] = Self.hash(of: output) }
    let served = try store.served()
    var (hits, own) = (0, 0)
    for (arm, candidate) in trials.sorted(by: { $0.value.label < $1.value.label }) {
      guard let audit = candidate.audit else { continue }
      let fresh = arms[audit.of].flatMap { texts[$0] } ?? [:]
      for (item, row) in (served[arm] ?? [:]).sorted(by: { $0.key < $1.key }) {
        func add(_ text: String) {
          step.findings.append(
            VerifyStep.Finding("key.sqlite", "served \(candidate.label), item \(item.hex.prefix(12))…", text))
        }
        if let donor = row.fromItem {
          hits += 1
          if texts[arm]?[item] != fresh[donor] {
            add(
              "its caption is not what '\(audit.of)' has of item \(donor.hex.prefix(12))…, from which it says it was taken"
            )
          }
          if donor == item { add("it says that it was taken from itself") }
          guard let bits = row.hit?.distance, bits <= audit.near else {
            add("it was taken from a picture farther away than the \(audit.near) bits on trial")
            continue
          }
        } else if row.fromArm != nil {
          own += 1
          if texts[arm]?[item] != fresh[item] { add("its caption is not what '\(audit.of)' has of the item") }
        } else {
          add("it says neither which picture's caption it is nor that it is the candidate's own")
        }
      }
    }
    step.notes = [
      "\(counted(hits, "caption")) of other pictures and \(own) of the same, held against those they were taken from; how far "
        + "pictures are from each other was not measured again"
    ]
    return step
  }

  /// What stands for a caption, kept or purged; an answer without one is its outcome.
  private static func hash(of output: Output) -> String {
    output.text.map { SHA256.hex($0) } ?? output.kept?.sha256 ?? output.outcome.rawValue
  }
}
