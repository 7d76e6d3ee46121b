import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// A study with examples, a practice item, one caption at a time and edited captions, from its file to its report.
@Suite("what raters are shown first", .serialized)
struct GuideTests {
  /// A study of six images of the demo set, captioned, with a packet for one rater.
  private func study(in folder: String, _ service: Service) throws {
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    try #require(Data(base64Encoded: picture)).write(to: URL(fileURLWithPath: folder + "/try.png"))
    try demoStudy(in: folder) { text in
      text.replacingOccurrences(of: "sample: {seed: 20261122}", with: "sample: {n: 6, seed: 5}")
        .replacingOccurrences(of: "alt-text.yaml", with: "product.yaml")
        .replacingOccurrences(
          of: "raters: [ana, bo, chi, dee, eli, fay, gil, hana, ivo, jo, kit, lu]", with: "raters: [ana]"
        ).replacingOccurrences(of: "scope: raters like these", with: "scope: these raters")
        .replacingOccurrences(
          of: "  ratings_per_item: 6\n",
          with: """
              ratings_per_item: 1
              layout: one-at-a-time
              examples: [{caption: Image of food, answers: {overall: 2}, because: Which food?}]
              practice:
                - image: try.png
                  captions: [A dot.]
                  answers: [{overall: 3, identity: vague, attributes: 2}]
                  because: It could be any dot.

            """)
    }
    let run = try Programs.run("blindfold", ["run", folder, "--yes"], environment: ["SIMULATOR_URL": service.url])
    try #require(run.status == 0, "\(run.errors)")
  }

  @Test("comes into the packet, is held to what was declared, and edits are reported by candidate")
  func journey() throws {
    let folder = try TemporaryFolder("guide")
    let service = try Service(log: folder.path + "/requests.jsonl")
    try study(in: folder.path, service)
    let path = folder.path + "/packets/ana.sqlite"
    let packet = try PacketFile(path: path, writable: false)
    #expect(packet.header.layout == .oneAtATime)
    #expect(packet.guide.examples.map(\.caption) == ["Image of food"] && packet.guide.practice.count == 1)
    #expect(try packet.guideImage(packet.guide.practice[0].image) != nil)

    // The same packet with another example is another packet.
    var guide = packet.guide
    guide.examples[0].answers["overall"] = .number(5)
    let images = try packet.presentations.reduce(into: [:]) { $0[$1.item] = try packet.image(of: $1.item) }
    let edited = folder.path + "/edited.sqlite"
    let practice = packet.guide.practice[0].image
    try PacketFile.create(
      PacketContents(
        header: packet.header, rubric: packet.rubric, presentations: packet.presentations, images: images, guide: guide,
        guideImages: [practice: packet.guideImage(practice) ?? []]), at: edited)
    let refused = try Programs.run("blindfold", ["collect", folder.path, edited], environment: [:])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("its questions, its examples or its pictures are not those that were planned"))

    // The practice item, then every caption: an edit where the first word is another, or none needed.
    let slots = packet.presentations.reduce(0) { $0 + $1.slots.count }
    let one = "e =\n3\n1\n3\n"
    let other = "e another text altogether\n3\n1\n3\n"
    let lines = "\n4\n1\n2\n" + (0..<slots).map { $0 % 2 == 0 ? one : other }.joined() + "q\n"
    let review = try Programs.run("blindfold-review", [path, "--plain"], environment: [:], input: lines)
    #expect(review.status == 0, "\(review.errors)")
    #expect(review.output.contains("The conductor would have said: 3 = After an edit"))
    let said = try packet.ratings().map(\.judgement)
    #expect(said.map(\.question).prefix(2) == ["@session", "@practice"])
    #expect(said.count { $0.question == "edit" } == slots && said.count { $0.slot != nil } == 4 * slots)

    let report = try Programs.run("blindfold", ["report", folder.path], environment: ["SIMULATOR_URL": service.url])
    #expect(report.status == 0, "\(report.errors)")
    let decision = try String(contentsOfFile: folder.path + "/decision.md", encoding: .utf8)
    #expect(decision.contains("Edited captions."))
    let answers = try String(contentsOfFile: folder.path + "/answers.csv", encoding: .utf8)
    #expect(answers.contains(",edit.class,unchanged,") && answers.contains(",edit.class,replaced,"))
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.path + "/results.json")))
        as? [String: Any])
    #expect((results["edits"] as? [[String: Any]])?.isEmpty == false)
  }

  @Test("a practice picture that changed since the study was begun goes into no packet")
  func changedPicture() throws {
    let folder = try TemporaryFolder("guide")
    let service = try Service(log: folder.path + "/requests.jsonl")
    try study(in: folder.path, service)
    let path = folder.path + "/packets/ana.sqlite"
    try FileManager.default.removeItem(atPath: path)
    let picture = folder.path + "/try.png"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: picture))
    bytes.append(0)
    try bytes.write(to: URL(fileURLWithPath: picture))
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url])
    #expect(run.status != 0)
    #expect(run.errors.contains("an example or practice picture is not the one that was declared"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
