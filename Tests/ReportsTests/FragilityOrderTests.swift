import Blinding
import Foundation
import Roster
import Statistics
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// How fragile a verdict is hangs on the ratings, and not on the order in which rows of a file give them.
@Suite struct FragilityOrderTests {
  @Test(
    "the same pairs in any order, under other names of the arms, are as fragile",
    arguments: 1...24 as ClosedRange<UInt64>)
  func pairs(seed: UInt64) throws {
    let dossier = try IndependentTests.studyOfPairs(seed: seed)
    let preferences = try #require(dossier.preferences?.preferences).enumerated().map { place, preference in
      var judged = preference
      if judged.basis == .judged {
        judged.showings = [1, 2].map { Showing(position: $0, order: place + 1, words: 5 + (place * 7 + $0 * 3) % 11) }
      }
      return judged
    }
    var claim = dossier.estimates.claim
    claim.margin = 0.2
    var found: [[Finding<Fragility>]] = []
    var random = SeededGenerator(seed: seed)
    for turn in 0..<6 {
      // Labels stand in a file in place of codes, and sort otherwise.
      func name(_ arm: ArmCode) -> ArmCode {
        turn % 2 == 0 ? arm : ArmCode(rawValue: dossier.unblinding.names[arm]?.label ?? "")
      }
      let rows = (turn == 0 ? preferences : preferences.shuffled(using: &random)).map { preference in
        var row = preference
        (row.first, row.second) = (name(row.first), name(row.second))
        return row
      }
      let table = RatingTable(
        preferences: rows, traffic: dossier.images.traffic, incumbent: name(dossier.estimates.incumbent), claim: claim)
      let comparisons = try table.robustness(table.estimates(), seed: 1).comparisons
      found.append(
        [Fixture.flash, Fixture.tiny].compactMap { arm in comparisons.first { $0.arm == name(arm) }?.fragility })
    }
    for other in found.dropFirst() { #expect(other == found[0], "\(found)") }
  }
}
