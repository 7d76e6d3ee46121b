import Foundation
import StudyFile
import Testing

private func rows(_ text: String) throws -> [PairsFile.Row] {
  try PairsFile.rows(Array(text.utf8), file: "pairs.csv")
}

private func said(_ text: String) -> String {
  do {
    _ = try rows(text)
    return "nothing was refused"
  } catch {
    return "\(error)"
  }
}

private let header = "image_id,rater_id,model_a,model_b,outcome\n"

@Suite("Files of pairs")
struct PairsFileTests {
  @Test(
    "every spelling of an outcome",
    arguments: [
      ("a", PairsFile.Outcome.first), ("First", .first), ("LEFT", .first), ("model_a", .first), ("large", .first),
      ("b", .second), ("second", .second), ("Right", .second), ("mini v2", .second), ("tie", .tie),
      ("No difference", .tie), ("no_difference", .tie), ("neither", .neither), ("Neither usable", .neither),
    ])
  func outcomes(spelling: (text: String, outcome: PairsFile.Outcome)) throws {
    let found = try rows(header + "i1,ana,large,mini v2,\(spelling.text)\n")
    #expect(found == [.init(image: "i1", rater: "ana", first: "large", second: "mini v2", outcome: spelling.outcome)])
  }

  @Test("columns in any order, others passed over, quotes, CRLF and a byte order mark")
  func forms() throws {
    let text = "\u{FEFF}outcome,note,model_b,model_a,rater_id,image_id\r\nb,\"well, well\",\"y, z\",x,ana,i1\r\n"
    #expect(
      try rows(text) == [.init(image: "i1", rater: "ana", first: "x", second: "y, z", outcome: .second)])
  }

  @Test("what is no outcome, empty, or a model against itself is refused at its line and column")
  func refusals() {
    let text = said(header + "i1,r1,x,y,maybe\n\"i\n2\",r1,x,x,a\ni3,,x,y,b\ni4,r1,b,a,a\n\"ü,\",r,x,y,\n")
    #expect(text.contains("pairs.csv:2:11: 'maybe' is no outcome."))
    #expect(text.contains("pairs.csv:4:9: 'x' is judged against itself."))
    #expect(text.contains("pairs.csv:5:4: 'rater_id' is empty."))
    #expect(text.contains("pairs.csv:6:11: 'a' is the name of a model and means 'first' as well."))
    #expect(text.contains("pairs.csv:7:12: 'outcome' is empty."))
  }

  @Test("a missing column is named, with the one that is probably meant")
  func columns() {
    let text = said("image_id,rater,model_a,model_b,outcome\ni,r,x,y,a\n")
    #expect(text.contains("pairs.csv:1:1: there is no column 'rater_id'."))
    #expect(said("image_id,raterid,model_a,model_b,outcome\n").contains("Rename 'raterid' to 'rater_id'."))
    #expect(said(header + "i,r,x,y\n").contains("pairs.csv:2:1: this record has 4 cells, the header 5."))
  }

  @Test("spaces around a cell are no part of a name; what is no UTF-8 is refused at its place")
  func cells() throws {
    #expect(
      try rows(header + " i1 ,ana, x,y ,\" Tie \"\n")
        == [.init(image: "i1", rater: "ana", first: "x", second: "y", outcome: .tie)])
    let bytes = Array((header + "i1,r1,x,y,a\ni2,").utf8) + [0xE9] + Array(",x,y,a\n".utf8)
    #expect(throws: StudyFileError.self) { try PairsFile.rows(bytes, file: "pairs.csv") }
    do {
      _ = try PairsFile.rows(bytes, file: "pairs.csv")
    } catch {
      #expect("\(error)".contains("pairs.csv:3:4: 'rater_id' is not UTF-8 text."))
    }
    #expect(said("").contains("pairs.csv:1:1: this file is empty."))
    #expect(said("image_id,image_id,rater_id,model_a,model_b,outcome\n").contains("two columns are named 'image_id'."))
  }

  @Test("of many mistakes the first twenty are listed")
  func many() {
    let text = said(header + String(repeating: "i,r,x,y,?\n", count: 500))
    #expect(text.components(separatedBy: "is no outcome").count == 21)
  }
}
