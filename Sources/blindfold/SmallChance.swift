internal import StudyStore

/// Before packets are written, a study that will probably end undecided is begun only if somebody says so, once.
enum SmallChance {
  /// The log's word for a study that was begun in spite of a small chance.
  private static let event = "small chance accepted"

  /// - Parameters:
  ///   - study: as it was typed.
  ///   - accepted: whether `--yes` was given.
  /// - Returns: what was accepted just now, for the log.
  static func askAgain(_ reading: StudyReading, study: String, accepted: Bool) async throws -> String? {
    if StudyStore.exists(in: reading.location.folder) {
      let store = try StudyStore(folder: reading.location.folder, create: false, recover: false)
      if try store.plan() != nil || store.log().contains(where: { $0.event == event }) { return nil }
    }
    let headline = try await PlanHeadline(reading.plan)
    let isAccepted = try headline.askAgain(
      accepted: accepted, question: "Go on all the same?", help: "What would raise it: blindfold plan \(quoted(study))",
      consequence: "Nothing was sent.")
    return isAccepted ? headline.text : nil
  }

  /// Logs what was accepted.
  static func note(_ accepted: String, in store: StudyStore) throws {
    try store.note(event: event, detail: accepted, at: now())
  }
}
