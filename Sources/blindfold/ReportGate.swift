public import ArgumentParser
internal import Foundation
public import Reports
internal import Roster
internal import StudyFile

extension Gate: ExpressibleByArgument {}

/// What a pipeline asks of a report: an exit code by a verdict, and a summary for the page of its run.
struct ReportGate: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End by this fact, read off the declared interval: 0 it holds, 100 the evidence says no, 101 undecided.",
      valueName: "not-worse|equivalent|higher"))
  var gate: Gate?

  @Option(help: "A challenger the gate asks; once for each. Without it all of them must pass, and the worst decides.")
  var candidate: [String] = []

  @Flag(help: "Let simulated ratings or models pass the gate, as in a rehearsal. Else they are undecided.")
  var allowSimulated = false

  @Flag(help: "Let a study pass the gate that was unblinded early. Else it is undecided.")
  var allowEarly = false

  @Option(
    help: "Append the verdicts and a small table to this file as Markdown, for example $GITHUB_STEP_SUMMARY.",
    completion: .file())
  var summary: String?

  func validate() throws {
    if gate == nil, !candidate.isEmpty || allowSimulated || allowEarly {
      throw ValidationError(
        "--candidate, --allow-simulated and --allow-early belong to a gate. Give, for example, --gate not-worse.")
    }
  }

  private var question: GateQuestion? {
    gate.map {
      GateQuestion($0, candidates: candidate, allowsSimulated: allowSimulated, allowsEarly: allowEarly)
    }
  }

  /// Refuses labels that are no challenger's before anything is unblinded.
  func check(candidates: [String], incumbent: String) throws {
    let challengers = candidates.filter { $0 != incumbent }
    for label in candidate where !challengers.contains(label) {
      throw Refusal(
        .wrongInput,
        "--candidate: '\(label)' is no challenger of this study. No report was made. "
          + (nearest(to: label, among: challengers).map { "Did you mean '\($0)'? " } ?? "")
          + "Challengers: \(challengers.joined(separator: ", ")).")
    }
  }

  /// Appends the summary, prints a line a challenger, and ends by the worst of them.
  func conclude(_ dossier: Dossier, folder: String) throws {
    let results = try question.map { try gateResults($0, dossier) } ?? []
    let lines = question.map { question in results.map { $0.line(question.gate) } } ?? []
    if let summary { try append(try jobSummary(dossier, folder: folder, gate: lines), to: summary) }
    for line in lines { print(line) }
    guard question != nil else { return }
    switch results.map(\.answer).min() {
    case .refused: throw Ending.evidenceSaysNo.exitCode
    case .undecided, nil: throw Ending.undecided.exitCode
    case .holds: return
    }
  }

  private func append(_ text: String, to path: String) throws {
    func failure(_ reason: String) -> Refusal {
      Refusal(
        .cannotWrite,
        "\(path): the summary could not be appended (\(reason)). The report itself is whole. "
          + "Make room or allow writing, or leave out --summary.")
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(String(cString: strerror(errno))) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    } catch {
      throw failure(error.localizedDescription)
    }
  }
}
