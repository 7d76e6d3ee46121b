import Analysis
import Blinding
import StudyModel
import Testing

@testable import Reports

@Suite struct TrustSectionTests {
  private func decision(_ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
  }

  @Test("what was not planned or asked is said to be unknown, not passed over")
  func notPlanned() throws {
    let text = try decision(Fixture.decided)
    for words in ["No repeats were planned", "No low anchors were planned", "Raters were not asked"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("Left out by a rule"))
  }

  @Test("who was screened, by which rule, and what all raters and the others say")
  func screened() throws {
    let text = try decision(Fixture.checked)
    #expect(text.contains("Screened: `chi`. As declared, the claim is by all raters."))
    #expect(text.contains("more than 15 % of at least 3 anchors above 2 points"))
    #expect(text.contains("| `chi` | 4 | 4 | screened |"))
    #expect(text.contains("24 captions were scored twice"))
    #expect(text.contains("Bang’s index, 0 by chance"))
    #expect(!text.contains("Left out by a rule"))
  }

  @Test("a claim that leaves raters out says so before anything else")
  func excluded() throws {
    let text = try decision(Fixture.checked(excluding: true))
    #expect(text.prefix(600).contains("**Left out by a rule fixed in advance**: the ratings of `chi`."))
    #expect(text.contains("As declared, the claim leaves screened raters out."))
  }

  @Test("anchors without a rule screen nobody, and the section says so")
  func withoutRule() throws {
    var dossier = Fixture.checked
    dossier.trust.screening = nil
    dossier.trust.checks.screening = nil
    #expect(try decision(dossier).contains("No screening rule was declared, so nobody was screened."))
  }

  @Test("nobody who answered is said, not shown as zeros")
  func noAnswers() throws {
    var dossier = Fixture.checked
    dossier.trust.guesses = BlindGuesses([], incumbent: Fixture.big, confidence: 0.95)
    let text = try decision(dossier)
    #expect(text.contains("and nobody answered") && !text.contains("Guesses against each candidate"))
  }

  @Test("what captions told is listed by candidate, without a caption")
  func leaks() throws {
    let text = try decision(Fixture.checked)
    #expect(
      text.contains("looked through 24 captions")
        && text.contains("| `flash` | speaks of itself (`as an ai`) | 1 of 8 |"))
    #expect(text.contains("| `flash` | Markdown (`bold`) | 8 of 8 | 0 of 8 | 1.00 |"))
    #expect(text.contains("| `tiny` | longer: median 21 words against 5 |"))
    #expect(!text.contains("stands on a table"))
  }

  @Test("no leak found is said with its limit; where nobody looked nothing is said")
  func noLeaks() throws {
    var dossier = Fixture.checked
    dossier.leaks = LeakScan([], incumbent: Fixture.big, words: LeakWords())
    #expect(try decision(dossier).contains("and found none. A style that no rule knows may still tell."))
    dossier.leaks = nil
    #expect(try !decision(dossier).contains("looked through"))
  }
}
