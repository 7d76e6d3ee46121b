import Blinding
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("repeats and anchors in the study's databases")
struct HiddenCheckStoreTests {
  private func planned(_ scratch: ScratchStudy, items: Int = 8) throws -> (StudyStore, PresentationPlan) {
    let study = scratch.plan(items: items)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(study, at: 1).values.sorted()
    let outputs = study.items.flatMap { item in
      arms.map { arm in
        Output(arm: arm, item: item.id, text: "caption of \(item.id.hex.prefix(6)) by \(arm)", outcome: .captioned)
      }
    }
    let assignment = try Assignment(
      items: study.items.map { ($0.id, $0.category) }, raters: ["ana", "bo"], ratingsPerItem: 1, seed: 1)
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: [1])
    try plan.hide(
      RaterChecks(repeats: 0.5, lowAnchors: 0.5), outputs: outputs, categories: [:], secretSeed: [1])
    return (store, plan)
  }

  @Test("come back as they were committed, and are in the key database only")
  func readBack() throws {
    let scratch = try ScratchStudy()
    let (store, plan) = try planned(scratch)
    #expect(!plan.hidden.repeats.isEmpty && !plan.hidden.anchors.isEmpty)
    try store.commit(plan, Commitment(text: "x"), at: 2)
    #expect(try store.plan() == plan)
    #expect(try StudyStore(folder: scratch.folder, create: false).plan() == plan)
    let schemas = try store.schemas()
    #expect(schemas[1].contains("TABLE anchor") && schemas[1].contains("TABLE repeat"))
    #expect(!schemas[0].contains("anchor"))
  }

  @Test("a plan that a crash cut off leaves none behind")
  func drawnAnew() throws {
    let scratch = try ScratchStudy()
    let (store, first) = try planned(scratch)
    try store.keepOnly(first.hidden)
    let (_, second) = try planned(scratch)
    try store.commit(second, Commitment(text: "x"), at: 2)
    #expect(try store.plan() == second)
  }

  @Test("a study begun by the version before them goes on: its packets stay, and an item may be shown twice now")
  func migrated() throws {
    let scratch = try ScratchStudy()
    try StudyStore.makeFirstVersion(
      in: scratch.folder,
      filledBy: """
        INSERT INTO item VALUES ('i', 'all'); INSERT INTO packet VALUES ('k', 'ana', 'c');
        INSERT INTO presentation VALUES ('p', 'k', 0, 'i')
        """)
    let store = try StudyStore(folder: scratch.folder, create: false)
    try store.executeInStudy("INSERT INTO presentation VALUES ('q', 'k', 1, 'i')")
    #expect(throws: (any Error).self) { try store.executeInStudy("INSERT INTO presentation VALUES ('r', 'k', 1, 'i')") }
    #expect(try store.hiddenChecks() == HiddenChecks())
  }

  @Test("a protocol without checks is stored as it was before there were any")
  func protocolText() throws {
    let scratch = try ScratchStudy()
    var study = scratch.plan()
    let arm = ArmCode(rawValue: "arm-22222")
    #expect(try !StudyStore.text(DeclaredProtocol(study, incumbent: arm)).contains("checks"))
    study.review.checks = RaterChecks(repeats: 0.05)
    let declared = DeclaredProtocol(study, incumbent: arm)
    #expect(try StudyStore.value(StudyStore.text(declared), as: DeclaredProtocol.self).checks?.repeats == 0.05)
  }

  @Test("a protocol without examples, practice or another layout is stored as it was before there were any")
  func guideText() throws {
    let scratch = try ScratchStudy()
    var study = scratch.plan()
    let arm = ArmCode(rawValue: "arm-22222")
    let bare = try StudyStore.text(DeclaredProtocol(study, incumbent: arm))
    #expect(!bare.contains("guide") && !bare.contains("layout"))
    #expect(try StudyStore.value(bare, as: DeclaredProtocol.self).guide == nil)
    study.review.layout = .oneAtATime
    study.review.guide = ReviewGuide(examples: [WorkedExample(caption: "A.", answers: [:], because: "B.")])
    let declared = try StudyStore.value(
      StudyStore.text(DeclaredProtocol(study, incumbent: arm)), as: DeclaredProtocol.self)
    #expect(declared.layout == .oneAtATime && declared.guide == study.review.guide)
  }
}
