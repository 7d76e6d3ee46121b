import Foundation
import Glibc
import Packet
import ProgramStand
import StudyModel
import Testing

/// A rater under an account of their own, on the conductor's machine: needs root, to be somebody else.
@Suite(
  "an account of one's own", .serialized, .enabled(if: geteuid() == 0, "only root can run a program as another user"))
struct OwnAccountTests {
  /// No account of this number is needed: what counts is that it is not the conductor's.
  private static let stranger: uid_t = 54_321

  /// A folder that belongs to the rater, with a packet of the study in it and the rater's program.
  private struct Desk {
    let study = Result { try AssignedStudy() }
    let scratch = Result { try TemporaryFolder("desk") }
    let packet: String
    let program: String

    init() throws {
      let (study, folder) = (try study.get(), try scratch.get().path)
      packet = folder + "/ana.sqlite"
      // The build folder may lie where strangers cannot go.
      program = folder + "/blindfold-review"
      try FileManager.default.copyItem(atPath: Programs.path("blindfold-review"), toPath: program)
      try FileManager.default.moveItem(atPath: study.packet("ana"), toPath: packet)
      try #require(chown(packet, OwnAccountTests.stranger, OwnAccountTests.stranger) == 0 && chmod(packet, 0o600) == 0)
      try #require(chown(folder, OwnAccountTests.stranger, OwnAccountTests.stranger) == 0 && chmod(folder, 0o700) == 0)
    }

    /// Runs a program as the rater.
    func asRater(_ program: String, _ arguments: [String], input: String = "") throws -> Programs.Result {
      let number = "\(OwnAccountTests.stranger)"
      return try Programs.run(
        "/usr/bin/setpriv",
        ["--reuid=\(number)", "--regid=\(number)", "--clear-groups", "--no-new-privs", program] + arguments,
        environment: ["TMPDIR": try scratch.get().path, "HOME": try scratch.get().path], input: input)
    }
  }

  @Test("there the rater's program works and does not warn; key, study and other packets cannot be read")
  func ownAccount() throws {
    let desk = try Desk()
    let study = try desk.study.get()
    let packet = try PacketFile(path: desk.packet, writable: false)
    let answers = packet.presentations[0].slots.count * packet.rubric.questions.count(where: \.isRequired)
    let rated = try desk.asRater(
      desk.program, [desk.packet, "--plain"], input: String(repeating: "4\n", count: answers) + "q\n")
    #expect(rated.status == 0, "\(rated.errors)")
    #expect(rated.output.contains("18 items, about 12 minutes.") && !rated.output.contains("Warning"))
    #expect(PacketProgress(packet.presentations, rubric: packet.rubric, ratings: try packet.ratings()).rated == 1)

    for file in ["key.sqlite", "study.sqlite", "packets/bo.sqlite"] {
      let path = study.folder + "/" + file
      #expect(FileManager.default.isReadableFile(atPath: path))
      let read = try desk.asRater("/bin/cat", [path])
      #expect(read.status != 0 && read.output.isEmpty && read.errors.contains("Permission denied"), "\(file)")
    }
    var mode = stat()
    for (file, bits) in [("key.sqlite", 0o600), ("study.sqlite", 0o600), ("packets", 0o700)] {
      #expect(stat(study.folder + "/" + file, &mode) == 0 && mode.st_mode & 0o777 == UInt32(bits), "\(file)")
    }
    let other = try desk.asRater(desk.program, [study.packet("bo"), "--plain"])
    #expect(other.status == 66, "\(other.errors)")
  }

  @Test("on the conductor's account it warns, and the report counts who could have read the key")
  func conductorsAccount() throws {
    let desk = try Desk()
    let study = try desk.study.get()
    let warned = try study.run("review", "--rater", "bo", "--plain")
    #expect(warned.status == 0 && warned.output.contains("Warning: this account can read the key"), "\(warned.errors)")
    #expect(try desk.asRater(desk.program, [desk.packet, "--plain"]).status == 0)
    let collected = try study.run("collect", desk.packet)
    #expect(collected.status == 0, "\(collected.errors)")
    try study.rate("bo")
    let report = try study.run("report", "--unblind-early", "to see who could have read the key")
    #expect(report.status == 0, "\(report.errors)")
    let results = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: study.folder + "/results.json")))
    let raters = try #require((results as? [String: Any])?["raters"] as? [[String: Any]])
    func couldRead(_ name: String) -> Bool? {
      raters.first { $0["pseudonym"] as? String == name }?["could_read_key"] as? Bool
    }
    #expect(couldRead("ana") == false && couldRead("bo") == true)
    let document = try String(contentsOfFile: study.folder + "/decision.md", encoding: .utf8)
    // Nobody else judged anything.
    #expect(document.contains("**1 of 1 rater** worked from an account that could read the key"))
  }
}
