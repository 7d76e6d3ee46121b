internal import FoundationEssentials
internal import StudyModel

/// `junit.xml`: every challenger at every gate, for pipelines that show test results.
///
/// A test fails only where the evidence says that a challenger is worse beyond the margin: that alone is what a study
/// claims to find out. What is undecided is skipped, and so are *equivalent* and *higher* where the evidence says no,
/// since a swap needs neither. Nothing simulated, and nothing unblinded early, passes or fails.
struct JUnitFile: Sendable {
  let reading: Reading

  /// The whole file.
  var text: String {
    let suites = Gate.allCases.enumerated().map { suite($1, id: $0) }.joined(separator: "\n")
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites)\n</testsuites>\n"
  }

  private var dossier: Dossier { reading.dossier }

  /// The marks that belong to every name.
  private var marks: String {
    let marks = [dossier.unblinding.isEarly ? "unblinded early" : nil, reading.mark].compactMap(\.self)
    return marks.isEmpty ? "" : " [\(marks.joined(separator: "; "))]"
  }

  private func suite(_ gate: Gate, id: Int) -> String {
    let results = reading.challengers.map { ($0, reading.result(of: $0, GateQuestion(gate))) }
    let failures = results.filter { isFailure($0.1, gate) }.count
    let skipped = results.filter { $0.1.answer != .holds }.count - failures
    // Ant's schema wants a time without a zone (this one is UTC), and `localhost` where the host is not known.
    let moment = Dates.moment(dossier.reportMade).prefix(19)
    let cases = results.map { test($0, $1, gate) }.joined(separator: "\n")
    return """
        <testsuite id="\(id)" package="blindfold" name="\(escaped(dossier.study)) \(gate.rawValue)\(escaped(marks))" \
      timestamp="\(moment)" hostname="localhost" tests="\(results.count)" failures="\(failures)" errors="0" \
      skipped="\(skipped)" time="0">
          <properties>
      \(properties.map { "      <property name=\"\($0)\" value=\"\(escaped($1))\"/>" }.joined(separator: "\n"))
          </properties>
      \(cases)
          <system-out>decision.md has the whole record.</system-out>
          <system-err/>
        </testsuite>
      """
  }

  private var properties: [(String, String)] {
    let claim = reading.claim
    return [
      ("study", dossier.study), ("question", dossier.question), ("incumbent", reading.incumbent.label),
      ("criterion", claim.criterion), ("scope", claim.scope.rawValue), ("margin", Numbers.margin(claim.margin)),
      ("confidence", Numbers.confidence(claim.confidence)), ("protocol", dossier.provenance.protocolHash),
    ] + (reading.mark.map { [("simulated", $0)] } ?? [])
      + (dossier.unblinding.isEarly ? [("unblinded early", dossier.unblinding.earlyReason ?? "no reason given")] : [])
  }

  private func isFailure(_ result: GateResult, _ gate: Gate) -> Bool { gate == .notWorse && result.answer == .refused }

  private func test(_ candidate: CandidateReading, _ result: GateResult, _ gate: Gate) -> String {
    let head =
      "    <testcase classname=\"\(escaped(dossier.study)).\(gate.rawValue)\" "
      + "name=\"\(escaped(candidate.label + marks))\" time=\"0\""
    let sentence = escaped("\(result.line(gate)). \(sentence(candidate))")
    switch result.answer {
    case .holds: return "\(head)/>"
    case .refused where isFailure(result, gate):
      return "\(head)>\n      <failure type=\"\(gate.rawValue)\" message=\"\(sentence)\"/>\n    </testcase>"
    case .refused, .undecided:
      return "\(head)>\n      <skipped message=\"\(sentence)\"/>\n    </testcase>"
    }
  }

  /// The verdict as it may be quoted.
  private func sentence(_ candidate: CandidateReading) -> String {
    candidate.comparison.map {
      VerdictSentence(reading: reading, candidate: candidate, comparison: $0).line.sentence.words
    } ?? "It has no \(reading.judgement)s."
  }

  private func escaped(_ text: String) -> String { Escaping.markup(text) }
}
