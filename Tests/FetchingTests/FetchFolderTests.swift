import Digest
import Foundation
import StudyModel
import Testing

@testable import Fetching

@Suite("The folder that images are fetched into")
final class FetchFolderTests {
  private let path = NSTemporaryDirectory() + "fetching-\(UUID().uuidString)"
  private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
  private let url = "https://a.example.org/../../x.jpg"

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

  private func keep(_ folder: FetchFolder) async throws -> FetchFolder.Entry {
    try await folder.keep(url, number: 1) { descriptor, _ in
      #expect(write(descriptor, self.png, self.png.count) == self.png.count)
      return (self.png, .png)
    }
  }

  @Test("an image is called by its bytes, is there whole for who comes later, and is not if a byte of it changed")
  func keeps() async throws {
    let name = SHA256.hex(png).prefix(32) + ".png"
    do {
      let folder = try FetchFolder(path)
      #expect(folder.whole(url) == nil)
      #expect(try await keep(folder).fileName == name)
    }
    #expect(files == [String(name), "fetched.jsonl"].sorted())
    let entry = try FetchFolder(path).whole(url)
    #expect(entry?.fileName == String(name) && entry?.bytes == png.count)
    try Data(png.dropLast() + [9]).write(to: URL(filePath: "\(path)/\(name)"))
    #expect(try FetchFolder(path).whole(url) == nil)
  }

  @Test("what ends before it is whole leaves nothing under any name")
  func ends() async throws {
    struct Stopped: Error {}
    let folder = try FetchFolder(path)
    await #expect(throws: Stopped.self) {
      _ = try await folder.keep(self.url, number: 1) { descriptor, _ in
        #expect(write(descriptor, self.png, 4) == 4)
        throw Stopped()
      }
    }
    #expect(files == ["fetched.jsonl"] && folder.whole(url) == nil)
  }

  @Test("what a killed run left is taken away, and the line that it did not finish spoils no other")
  func torn() async throws {
    do { _ = try await keep(FetchFolder(path)) }
    let list = path + "/fetched.jsonl"
    let text = try String(contentsOfFile: list, encoding: .utf8)
    try (text + text.dropLast(20)).write(toFile: list, atomically: false, encoding: .utf8)
    try Data(png).write(to: URL(filePath: path + "/.fetch-7.part"))
    let folder = try FetchFolder(path)
    #expect(folder.whole(url) != nil && !files.contains(".fetch-7.part"))
    _ = try await folder.keep("https://a.example.org/2", number: 2) { descriptor, _ in
      #expect(write(descriptor, self.png, self.png.count) == self.png.count)
      return (self.png, .png)
    }
    #expect(try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").last?.contains("org/2") == true)
  }

  @Test("a list that names a file elsewhere is not believed")
  func forged() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(png).write(to: URL(filePath: path + "-outside.png"))
    defer { try? FileManager.default.removeItem(atPath: path + "-outside.png") }
    let name = "../\(URL(filePath: path).lastPathComponent)-outside.png"
    let line = #"{"url": "\#(url)", "file_name": "\#(name)", "sha256": "\#(SHA256.hex(png))", "bytes": 11}"#
    try (line + "\n").write(toFile: path + "/fetched.jsonl", atomically: true, encoding: .utf8)
    #expect(try FetchFolder(path).whole(url) == nil)
  }

  @Test("two at once, and a set that is another's, are refused and nothing is written over")
  func refused() throws {
    do {
      let first = try FetchFolder(path)
      #expect(throws: FetchFolderError.busy(path)) { try FetchFolder(path) }
      try first.publish(["{}"])
    }
    #expect(try FetchFolder(path).path == path)
    try FileManager.default.removeItem(atPath: path + "/fetched.jsonl")
    #expect(throws: FetchFolderError.foreign(path + "/metadata.jsonl")) { try FetchFolder(path) }
    #expect(try String(contentsOfFile: path + "/metadata.jsonl", encoding: .utf8) == "{}\n")
    #expect(files == ["metadata.jsonl"])
  }

  @Test("a set's list that says the same already is left as it is")
  func same() throws {
    let folder = try FetchFolder(path)
    try folder.publish(["{}"])
    let file = path + "/metadata.jsonl"
    let number = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? UInt64
    try folder.publish(["{}"])
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? UInt64 == number)
    try folder.publish(["{}", "{}"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "{}\n{}\n")
  }
}
