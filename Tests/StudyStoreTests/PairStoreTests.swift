import Blinding
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("pairs in the study's databases")
struct PairStoreTests {
  @Test("a plan of pairs comes back as it was committed, with the pairs that nobody is asked about")
  func readBack() throws {
    let scratch = try ScratchStudy()
    let study = scratch.plan(labels: ["big", "small", "tiny"], items: 6)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(study, at: 1)
    let incumbent = try #require(arms["big"])
    let outputs = study.items.enumerated().flatMap { index, item in
      arms.values.sorted().map { arm in
        Output(
          arm: arm, item: item.id, text: index == 0 ? "the same" : index == 1 && arm == incumbent ? nil : "by \(arm)",
          outcome: index == 1 && arm == incumbent ? .refused : .captioned)
      }
    }
    let assignment = try PairAssignment(
      items: study.items.map { ($0.id, $0.category) }, raters: ["ana", "bo"],
      pairs: PairDesign.incumbentVsEach.pairs(of: Array(arms.values), incumbent: incumbent), judgements: 1, seed: 1,
      secretSeed: [1])
    var plan = PresentationPlan(pairs: assignment, outputs: outputs, secretSeed: [1])
    plan.hideRepeats(ofPairs: 0.5, secretSeed: [1])
    #expect(plan.packets.flatMap(\.unasked).count == 4 && !plan.hidden.repeats.isEmpty)
    try store.commit(plan, Commitment(text: "x"), at: 2)
    #expect(try store.plan() == plan)
    #expect(try StudyStore(folder: scratch.folder, create: false).plan() == plan)
  }

  @Test("a packet that was stored before there were pairs has none unasked")
  func older() throws {
    let text = #"{"id": "k", "rater": "ana", "presentations": [], "unshown": []}"#
    let packet = try StudyStore.value(text, as: PresentationPlan.Packet.self)
    #expect(packet == PresentationPlan.Packet(id: "k", rater: "ana", presentations: []))
  }

  @Test("a protocol of a study that rates is stored as it was before there were pairs; one of pairs comes back")
  func declared() throws {
    let scratch = try ScratchStudy()
    var study = scratch.plan()
    let arm = ArmCode(rawValue: "arm-22222")
    #expect(try !StudyStore.text(DeclaredProtocol(study, incumbent: arm)).contains("pairs"))
    study.review.pairs = .all
    let text = try StudyStore.text(DeclaredProtocol(study, incumbent: arm))
    #expect(try StudyStore.value(text, as: DeclaredProtocol.self).pairs == .all)
  }
}
