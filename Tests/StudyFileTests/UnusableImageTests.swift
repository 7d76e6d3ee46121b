import Foundation
import Roster
import StudyFile
import Testing

/// Images that cannot be used stop a study, or are left out by name where it says so; what is dangerous always stops it.
@Suite struct UnusableImageTests {
  /// Four images, of which only `good.png` and `fine.png` can be used; `broken.png` is one by its first bytes only.
  func set(_ further: String = "") throws -> DataFixture {
    let data = try DataFixture(path: "set\(further)")
    for name in ["good", "fine"] { try data.folder.write("set/\(name).png", png(name)) }
    try data.folder.write("set/broken.png", png("cut"))
    try data.folder.write("set/empty.png", [UInt8]())
    try data.folder.write(
      "set/metadata.csv", "file_name,category\ngood.png,a\nempty.png,a\nbroken.png,b\nfine.png,a\naway.png,a\n")
    return data
  }

  /// What a look at a file that was cut finds.
  static func fault(_ bytes: [UInt8]) -> String? { bytes.ends(with: "cut".utf8) ? "is damaged (it breaks off)" : nil }

  func load(_ data: DataFixture) throws -> StudyPlan {
    try StudyFile.load(data.study.path, imageFault: Self.fault)
  }

  @Test("refuses what a look at the bytes finds, and says how to leave it out")
  func refused() throws {
    let data = try set()
    try data.folder.write("set/metadata.csv", "file_name\ngood.png\nbroken.png\n")
    #expect(
      data.folder.said { try load(data) } == """
        set/metadata.csv:3:1: the image 'broken.png' is damaged (it breaks off).
                It could be neither captioned nor shown.
                Fetch it again, make it smaller, or remove it from the set; or leave such images out by `skip_unreadable: true` under `dataset`.
        """)
  }

  @Test("`skip_unreadable` leaves out what is missing, empty or damaged, and names each with its reason")
  func leftOut() throws {
    let data = try set("\n  skip_unreadable: true")
    let plan = try load(data)
    #expect(plan.items.map(\.fileName) == ["good.png", "fine.png"])
    #expect(
      plan.leftOut
        == LeftOut(
          images: [
            .init(fileName: "empty.png", reason: "is empty (0 bytes)"),
            .init(fileName: "away.png", reason: "is not in the set's folder"),
            .init(fileName: "broken.png", reason: "is damaged (it breaks off)"),
          ], listed: 5))
    #expect(
      plan.notices.map(data.folder.relative) == [
        "study.yaml:6:3: 3 of 5 images are left out: 'empty.png' is empty (0 bytes); 'away.png' is not in the set's folder; "
          + "'broken.png' is damaged (it breaks off)."
      ])
  }

  @Test("a sample is drawn of the images that can be used, so none of it lacks")
  func sampled() throws {
    let plan = try load(set("\n  skip_unreadable: true\n  sample: {n: 2, seed: 1}"))
    #expect(Set(plan.items.map(\.fileName)) == ["good.png", "fine.png"])
    let data = try set("\n  skip_unreadable: true\n  sample: {n: 3, seed: 1}")
    #expect(data.folder.said { try load(data) }.contains("'dataset.sample.n' is 3, and the set has 2 images."))
  }

  @Test("the protocol's hash changes with what is left out")
  func hash() throws {
    let data = try set("\n  skip_unreadable: true")
    let before = try load(data).protocolHash
    try data.folder.write("set/empty.png", png("mended"))
    #expect(try load(data).protocolHash != before)
  }

  @Test(
    "nothing dangerous or doubled is left out in silence",
    arguments: [
      ("../study.yaml", "is not a path inside"), ("http://169.254.169.254/a.png", "is an address"),
      ("link.png", "is a link that leaves"), ("good.png", "is listed twice"), ("twin.png", "has the same bytes as"),
    ])
  func never(name: String, fact: String) throws {
    let data = try set("\n  skip_unreadable: true")
    try data.folder.write("set/twin.png", png("good"))
    try FileManager.default.createSymbolicLink(
      atPath: data.folder.path + "/set/link.png", withDestinationPath: "../study.yaml")
    try data.folder.write("set/metadata.csv", "file_name\ngood.png\n\(name)\n")
    #expect(data.folder.said { try load(data) }.contains(fact))
  }

  @Test("a set of which nothing can be used is refused")
  func none() throws {
    let data = try set("\n  skip_unreadable: true")
    try data.folder.write("set/metadata.csv", "file_name\nempty.png\nbroken.png\n")
    #expect(
      data.folder.said { try load(data) } == """
        study.yaml:5:9: none of 2 images can be used: 'empty.png' is empty (0 bytes), ….
                There would be nothing to caption.
                Put the images there, or name another data set.
        """)
  }

  @Test("a long summary names fifty images and counts the others")
  func long() {
    let images = (1...60).map { LeftOut.Image(fileName: "\($0).png", reason: "is not in the set's folder") }
    let summary = LeftOut(images: images, listed: 99).summary ?? ""
    #expect(summary.hasPrefix("60 of 99 images are left out: '1.png' is not in the set's folder; '2.png'"))
    #expect(summary.hasSuffix("'50.png' is not in the set's folder; and 10 more"))
    #expect(LeftOut().summary == nil)
  }
}

extension [UInt8] {
  fileprivate func ends(with end: some Collection<UInt8>) -> Bool { suffix(end.count).elementsEqual(end) }
}
