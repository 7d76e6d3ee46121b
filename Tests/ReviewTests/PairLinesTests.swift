import Foundation
import Packet
import StudyModel
import Testing

@testable import Review

@Suite("Pairs in lines and through the program")
struct PairLinesTests {
  private func packet(in folder: Scratch.Folder, captions: [String] = Scratch.pair, guess: Bool = false) throws
    -> String
  {
    let path = folder.path + "/ana.sqlite"
    var contents = try Scratch.contents(items: 2, rubric: Scratch.pairRubric, captions: captions)
    contents.header.asksForGuess = guess ? true : nil
    try PacketFile.create(contents, at: path)
    return path
  }

  @Test("a packet of pairs is rated in lines: what was typed is in the packet, of the pair, and acknowledged in words")
  func plain() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder)
    let result = try ProgramTests.run([path, "--plain"], input: "1\np\nt\n1 3\nj\n2\nn\n4\nq\n")
    #expect(result.status == 0, "\(result.errors)")
    let ratings = try PacketFile(path: path, writable: false).ratings().dropFirst().map(\.judgement)
    #expect(ratings.allSatisfy { $0.slot == nil && $0.presentation != nil })
    #expect(ratings.map(\.question) == ["preference", "why", "preference", "preference"])
    #expect(
      ratings.map(\.answer) == [
        .option("A"), .tags(["more-accurate", "shorter"]), .option("B"), .option("both_bad"),
      ])
    for line in [
      "2 pairs, about 1 minute. Done so far: 0.", "Each pair is two captions of one picture", "Pair 1 of 2, open.",
      "First: \(Scratch.pair[0])\nSecond: \(Scratch.pair[1])\n", "3: Either; no difference that matters.",
      "Preference [1 2 3 4]:", "Saved: pair 1, Preference: first.", "Pair 1 is complete. 1 of 2 are done.",
      "The last required answer leads on to the next pair. Give what is optional before it, with t or e; or later: p",
      "Pair 2 of 2, open. 1 done, under 1m left.",
      "Saved: pair 1, Why: more-accurate, shorter.", "Both captions are judged together",
      "Saved: pair 2, Preference: neither.", "All pairs are done. Next step: tell the conductor",
    ] { #expect(result.output.contains(line), "\(line)\n\(result.output)") }
    #expect(!result.output.contains("Caption A") && !result.output.contains("Caption B"))
  }

  @Test("the last question in lines names the first or the second")
  func guess() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder, guess: true)
    let result = try ProgramTests.run([path, "--plain"], input: "1\n2\nn\n2\nd\nq\n")
    #expect(result.output.contains("1 the first, 2 the second, d don't know"))
    #expect(result.output.contains("Saved: last question, pair 1: second."))
    let stored = try PacketFile(path: path, writable: false).ratings().map(\.judgement).filter {
      $0.question == "@guess"
    }
    #expect(stored.count == 2 && stored.last?.answer == GuessQuestion.unknown)
  }

  @Test("--plain begins anew where a pair is open")
  func resume() throws {
    let folder = try Scratch.Folder()
    let path = try packet(in: folder)
    _ = try ProgramTests.run([path, "--plain"], input: "3\nq\n")
    let result = try ProgramTests.run([path, "--plain"], input: "q\n")
    #expect(result.output.contains("Done so far: 1.") && result.output.contains("Pair 2 of 2, open."))
    #expect(result.output.contains("Open: 1 of 2 pairs."))
  }
}
