import Analysis
import Roster
import StudyModel
import Testing

@testable import Reports

@Suite("the gate")
struct GateTests {
  /// By hand, margin 0.30. Touching −0.30, 0 or 0.30 is undecided.
  static let table: [(lower: Double, upper: Double, notWorse: GateAnswer, equivalent: GateAnswer, higher: GateAnswer)] =
    [
      (-0.19, 0.11, .holds, .holds, .undecided),
      (-0.51, 0.25, .undecided, .undecided, .undecided),
      (-0.93, -0.49, .refused, .refused, .refused),
      (-0.20, -0.05, .holds, .holds, .refused),
      (0.27, 0.71, .holds, .undecided, .holds),
      (0.31, 0.71, .holds, .refused, .holds),
      (-0.30, 0.10, .undecided, .undecided, .undecided),
      (-0.29, 0.30, .holds, .undecided, .undecided),
      (-0.60, -0.30, .undecided, .undecided, .refused),
      (0.0, 0.2, .holds, .holds, .undecided),
      (-0.2, 0.0, .holds, .holds, .undecided),
      (0.30, 0.40, .holds, .undecided, .holds),
    ]

  @Test(
    "holds, no and undecided are read off the interval; a bound on a landmark decides nothing", arguments: table.indices
  )
  func answers(_ index: Int) {
    let row = Self.table[index]
    func answer(_ gate: Gate) -> GateAnswer { gate.answer(lower: row.lower, upper: row.upper, margin: 0.3) }
    #expect(answer(.notWorse) == row.notWorse && answer(.equivalent) == row.equivalent && answer(.higher) == row.higher)
  }

  @Test("agrees with the verdict that the document states", arguments: [Scope.theseRaters, .ratersLikeThese])
  func agrees(_ scope: Scope) throws {
    var dossier = Fixture.decided
    dossier.estimates.claim.scope = scope
    for result in try gateResults(GateQuestion(.notWorse), dossier) {
      let arm = try #require(dossier.unblinding.names.first { $0.value.label == result.candidate }?.key)
      let margin = try #require(dossier.estimates.comparisons.first { $0.arm == arm }?.verdicts[scope]?.margin)
      let expected: GateAnswer =
        switch margin {
        case .notWorse, .equivalent: .holds
        case .worseBeyondMargin: .refused
        case .undecided: .undecided
        }
      #expect(result.answer == expected, "\(result.candidate)")
    }
  }

  @Test("asks all challengers in the order of the study file, or those that are named, with a line each")
  func lines() throws {
    let all = try gateResults(GateQuestion(.notWorse), Fixture.decided)
    #expect(all.map(\.candidate) == ["flash", "local", "tiny", "human"])
    #expect(all.map(\.answer) == [.holds, .undecided, .refused, .holds])
    #expect(all.map(\.answer).min() == .refused)
    #expect(
      all[0].line(.notWorse)
        == "gate not-worse  flash: holds, −0.04 (−0.19 to 0.11), margin 0.30; 95 % interval, raters like these; 12 raters, "
        + "36 images")
    let named = try gateResults(GateQuestion(.equivalent, candidates: ["human", "flash"]), Fixture.decided)
    #expect(named.map(\.candidate) == ["flash", "human"] && named.map(\.answer).min() == .holds)
    #expect(throws: ReportError.noChallenger(label: "big", among: ["flash", "local", "tiny", "human"])) {
      try gateResults(GateQuestion(.notWorse, candidates: ["big"]), Fixture.decided)
    }
  }

  @Test("nothing simulated passes or fails unless that is allowed, and it is marked either way")
  func simulated() throws {
    var dossier = Fixture.rehearsal
    (dossier.unblinding.ratingsIn, dossier.unblinding.earlyReason) = (216, nil)
    let mark = "[simulated ratings of simulated models]"
    let strict = try gateResults(GateQuestion(.notWorse), dossier)
    #expect(strict.allSatisfy { $0.answer == .undecided && $0.line(.notWorse).hasSuffix(mark) })
    #expect(
      strict[2].line(.notWorse).contains(
        "undecided (simulated ratings of simulated models decide nothing; by the numbers: no)"))
    let lenient = try gateResults(GateQuestion(.notWorse, allowsSimulated: true), dossier)
    #expect(lenient.map(\.answer) == [.holds, .undecided, .refused, .holds])
    #expect(lenient.allSatisfy { $0.line(.notWorse).hasSuffix(mark) })
  }

  @Test("an early unblinding passes only where that is allowed")
  func early() throws {
    var dossier = Fixture.decided
    (dossier.unblinding.ratingsIn, dossier.unblinding.earlyReason) = (144, "the contract ends")
    #expect(try gateResults(GateQuestion(.notWorse), dossier).allSatisfy { $0.answer == .undecided })
    let allowed = try gateResults(GateQuestion(.notWorse, allowsEarly: true), dossier)
    #expect(allowed[0].answer == .holds && allowed[0].line(.notWorse).hasSuffix("[unblinded early]"))
  }

  @Test("without an interval for the declared scope it is undecided, whatever the other scope says")
  func noInterval() throws {
    let result = try #require(try gateResults(GateQuestion(.notWorse), Fixture.oneRater).first)
    #expect(result.answer == .undecided && result.evidence.contains("there is no interval for raters like these"))
  }

  @Test("compares in net preference where captions were compared")
  func pairs() throws {
    func lines(_ gate: Gate) throws -> [String] {
      try gateResults(GateQuestion(gate), Fixture.pairs).map { $0.line(gate) }
    }
    let counts = "margin 0.25; 95 % interval, raters like these; 6 raters, 24 images"
    #expect(
      try lines(.notWorse) == [
        "gate not-worse  flash: holds, +0.06 (−0.23 to 0.36), \(counts)",
        "gate not-worse  tiny: no, −0.68 (−0.86 to −0.50), \(counts)",
      ])
    #expect(
      try lines(.equivalent) == [
        "gate equivalent  flash: undecided, +0.06 (−0.23 to 0.36), \(counts)",
        "gate equivalent  tiny: no, −0.68 (−0.86 to −0.50), \(counts)",
      ])
    #expect(try gateResults(GateQuestion(.higher), Fixture.pairs).map(\.answer) == [.undecided, .refused])
  }

  @Test("a label that tries to act stays on its line")
  func hostile() throws {
    for result in try gateResults(GateQuestion(.notWorse), Fixture.hostile) {
      let line = result.line(.notWorse)
      #expect(!line.contains { $0.isNewline || $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
  }
}
