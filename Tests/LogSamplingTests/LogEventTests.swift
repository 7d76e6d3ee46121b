import Foundation
import StudyFile
import Testing

@testable import LogSampling

/// What a line of a log says.
@Suite struct LogEventTests {
  private func events(_ text: String, _ name: String) throws -> [LogEvent?] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    let rows = try CaptionRows(file.path)
    var events: [LogEvent?] = []
    while let row = try rows.next() { events.append(try? LogEvent(row)) }
    return events
  }

  @Test(
    "a word that changed is an edit and so is an emptied caption; white space is none; what was not shown is unknown")
  func edited() throws {
    let lines = [
      #"{"image": "a.jpg", "category": "x", "shown": "A red bus.", "final": "A blue bus."}"#,
      #"{"image": "b.jpg", "category": "x", "shown": "A red bus.", "final": " A  red bus.\n"}"#,
      #"{"image": "c.jpg", "shown": "A red bus.", "final": ""}"#, #"{"image": "d.jpg"}"#, #"{"shown": "A"}"#, "no JSON",
    ]
    let events = try events(lines.joined(separator: "\n"), "log.jsonl")
    #expect(events.map { $0?.isEdited } == [true, false, true, nil, nil, nil])
    #expect(events.map { $0?.category } == ["x", "x", "all", "all", nil, nil])
    let table = try self.events("image,shown,final\na.jpg,A bus.,\nb.jpg,A bus.,A bus.\n", "log.csv")
    #expect(table.map { $0?.isEdited } == [true, false])
  }

  @Test("an address is one, and one of a private network is no event")
  func addresses() throws {
    let lines = [
      #"{"url": "https://images.example.org/a.jpg"}"#, #"{"url": "http://169.254.169.254/x"}"#,
      #"{"image": "a.jpg", "url": "https://images.example.org/a.jpg"}"#,
    ]
    let events = try events(lines.joined(separator: "\n"), "log.jsonl")
    #expect(events.map { $0?.isAddress } == [true, nil, false])
  }

  @Test("two lines that say the same have the same digest, whatever the order of their keys, and others another")
  func digests() throws {
    let lines = [
      #"{"image": "a.jpg", "shown": "A", "final": "B"}"#, #"{"final": "B", "image": "a.jpg", "shown": "A"}"#,
      #"{"image": "a.jpg", "shown": "A", "final": "C"}"#,
    ]
    let digests = try events(lines.joined(separator: "\n"), "log.jsonl").map { $0?.digest }
    #expect(digests[0] == digests[1] && digests[0] != digests[2])
  }
}
