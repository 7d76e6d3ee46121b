import Foundation
import ProgramStand
import Testing

@Suite("near-duplicates inside a set are reported", .serialized)
struct NearDuplicateTests {
  /// Two demo images; further ones are copies of the first with bytes after the picture's end, which no decoder shows.
  private func study(in folder: String, copies: Int) throws {
    let root = Programs.root.path
    try FileManager.default.createDirectory(atPath: folder + "/set", withIntermediateDirectories: true)
    func write(_ name: String, _ image: String, _ tail: [UInt8] = []) throws {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(root)/datasets/demo/images/\(image).jpg"))
      try (bytes + tail).write(to: URL(fileURLWithPath: "\(folder)/set/\(name).jpg"))
    }
    try write("desk", "everyday-02-desk")
    try write("teapot", "product-01-teapot")
    for copy in 0..<copies { try write("desk-\(copy)", "everyday-02-desk", [UInt8(copy)]) }
    try readyMadeStudy(in: folder, of: ["desk.jpg"])
  }

  @Test("by doctor and by run --dry-run, each pair with both files and the distance")
  func pair() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 1)
    for command in [["doctor", folder.path], ["run", folder.path, "--dry-run"]] {
      let result = try Programs.run("blindfold", command)
      #expect(
        result.output.contains(
          "1 pair of images look alike (at most 6 of 64 bits of their perceptual hashes apart); each counts as an image of its own"
        ), "\(result.output)\(result.errors)")
      #expect(result.output.contains("0 bits: desk-0.jpg and desk.jpg"), "\(result.output)")
      #expect(!result.output.contains("teapot.jpg"))
    }
  }

  /// Puts another candidate into the study.
  private func add(_ candidate: String, in folder: String) throws {
    let path = folder + "/study.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("two: {captions: two.jsonl}", with: "two: {captions: two.jsonl}, \(candidate)")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func doctor(_ folder: String) throws -> String { try Programs.run("blindfold", ["doctor", folder]).output }

  @Test(
    "of a near-duplicate cache doctor says how many pairs it would take for one, that this can be wrong, and what tells"
  )
  func nearCache() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 1)
    try add(
      "big: {model: m, base_url: 'http://127.0.0.1:9/v1', prompt: {user: Describe.}}, cached: {cache: {of: big, near: 4}}",
      in: folder.path)
    let some = try doctor(folder.path)
    #expect(
      some.contains(
        "! 'cached': its cache gives the caption of another picture within 4 of 64 bits, of this set or kept before: an "
          + "approximation that can be wrong. The set holds 1 pair of such images, which may get one caption for both. How "
          + "often it is wrong, and from how many bits on, an audit tells: blindfold audit IMAGES --near 4\n"),
      "\(some)")
    #expect(some.contains("! 1 pair of images look alike"))
    try FileManager.default.removeItem(atPath: folder.path + "/set/desk-0.jpg")
    #expect(
      try doctor(folder.path).contains("The set holds no pair of such images, so it says nothing of how good near"))
  }

  @Test("to an audit images that look alike are what its set is for: doctor counts them and does not warn")
  func audit() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 2)
    try add("trial: {cache: {of: one, near: 12, audit: true}}", in: folder.path)
    let some = try doctor(folder.path)
    #expect(some.contains("✓ 2 pairs of images look alike") && !some.contains("0 bits: "), "\(some)")
    #expect(
      some.contains(
        "✓ candidate 'trial': 2 images of the set are within 12 of 64 bits of an earlier one: so many near hits are on trial\n"
      ),
      "\(some)")
    for copy in 0..<2 { try FileManager.default.removeItem(atPath: "\(folder.path)/set/desk-\(copy).jpg") }
    let none = try doctor(folder.path)
    #expect(none.contains("! candidate 'trial': 0 images of the set are within"), "\(none)")
    #expect(none.contains("To draw a set that has some: blindfold audit IMAGES FOLDER"), "\(none)")
  }

  @Test("many pairs are counted, and the first twenty named")
  func many() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 23)
    let result = try Programs.run("blindfold", ["doctor", folder.path])
    #expect(result.output.contains("! 23 pairs of images look alike"), "\(result.output)\(result.errors)")
    #expect(result.output.components(separatedBy: "0 bits: ").count == 21)
    #expect(result.output.contains("and 3 pairs more"))
  }

  @Test(
    "an image whose header is good and whose picture is not is named, with what to do, by doctor and by run --dry-run")
  func undecodable() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 0)
    var bytes = [UInt8](
      try Data(contentsOf: Programs.root.appending(path: "datasets/demo/images/product-12-wall-clock.png")))
    for index in (bytes.count / 2)..<(bytes.count / 2 + 2000) { bytes[index] = 0 }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/set/mid.png"))
    let doctor = try Programs.run("blindfold", ["doctor", folder.path])
    #expect(
      doctor.output.contains(
        "✗ 1 image cannot be decoded here: raters could not see it. Replace it, or remove it from the set; "
          + "reading goes by headers, so `skip_unreadable` does not find such\n  mid.png: damaged ("),
      "\(doctor.output)\(doctor.errors)")
    #expect(doctor.status == 69)
    let dry = try Programs.run("blindfold", ["run", folder.path, "--dry-run"])
    #expect(dry.output.contains("1 image cannot be decoded here") && dry.output.contains("\nmid.png: damaged ("))
  }

  @Test("where no two images look alike, doctor says so and run --dry-run says nothing")
  func none() throws {
    let folder = try TemporaryFolder()
    try study(in: folder.path, copies: 0)
    #expect(
      try Programs.run("blindfold", ["doctor", folder.path]).output.contains(
        "✓ no two images look alike (at most 6 of 64 bits of their perceptual hashes apart)"))
    #expect(!(try Programs.run("blindfold", ["run", folder.path, "--dry-run"]).output.contains("look alike")))
  }
}
