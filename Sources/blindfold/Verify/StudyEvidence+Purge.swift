internal import StudyStore

extension StudyEvidence {
  /// Holds what a purge kept against its record; nil where nothing was removed.
  func purge() throws -> VerifyStep? {
    let purges = try store.purges()
    guard let last = purges.last else { return nil }
    var step = VerifyStep("purge")
    func add(_ place: String?, _ text: String) { step.findings.append(VerifyStep.Finding("study.sqlite", place, text)) }
    for part in try store.changedSincePurge() { add(part, "not what the purge kept") }
    let log = try store.log().filter { $0.event == "purged" }
    for purge in purges where !log.contains(where: { $0.at == purge.at && $0.detail.contains(purge.receipt) }) {
      add("log", "purge \(purge.number) is not in it as it is recorded")
    }
    if try store.unfinishedPurge() != nil {
      add(
        "purge \(last.number)",
        "begun on \(StudyStatus.minute(last.at)) and not finished: give 'blindfold purge \(quoted(folder)) --images' again"
      )
    }
    step.notes = purges.map { "\(StudyStatus.minute($0.at)) by \($0.who): \($0.summary)" }
    step.notes.append(
      "taken as they were kept, not worked out from texts: numbers of words (length control), distances of edited captions, "
        + "findings of the leak scan")
    return step
  }

  /// What cannot be shown any more where texts were removed; none elsewhere.
  func lostToPurge() throws -> [String] {
    guard let last = try store.purges().last else { return [] }
    let lost = PurgeText.lost.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return lost + [
      "That what was kept is what the purge kept, unless its SHA-256 is the one you know: \(last.receipt)."
    ]
  }
}
