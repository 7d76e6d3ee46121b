internal import Foundation

/// Everything that `verify` found, and what follows from it.
struct Verification {
  /// The folder as it was named.
  let folder: String
  /// The study, and which report of it, in a line; nil where nothing says.
  var title: String?
  var steps: [VerifyStep]
  /// What all of this shows, if nothing differs, and what it does not, a sentence each.
  var shows: [String]
  var doesNotShow: [String]

  var fits: Bool { steps.allSatisfy(\.findings.isEmpty) }
}

extension Verification {
  /// At most so many findings of a step about one file are printed; `--json` has all.
  private static let most = 6

  /// Lines for a terminal.
  var text: String {
    var lines = [visible(title ?? folder), ""]
    let width = (steps.map(\.name.count).max() ?? 0) + 2
    for step in steps {
      let mark = !step.findings.isEmpty ? "DIFFERS " : step.isDone ? "ok      " : "skipped "
      var head = mark + step.name.padding(toLength: width, withPad: " ", startingAt: 0)
      for note in step.notes.isEmpty ? [""] : step.notes {
        lines += Self.lines(visible(note), after: head)
        head = String(repeating: " ", count: head.count)
      }
      lines += Self.lines(step.findings)
    }
    let count = steps.reduce(0) { $0 + $1.findings.count }
    lines += ["", fits ? "Everything fits." : "\(counted(count, "difference")): these files do not fit each other."]
    if fits { lines += ["This shows:"] + shows.flatMap { Self.lines($0, after: "  ") } }
    lines += ["It does not show:"] + doesNotShow.flatMap { Self.lines($0, after: "  ") }
    return lines.joined(separator: "\n")
  }

  /// A sentence behind a few words, its further lines under the first.
  private static func lines(_ text: String, after head: String) -> [String] {
    let lines = PlanText.wrapped(text, width: 100 - head.count, hanging: "")
    return lines.enumerated().map { index, line in
      (index == 0 ? head : String(repeating: " ", count: head.count)) + line
    }
  }

  private static func lines(_ findings: [VerifyStep.Finding]) -> [String] {
    var lines: [String] = []
    var rest = findings[...]
    while let file = rest.first?.file {
      let own = rest.prefix { $0.file == file }
      lines += own.prefix(most).flatMap { Self.lines($0.line, after: "        ✗ ") }
      if own.count > most { lines.append("          \(file): \(own.count - most) more; --json lists them") }
      rest = rest.dropFirst(own.count)
    }
    return lines
  }

  /// The same as data: `blindfold-verify/1`.
  func json() throws -> String {
    struct Form: Encodable {
      struct Finding: Encodable {
        let file: String
        let place: String?
        let there: String?
        let expected: String?
        let text: String?
      }
      struct Step: Encodable {
        let step: String
        let fits: Bool
        let notes: [String]
        let findings: [Finding]
      }
      let format = "blindfold-verify/1"
      let folder: String
      let title: String?
      let fits: Bool
      let steps: [Step]
      let shows: [String]
      let doesNotShow: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let form = Form(
      folder: folder, title: title, fits: fits,
      steps: steps.map { step in
        Form.Step(
          step: step.name, fits: step.findings.isEmpty, notes: step.notes,
          findings: step.findings.map {
            Form.Finding(file: $0.file, place: $0.place, there: $0.there, expected: $0.expected, text: $0.text)
          })
      }, shows: fits ? shows : [], doesNotShow: doesNotShow)
    return String(decoding: try encoder.encode(form), as: UTF8.self)
  }
}
