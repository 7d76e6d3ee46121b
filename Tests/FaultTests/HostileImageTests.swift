import Foundation
import ProgramStand
import Testing

/// Fault F26: images that are made to hurt whoever decodes them, or that are none.
@Suite("hostile images", .serialized)
struct HostileImageTests {
  /// A PNG of 66 bytes whose header, with a right checksum, says 65,535 × 65,535 pixels: 12.9 GB once decoded.
  private static let bomb =
    "89504e470d0a1a0a0000000d494844520000ffff0000ffff080200000039674e070000000949444154789c6300"
    + "00000100015eff7df90000000049454e44ae426082"

  /// What is wrong, by file name, with how it is made of a good JPEG.
  private static let faults: [(name: String, reason: String, make: @Sendable (Data) -> Data)] = [
    ("bomb.png", "says it is 65535 × 65535 pixels, and 1 to 200 million are decoded", { _ in bytes(bomb) }),
    ("cut.jpg", "is damaged (it breaks off)", { $0.prefix($0.count / 2) }),
    ("empty.jpg", "is empty (0 bytes)", { _ in Data() }),
    ("head.png", "is damaged (it ends before the picture begins)", { _ in bytes(bomb).prefix(20) }),
    ("page.jpg", "is of no known format, by its first bytes", { _ in Data("<svg xmlns='…'/>".utf8) }),
  ]

  private static func bytes(_ hex: String) -> Data {
    Data(stride(from: 0, to: hex.utf8.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) })
  }

  /// Two good images, one of them under a wrong ending, and all that is wrong; two candidates whose captions are there.
  private func study(in folder: String, further: String = "") throws {
    let root = Programs.root.path
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "/set", withIntermediateDirectories: true)
    let demo = root + "/datasets/demo/images"
    let good = try files.contentsOfDirectory(atPath: demo).sorted().filter { $0.hasSuffix(".jpg") }.prefix(2)
      .map { try Data(contentsOf: URL(fileURLWithPath: demo + "/" + $0)) }
    try #require(good.count == 2)
    try good[0].write(to: URL(fileURLWithPath: folder + "/set/good.jpg"))
    try good[1].write(to: URL(fileURLWithPath: folder + "/set/named.png"))
    for fault in Self.faults {
      try fault.make(good[0]).write(to: URL(fileURLWithPath: folder + "/set/" + fault.name))
    }
    let big = folder + "/set/big.jpg"
    try good[0].write(to: URL(fileURLWithPath: big))
    // A sparse file: it takes no room on the disk.
    let handle = try #require(FileHandle(forWritingAtPath: big))
    try handle.truncate(atOffset: 60_000_000)
    try handle.close()
    try readyMadeStudy(in: folder, of: ["good.jpg", "named.png"], dataset: further)
  }

  @Test("each is refused by name and reason before anything is decoded or written")
  func refused() throws {
    let folder = try TemporaryFolder("images")
    try study(in: folder.path)
    let result = try Programs.run("blindfold", ["run", folder.path, "--yes"])
    #expect(result.status == 65)
    #expect(result.errors.contains("set/big.jpg:1:1: the image 'big.jpg' has 60 MB; the most is 50."))
    for fault in Self.faults {
      #expect(
        result.errors.contains("set/\(fault.name):1:1: the image '\(fault.name)' \(fault.reason)."), "\(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/study.sqlite"))
  }

  @Test("`skip_unreadable` lets the run go on: each is named by run, doctor and status, and in the log once")
  func leftOut() throws {
    let folder = try TemporaryFolder("images")
    try study(in: folder.path, further: ", skip_unreadable: true")
    let commands = [
      ["doctor", folder.path], ["run", folder.path, "--yes"], ["run", folder.path, "--yes"], ["status", folder.path],
    ]
    for command in commands {
      let result = try Programs.run("blindfold", command)
      #expect(command[0] == "doctor" || result.status == 0, "\(result.errors)")
      let said = result.output + result.errors
      #expect(said.contains("6 of 8 images are left out: "), "\(command[0]): \(said)")
      #expect(said.contains("'big.jpg' has 60 MB; the most is 50"))
      for fault in Self.faults { #expect(said.contains("'\(fault.name)' \(fault.reason)"), "\(command[0]): \(said)") }
      if command[0] == "status" { #expect(said.components(separatedBy: "6 of 8 images").count == 2, "\(said)") }
    }
  }
}
