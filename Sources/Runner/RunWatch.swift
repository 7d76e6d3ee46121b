internal import Roster
internal import StudyStore
internal import Synchronization

/// Watches what answers say of their services while a run goes on, and tells of what should not wait for the report: a
/// change of model or configuration, and captions that ran away.
final class RunWatch: Sendable {
  private struct Place: Hashable {
    var label: String
    var part: String
  }
  private struct State {
    var sightings: [Place: ServedSightings]
    var told: [Place: Int] = [:]
    var long: Set<Place> = []
  }

  /// Notices of one candidate, or part of one: a fingerprint that changes with every answer is no news for long.
  private static let most = 3

  private let state: Mutex<State>
  private let lengthAdvice: String?
  private let tell: @Sendable (String) -> Void

  /// - Parameters:
  ///   - before: what earlier runs saw, by the candidate's label and the part's, which is empty for the candidate itself.
  ///   - lengthAdvice: what to say of a caption that ran away, after that it did; nil where a declared check counts such.
  init(
    _ before: [String: [String: ServedSightings]], lengthAdvice: String?, tell: @escaping @Sendable (String) -> Void
  ) {
    var sightings: [Place: ServedSightings] = [:]
    for (label, parts) in before {
      for (part, seen) in parts { sightings[Place(label: label, part: part)] = seen }
    }
    state = Mutex(State(sightings: sightings))
    self.lengthAdvice = lengthAdvice
    self.tell = tell
  }

  /// Takes note of an answer.
  ///
  /// - Parameter fileName: of the image it is for.
  func saw(_ attempt: LedgerAttempt, _ start: LedgerStart, label: String, fileName: String) {
    let place = Place(label: label, part: start.part ?? "")
    let name = start.part.map { "'\(label)' (part '\($0)')" } ?? "'\(label)'"
    let lines = state.withLock { state -> [String] in
      var lines = state.sightings[place, default: ServedSightings()].add(attempt.answer(to: start))
        .map { "candidate \(name), \(fileName): \(Self.words($0))" }
      let told = state.told[place, default: 0]
      state.told[place] = told + lines.count
      if told >= Self.most {
        lines = []
      } else if told + lines.count >= Self.most {
        lines.append("candidate \(name): further changes are in the report, and not told here.")
      }
      if let tokens = attempt.textTokens, tokens > RunawayCaption.tokens, let lengthAdvice,
        state.long.insert(place).inserted
      {
        lines.append("candidate \(name), \(fileName): a caption of \(tokens) tokens. \(lengthAdvice)")
      }
      return lines
    }
    for line in lines { tell(line) }
  }

  private static func words(_ change: ServedSightings.Change) -> String {
    switch change {
    case .other(let answer):
      let served = answer.model.map { "'\($0)'" } ?? "a model without a name"
      let asked = answer.requested.map { " than '\($0)'" } ?? ""
      return "another model\(asked) answered: \(served)\(answer.fellBack ? ", after a fallback at a proxy" : ""). "
        + "Such captions are kept, counted and reported. To judge one model alone, mend the service and start a new study."
    case .model(let model, let before):
      return "from here on the service answers as '\(model)', before as '\(before)'. The report says so; "
        + "to judge one of them alone, start a new study."
    case .fingerprint(let fingerprint, let before):
      return
        "from here on the service's fingerprint is '\(fingerprint)', before '\(before)': its configuration changed. "
        + "The report says so."
    }
  }
}
