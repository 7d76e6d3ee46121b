import Analysis
import Digest
import Foundation
import Statistics
import StudyModel

@testable import Reports

/// A second study, three months on: the incumbent lower by 0.26 and served by another model, half of the raters new.
enum CompareFixture {
  /// The first of the two.
  static var earlier: Dossier {
    var dossier = Fixture.decided
    for label in ["big", "flash", "local", "tiny", "human"] {
      dossier.provenance.candidates[label] = SHA256.hex("definition of \(label)")
      dossier.provenance.prompts[label] = SHA256.hex("prompt")
    }
    return dossier
  }

  static var later: Dossier {
    var dossier = earlier
    dossier.study = "2027-02-alt-text"
    dossier.runFinished = Fixture.date(1_803_200_000)
    dossier.provenance.commitments = [SHA256.hex("later commitment")]
    dossier.provenance.candidates["big"] = SHA256.hex("another definition of big")
    dossier.provenance.prompts["big"] = SHA256.hex("another prompt")
    dossier.estimates.arms =
      Fixture.arm(Fixture.big, 3.80, publishable: 0.7) + Fixture.arm(Fixture.flash, 4.02, publishable: 0.8)
    dossier.estimates.comparisons = [
      Fixture.comparison(
        Fixture.flash, 0.22, 0.11, 0.15, these: Verdict(margin: .notWorse, direction: .measurablyHigher),
        like: Verdict(margin: .notWorse, direction: .measurablyHigher))
    ]
    dossier.arms = dossier.arms.filter { [Fixture.big, Fixture.flash].contains($0.arm) }
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.big {
      dossier.arms[index].servedModels = ["served-big-2027-01"]
    }
    dossier.ratings = dossier.ratings.filter { [Fixture.big, Fixture.flash].contains($0.arm) }
    dossier.raters = (Fixture.pseudonyms.prefix(6) + ["max", "ned", "oz", "pia", "quy", "ron"]).map(Fixture.rater)
    dossier.robustness = nil
    dossier.answers = nil
    return dossier
  }

  /// The second study of pairs.
  static var laterPairs: Dossier {
    var dossier = Fixture.pairs
    dossier.study = "2027-03-pairs"
    dossier.runFinished = Fixture.date(1_805_000_000)
    dossier.provenance.commitments = [SHA256.hex("later commitment of pairs")]
    return dossier
  }

  /// A study as its report's files have it.
  static func record(
    _ dossier: Dossier, folder: String = "results/a", change: (String) -> String = { $0 }
  ) throws -> StudyRecord {
    let files = try ReportWriter.render(dossier)
    func text(_ name: String) -> String { files.first { $0.name == name }?.text ?? "" }
    let results = text("results.json")
    let changed = change(results)
    let images = Set(text("ratings.csv").split(separator: "\n").dropFirst().map { String($0.prefix(64)) })
    return try StudyRecord(
      folder: folder, results: Array(changed.utf8),
      manifest: changed == results ? Array(text("manifest.json").utf8) : nil,
      judgedImages: images)
  }

  static func comparison(_ earlier: Dossier, _ later: Dossier) throws -> StudyComparison {
    try StudyComparison([record(later, folder: "results/b"), record(earlier, folder: "results/a")])
  }
}
