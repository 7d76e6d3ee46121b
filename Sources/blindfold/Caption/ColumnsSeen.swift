internal import Roster
internal import StudyFile
internal import Synchronization

/// Which columns a list had, held against those that a policy's routers ask for.
final class ColumnsSeen: Sendable {
  /// Column → the router that asks for it.
  private let asked: [String: String]
  private let seen = Mutex<Set<String>>([])

  init(_ candidate: Candidate) {
    var asked: [String: String] = [:]
    let builtIn = ItemFacts.builtIn.map(\.name)
    for part in candidate.reached {
      guard case .router(let router) = part.policy?.kind else { continue }
      for name in router.factNames where !builtIn.contains(name) { asked[name] = part.label }
    }
    self.asked = asked
  }

  /// Notes a row's columns.
  func saw(_ row: CaptionRow) {
    guard !asked.isEmpty else { return }
    seen.withLock { $0.formUnion(row.fields.keys) }
  }

  /// What no row has had, a sentence each.
  var missing: [String] {
    let known = ItemFacts.builtIn.map(\.name) + seen.withLock(\.self).sorted()
    return asked.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { name, router in
      "No row has '\(name)', which a rule of '\(router)' asks for. "
        + (nearest(to: name, among: known).map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", ")).")
    }
  }
}
