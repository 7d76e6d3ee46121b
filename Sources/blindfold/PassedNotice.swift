internal import Blinding
internal import Roster
internal import StudyStore

/// Says which parts of policies were stopped while what uses them went on.
///
/// - Parameters:
///   - parts: label → why.
///   - who: goes on.
func noteStopped(_ parts: [String: String], _ who: String) {
  for (label, why) in parts.sorted(by: { $0.key < $1.key }) {
    printError(
      "'\(label)' was stopped, and \(who) went on without it where they could; what came instead stays: \(why)")
  }
}

/// Says of fallback chains how often they went past a part: before people rate what was meant to be another's.
enum PassedNotice {
  /// A line for each candidate that did, in the study's order.
  ///
  /// - Parameter arms: candidate label → arm.
  static func lines(_ candidates: [Candidate], arms: [String: ArmCode], _ store: StudyStore) throws -> [String] {
    guard candidates.contains(where: { $0.policy != nil }) else { return [] }
    let served = try store.served()
    return candidates.compactMap { candidate in
      guard let rows = arms[candidate.label].flatMap({ served[$0] })?.values else { return nil }
      let passed = rows.filter { !$0.passed.isEmpty }
      guard !passed.isEmpty else { return nil }
      let reasons = Dictionary(grouping: passed.flatMap(\.passed)) { "'\($0.part)' \($0.why)" }.mapValues(\.count)
      let told = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        "\($0.key) \(counted($0.value, "time"))"
      }
      return "candidate '\(candidate.label)' went past a part of its chain for \(passed.count) of "
        + "\(counted(rows.count, "caption")): \(told.joined(separator: ", "))"
    }
  }
}
