import Foundation
import StudyModel
import Testing

@testable import StudyStore

@Suite("withdrawals")
struct WithdrawalTests {
  private func record(_ rater: String = "ana", replacedBy: String? = nil) -> WithdrawalRecord {
    WithdrawalRecord(
      rater: rater, at: 5, because: "on leave", rated: 3, open: 15, collected: ["k1": 9, "k2": 0],
      replacedBy: replacedBy)
  }

  @Test("a withdrawal is kept as it was, logged once with its reason, and never changed or deleted")
  func kept() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    _ = try store.begin(scratch.plan(), at: 1)
    try store.withdraw(record())
    #expect(try store.withdrawals() == [record()])
    #expect(throws: (any Error).self) { try store.withdraw(record()) }
    for statement in ["UPDATE withdrawal SET rater = 'bo'", "DELETE FROM withdrawal"] {
      #expect(throws: (any Error).self) { try store.executeInStudy(statement) }
    }
    let log = try store.log().filter { $0.event == "withdrawn" }
    #expect(log.count == 1 && log[0].detail.contains("rater ana withdrawn") && log[0].detail.contains("on leave"))
    #expect(try StudyStore(folder: scratch.folder, create: false).withdrawals() == [record()])
  }

  @Test("what came in after it is late: over all packets, and never less than nothing")
  func late() {
    #expect(record().late(["k1": 9, "k2": 0, "k3": 50]) == 0)
    #expect(record().late(["k1": 11, "k2": 4]) == 6)
    #expect(record().late([:]) == 0)
  }

  @Test("an extension's record from before withdrawals is read as it was, and written as it was")
  func olderRecord() throws {
    let text = """
      {"at":9,"because":"why","number":1,"presentations":2,"ratingsIn":1,"ratingsPlanned":2,\
      "request":{"further":0,"imagesEach":1,"raters":["kim"],"returning":[]},"who":"root"}
      """
    let record = try StudyStore.value(text, as: ExtensionRecord.self)
    #expect(record.withdrawal == nil && record.request.replacing == nil)
    #expect(try StudyStore.text(record) == text)
  }
}
