import Analysis
import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Testing

@testable import Reports

@Suite struct ResultsTests {
  private func results(_ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == "results.json" }).text
  }

  /// The same study run again: other dates, times on the wire, arm codes, packets and hashes; same captions and ratings.
  private func again(_ dossier: Dossier) -> Dossier {
    var other = dossier
    func renamed(_ arm: ArmCode) -> ArmCode { ArmCode(rawValue: String(SHA256.hex(arm.rawValue).prefix(9))) }
    other.unblinding.names = Dictionary(
      uniqueKeysWithValues: dossier.unblinding.names.map { (renamed($0.key), $0.value) })
    other.estimates.incumbent = renamed(dossier.estimates.incumbent)
    for index in other.estimates.arms.indices {
      other.estimates.arms[index].arm = renamed(dossier.estimates.arms[index].arm)
    }
    for index in other.estimates.comparisons.indices {
      other.estimates.comparisons[index].arm = renamed(dossier.estimates.comparisons[index].arm)
    }
    other.estimates.arms.sort { $0.arm < $1.arm }
    other.estimates.comparisons.sort { $0.arm < $1.arm }
    for index in other.arms.indices {
      other.arms[index].arm = renamed(dossier.arms[index].arm)
      other.arms[index].latency?.median += 0.5
    }
    other.answers?.judged = Dictionary(
      uniqueKeysWithValues: (dossier.answers?.judged ?? [:]).map { (renamed($0.key), $0.value) })
    for index in (other.answers?.answers ?? []).indices {
      other.answers?.answers[index].arms = dossier.answers?.answers[index].arms.map(renamed) ?? []
    }
    if var robustness = dossier.robustness {
      for index in robustness.comparisons.indices {
        robustness.comparisons[index].arm = renamed(robustness.comparisons[index].arm)
      }
      for index in robustness.tests.claimed.indices {
        robustness.tests.claimed[index].arm = renamed(robustness.tests.claimed[index].arm)
      }
      for index in robustness.tests.exploratory.indices {
        robustness.tests.exploratory[index].arm = renamed(robustness.tests.exploratory[index].arm)
      }
      robustness.comparisons.reverse()
      robustness.tests.claimed.reverse()
      robustness.drift.pooled = .unavailable(reason: "another order")
      robustness.position.p = 0.5
      other.robustness = robustness
    }
    for index in other.ratings.indices { other.ratings[index].arm = renamed(dossier.ratings[index].arm) }
    other.ratings.reverse()
    for index in other.raters.indices { other.raters[index].receipt?.head = SHA256.hex("\(index)") }
    other.raters.reverse()
    other.reportMade += 86_400
    other.unblinding.at += 3600
    other.runFinished = nil
    other.provenance.files["study.sqlite"] = SHA256.hex("other")
    other.provenance.commitments = [SHA256.hex("other commitment")]
    return other
  }

  @Test("differs between two identical runs in nothing but the listed keys")
  func identicalRuns() throws {
    let (first, second) = (try results(Fixture.decided), try results(again(Fixture.decided)))
    #expect(first != second)
    #expect(try comparableResults(first) == comparableResults(second))
    let csv = try [Fixture.decided, again(Fixture.decided)].map {
      try ReportWriter.render($0).first { $0.name == "ratings.csv" }?.text
    }
    #expect(csv[0] == csv[1])
  }

  @Test("differs in what it is compared by when a number does")
  func otherNumbers() throws {
    var dossier = Fixture.decided
    dossier.estimates.comparisons[0].difference?.value += 0.000_01
    #expect(try comparableResults(results(Fixture.decided)) != comparableResults(results(dossier)))
  }

  @Test("every key that is listed as volatile occurs in the file")
  func volatileKeys() throws {
    let text = try results(Fixture.decided) + results(ServiceSectionTests.dossier)
    for key in Dossier.volatileKeys { #expect(text.contains("\"\(key)\":"), "\(key)") }
  }

  @Test("refuses to compare what is not JSON")
  func notJSON() {
    #expect(throws: ReportError.self) { try comparableResults("{") }
  }

  @Test("holds what the sentence says, for machines")
  func content() throws {
    let data = Data(try results(Fixture.decided).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let comparisons = try #require(object["comparisons"] as? [[String: Any]])
    #expect(comparisons.map { $0["candidate"] as? String } == ["flash", "local", "tiny", "human"])
    #expect(comparisons.map { $0["may_replace"] as? Bool } == [true, nil, false, true])
    let difference = try #require(comparisons[0]["difference"] as? [String: Any])
    #expect(difference["value"] as? Double == -0.04)
    let declared = try #require(difference["raters_like_these"] as? [String: Any])
    #expect(declared["lower"] as? Double == -0.19)
  }

  @Test("survives a round trip as JSON, so that a dossier can be kept")
  func dossier() throws {
    let data = try JSONEncoder().encode(Fixture.rehearsal)
    let back = try JSONDecoder().decode(Dossier.self, from: data)
    let (first, second) = (try ReportWriter.render(Fixture.rehearsal), try ReportWriter.render(back))
    #expect(first.map(\.text) == second.map(\.text))
  }

  @Test("keeps the terminal's table within 100 columns, whatever the labels")
  func terminal() throws {
    var dossier = Fixture.hostile
    dossier.unblinding.names[Fixture.local]?.label = String(repeating: "very-long-label-", count: 12)
    dossier.estimates.claim.criterion = String(repeating: "criterion", count: 20)
    for arm in Fixture.names.keys {
      let old = Fixture.estimates.estimate(of: arm)
      if var estimate = old {
        estimate.criterion = dossier.estimates.claim.criterion
        dossier.estimates.arms.append(estimate)
      }
    }
    for line in try verdictTable(dossier).split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
  }
}
