internal import Blinding
internal import Roster
internal import StudyStore
internal import Synchronization

/// Watches what answers say of their services while a run goes on, and tells of what should not wait for the report: a
/// change of model or configuration, and captions that ran away.
final class RunWatch: Sendable {
  private struct Place: Hashable {
    var arm: ArmCode
    var part: String
  }
  private struct State {
    var sightings: [Place: ServedSightings]
    var told: [Place: Int] = [:]
    var long: Set<Place> = []
  }

  /// Notices of one candidate, or part of one: a fingerprint that changes with every answer is no news for long.
  private static let most = 3
  /// Tokens of a caption that nobody can have meant.
  private static let longest = 1000

  private let state: Mutex<State>
  private let noticesLength: Bool
  private let tell: @Sendable (String) -> Void

  /// - Parameters:
  ///   - before: what earlier runs saw.
  ///   - noticesLength: whether no check of the study counts captions that ran away.
  init(
    _ before: [ArmCode: [String: ServedSightings]], noticesLength: Bool, tell: @escaping @Sendable (String) -> Void
  ) {
    var sightings: [Place: ServedSightings] = [:]
    for (arm, parts) in before {
      for (part, seen) in parts { sightings[Place(arm: arm, part: part)] = seen }
    }
    state = Mutex(State(sightings: sightings))
    self.noticesLength = noticesLength
    self.tell = tell
  }

  /// Takes note of an answer.
  ///
  /// - Parameter fileName: of the image it is for.
  func saw(_ attempt: LedgerAttempt, _ start: LedgerStart, arm: ArmCode, label: String, fileName: String) {
    let place = Place(arm: arm, part: start.part ?? "")
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
      if let tokens = attempt.textTokens, tokens > Self.longest, noticesLength, state.long.insert(place).inserted {
        lines.append(
          "candidate \(name), \(fileName): a caption of \(tokens) tokens. It is kept as it came, and nothing counts such "
            + "captions. To have them counted, declare `checks: {runaway_words: 300}`.")
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
