import Foundation
import StudyFile
import Testing

@Suite("Ratings of a pilot")
struct PilotRatingTests {
  private func read(_ text: String) throws -> [PilotRating] {
    let path = FileManager.default.temporaryDirectory.appending(path: "pilot-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try PilotRating.read(path)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("tidy ratings and a report's own ratings.csv are both read")
  func bothForms() throws {
    let tidy = try read("image_id,rater_id,model,score\ni1,ana,big,4\ni1,bo,big,3.5\n")
    #expect(tidy.map(\.score) == [4, 3.5] && tidy.allSatisfy { $0.criterion == nil && $0.category.isEmpty })
    let own = try read(
      "image_id,category,rater_id,candidate,criterion,value,is_failure\ni1,photo,ana,big,overall,4,false\n")
    let guarded = try read(
      "image_id,category,rater_id,candidate,criterion,value,is_failure\ni1,'+misc,''lu,'=big,overall,4,false\n")
    #expect(guarded.first.map { [$0.category, $0.rater, $0.model] } == ["+misc", "'lu", "=big"])
    #expect(try read("image_id,rater_id,model,score\ni1,'lu,'+big,4\n").first?.model == "'+big")
    #expect(own.first?.model == "big" && own.first?.criterion == "overall" && own.first?.category == "photo")
  }

  @Test("what is wrong is refused with its line: no column, no number, a second score")
  func refusals() {
    #expect(complaint("image_id,rater_id,score\ni,a,1\n").contains("no column 'model'"))
    #expect(complaint("image_id,rater_id,model,score\ni,a,m,four\n").contains(":2:1: the score 'four' is not a number"))
    #expect(complaint("image_id,rater_id,model,score\ni,a,m,nan\n").contains("is not a number"))
    #expect(complaint("image_id,rater_id,model,score\ni,a,m,4\ni,a,m,5\n").contains("twice: here and at line 2"))
    #expect(throws: StudyFileError.self) { try PilotRating.read("/nowhere/ratings.csv") }
  }
}
