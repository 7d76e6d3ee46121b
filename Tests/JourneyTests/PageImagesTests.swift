import Foundation
import ProgramStand
import Reports
import Testing

extension DemoTests {
  @Test("images are in the page only when asked for: small, without metadata or file names, and told of")
  func images() throws {
    let demo = try Demo.shared.get()
    func report(_ arguments: [String]) throws -> (said: String, page: String) {
      let result = try Programs.run("blindfold", ["report", demo.folder] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return (result.output, try demo.text("report.html"))
    }
    let with = try report(["--with-images"])
    let without = try report([])
    #expect(!without.page.contains("data:image/jpeg"))
    #expect(with.said.contains("report.html holds 36 images and is "))
    #expect(!without.said.contains("holds"))
    // The moment at which a report is made stands in it.
    func timeless(_ page: String) -> String { page.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, with: "…") }
    #expect(timeless(PagePictures.removed(from: with.page)) == timeless(without.page))
    let pictures = with.page.matches(
      of: /src="data:image\/jpeg;base64,([^"]+)" alt="[^"]+" width="(\d+)" height="(\d+)"/)
    #expect(pictures.count == 36)
    for picture in pictures {
      let jpeg = try #require(Data(base64Encoded: String(picture.1)))
      #expect(jpeg.starts(with: [0xFF, 0xD8, 0xFF]) && jpeg.range(of: Data("Exif".utf8)) == nil)
      #expect(max(Int(picture.2) ?? 0, Int(picture.3) ?? 0) == 320)
    }
    let rows = try String(contentsOfFile: Programs.root.path + "/datasets/demo/metadata.jsonl", encoding: .utf8)
    let names = rows.matches(of: /"file_name": *"([^"]+)"/).map { String($0.1) }
    #expect(names.count >= 36 && names.allSatisfy { !with.page.contains($0) })
  }
}
