internal import Roster

/// Puts policies together from the candidates that they name, and refuses one that leads back to itself.
struct PolicyResolver {
  let complaints: Complaints
  /// Label → what was read under it.
  let read: [String: ReadCandidate]
  /// Labels of the study's candidates; all others are parts.
  let arms: Set<String>

  private var made: [String: Candidate] = [:]
  /// Policies that a complaint was about, of their own or of what they name: once is enough.
  private var failed: Set<String> = []
  private var open: [String] = []

  init(_ read: [ReadCandidate], arms: Set<String>, complaints: Complaints) {
    self.complaints = complaints
    self.read = Dictionary(read.map { ($0.label, $0) }) { first, _ in first }
    self.arms = arms
  }

  /// - Returns: the candidate of a label; nil where a complaint says what is wrong with it or with what it names.
  mutating func candidate(_ label: String) -> Candidate? {
    if let known = made[label] { return known }
    guard !failed.contains(label), let entry = read[label] else { return nil }
    guard let policy = entry.policy else { return entry.placed?.candidate }
    open.append(label)
    defer {
      open.removeLast()
      if made[label] == nil { failed.insert(label) }
    }
    var parts: [String: Candidate] = [:]
    for (use, place) in policy.uses {
      if let start = open.firstIndex(of: use) {
        let way = (open[start...] + [use]).map { "'\($0)'" }.joined(separator: " → ")
        complaints.add(
          place, "'\(label)' leads back to itself: \(way).", "No candidate would ever be asked.",
          "Name a model or a file of captions in one of these places.")
        return nil
      }
      guard let part = candidate(use) else { return nil }
      parts[use] = part
    }
    let resolved = CaptionPolicy(policy.kind, parts: parts, shared: arms).map {
      Candidate(label: label, source: .policy($0))
    }
    made[label] = resolved
    return resolved
  }
}
