import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// The program itself, as a rater starts it.
@Suite("blindfold-review")
struct ProgramTests {
  /// Built beside the tests.
  static let program = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("blindfold-review")
    .path

  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the program with lines for its standard input until it ends by itself.
  static func run(_ arguments: [String], input: String = "") throws -> Result {
    let temporary = try Scratch.Folder()
    defer { withExtendedLifetime(temporary) {} }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ["TERM": "dumb", "LC_ALL": "C.UTF-8", "TMPDIR": temporary.path]
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    let errors = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty, "pictures are left behind")
    return Result(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  private func packet(in folder: Scratch.Folder, items: Int = 2, rubric: Rubric = Scratch.rubric) throws -> String {
    let path = folder.path + "/ana.sqlite"
    try PacketFile.create(Scratch.contents(items: items, rubric: rubric), at: path)
    return path
  }

  @Test("rates in lines through a pipe: what was typed is in the packet, in order, and the receipt counts it")
  func plain() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder)
    let result = try Self.run([path], input: "4\n1\n2\nt\n1 3\nu\nf\nc too small\n9\nnonsense\ns 2\n")
    #expect(result.status == 0, "\(result.errors)")
    let file = try PacketFile(path: path, writable: false)
    let ratings = try file.ratings()
    #expect(
      ratings.map(\.judgement.question) == [
        "@session", "overall", "text_in_image", "padding", "flags", "flags", "@flag", "@comment", "@skip",
      ])
    #expect(
      ratings.dropFirst().map(\.judgement.answer) == [
        .number(4), .option("none"), .number(-0.5), .tags(["invented-object", "wrong-attribute"]), nil,
        .text("flagged"),
        .text("too small"), .text("I know where one of these captions comes from"),
      ])
    #expect(ratings.dropFirst().allSatisfy { $0.judgement.display.mode == "plain" })
    #expect(try file.firstBrokenLink() == nil)
    #expect(result.output.contains("Item 1 of 2, open."))
    #expect(result.output.contains("Picture: 96 by 64 pixels. File: "))
    #expect(result.output.contains("5: Ready to publish as it stands."))
    #expect(result.output.contains("Saved: item 1, caption A, Overall: 4."))
    #expect(result.output.contains("Overall takes 1 2 3 4 5. Not scored."))
    #expect(result.output.contains("'nonsense' is no answer and no command."))
    #expect(result.output.contains("entries  9 stored"))
    #expect(result.output.contains(try file.receipt().head))
    #expect(result.output.contains("Open: 1 of 2 items. Next step: run the same command to go on."))
  }

  @Test("pictures go where files can be made, whatever folder the environment of another account names")
  func otherAccount() throws {
    let folder = try Scratch.Folder()
    let result = try Programs.run(
      "blindfold-review", [packet(in: folder), "--plain"],
      environment: ["XDG_RUNTIME_DIR": folder.path + "/none", "TMPDIR": folder.path], input: "q\n")
    #expect(result.output.contains("File: \(folder.path)/blindfold-"), "\(result.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ana.sqlite"])
  }

  @Test("goes on at the first item that is open, and says when all are done")
  func resume() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder)
    _ = try Self.run([path, "--plain"], input: "4\n1\n1\n4\n1\n1\n4\n1\n1\nq\n")
    let result = try Self.run([path, "--plain"], input: String(repeating: "3\n1\n1\n", count: 3))
    #expect(result.output.contains("2 items, about 1 minute. Done so far: 1."))
    #expect(!result.output.contains("Item 1 of 2"))
    #expect(result.output.contains("All items are done. Next step: tell the conductor"))
    let sessions = try PacketFile(path: path, writable: false).ratings().filter { $0.judgement.question == "@session" }
    #expect(sessions.count == 2)
  }

  @Test("notes whether the account can read the study's key, beside the packet or one folder up")
  func key() throws {
    for (place, canRead) in [("/packets/key.sqlite", true), ("/key.sqlite", true), ("/other.sqlite", false)] {
      let folder = try Scratch.Folder()
      try FileManager.default.createDirectory(atPath: folder.path + "/packets", withIntermediateDirectories: true)
      let path = folder.path + "/packets/ana.sqlite"
      try PacketFile.create(Scratch.contents(items: 1), at: path)
      try Data().write(to: URL(fileURLWithPath: folder.path + place))
      let result = try Self.run([path], input: "q\n")
      #expect(result.output.contains("this account can read the key") == canRead)
      let first = try #require(try PacketFile(path: path, writable: false).ratings().first)
      guard case .text(let text)? = first.judgement.answer else {
        Issue.record("no session")
        continue
      }
      let session = try JSONDecoder().decode(Session.self, from: Data(text.utf8))
      #expect(session == Session(kind: .person, program: programVersion, canReadKey: canRead, terminal: "dumb"))
    }
  }

  @Test("an acknowledged rating survives kill -9: 50 answers, killed right after the last acknowledgement")
  func killed() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder, items: 8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [path, "--plain"]
    process.environment = ["LC_ALL": "C.UTF-8", "TMPDIR": folder.path]
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    var heard = ""
    var acknowledged = 0
    while acknowledged < 50 {
      try stdin.fileHandleForWriting.write(contentsOf: Data("\(acknowledged % 3 == 0 ? 4 : 1)\n".utf8))
      repeat {
        let data = stdout.fileHandleForReading.availableData
        try #require(!data.isEmpty, "the program ended early: \(heard)")
        heard += String(decoding: data, as: UTF8.self)
      } while heard.split(separator: "\n").count(where: { $0.contains("Saved: ") && $0.hasSuffix(".") }) <= acknowledged
      acknowledged += 1
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let file = try PacketFile(path: path, writable: true)
    #expect(try file.ratings().count { $0.judgement.slot != nil } == 50)
    #expect(try file.firstBrokenLink() == nil)
  }

  @Test("refuses a packet that is open elsewhere, and leaves nothing behind")
  func busy() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let result = try Self.run([path], input: "4\n")
    #expect(result.status == 75)
    #expect(result.errors.contains("another session has this packet open"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ana.sqlite"])
    #expect(try PacketFile(path: path, writable: false).ratings().isEmpty)
  }

  @Test("refuses what it cannot rate with the reason and exit code 66, and wrong usage with 64")
  func refused() throws {
    let folder = try Scratch.Folder()
    let missing = try Self.run([folder.path + "/none.sqlite"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("no such packet. Nothing can be rated."))
    let text = folder.path + "/text.sqlite"
    try Data("hello, I am no database, and long enough to be looked at".utf8).write(to: URL(fileURLWithPath: text))
    #expect(try Self.run([text]).status == 66)
    let pairwise = Rubric(
      name: "pairwise", version: 1, mode: .pairwise, sources: [],
      questions: [
        Question(
          id: "preference", ask: "Which?", kind: .preference([AnswerOption(id: "A", label: "First")]), isPrimary: true)
      ])
    let pairs = try Self.run([packet(in: folder, rubric: pairwise)])
    #expect(pairs.status == 66)
    #expect(pairs.errors.contains("compares captions in pairs, and the packet does not hold two for every picture"))
    #expect(try Self.run([]).status == 64)
    #expect(try Self.run(["x", "--display", "crayon"]).status == 64)
  }

  @Test("--help has an example and the exit codes, --version the version")
  func help() throws {
    let help = try Self.run(["--help"])
    #expect(help.status == 0)
    #expect(help.output.contains("blindfold-review packets/ana.sqlite"))
    #expect(help.output.contains("66  the packet is missing"))
    #expect(try Self.run(["--version"]).output == programVersion + "\n")
  }
}
