import Foundation
import Roster
import Testing

@Suite("the stamp of a file")
struct FileStampTests {
  /// The stamp once the file has been left alone for long enough.
  private static func settled(_ path: String) async throws -> FileStamp {
    for _ in 0..<600 {
      if let stamp = FileStamp(at: path) { return stamp }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try #require(FileStamp(at: path))
  }

  @Test("there is none of a file that was just written; then it stays, until the file is written, exchanged or renamed")
  func changes() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "stamp-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (path, other) = (folder + "/a.jpg", folder + "/b.jpg")
    for file in [path, other] { try Data("before".utf8).write(to: URL(fileURLWithPath: file)) }
    #expect(FileStamp(at: path) == nil && FileStamp(at: folder + "/none.jpg") == nil)
    let (first, second) = (try await Self.settled(path), try await Self.settled(other))
    #expect(first != second)
    #expect(FileStamp(at: path) == first)

    // As many bytes, written under the old time: nobody can set the time of that.
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data("behind".utf8))
    try handle.close()
    let modified = try #require(facts[.modificationDate])
    try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: path)
    #expect(FileStamp(at: path) == nil)
    let again = try await Self.settled(path)
    #expect(again != first)

    // Another file in its place, and back.
    try FileManager.default.moveItem(atPath: path, toPath: folder + "/c.jpg")
    try FileManager.default.moveItem(atPath: other, toPath: path)
    #expect(FileStamp(at: path) != again)
    try FileManager.default.moveItem(atPath: path, toPath: other)
    try FileManager.default.moveItem(atPath: folder + "/c.jpg", toPath: path)
    #expect(FileStamp(at: path) != again)
  }
}
