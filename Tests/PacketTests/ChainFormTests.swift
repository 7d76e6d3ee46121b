import Digest
import StudyModel
import Testing

@testable import Packet

/// What is chained of a judgement never changes: chains that were made, and receipts that raters keep, stay.
@Suite("the form in which judgements are chained")
struct ChainFormTests {
  private let header = PacketHeader(
    packet: "0123456789abcdef0123456789abcdef", study: "s", rater: "ana", secondsPerItem: 40,
    protocolHash: String(repeating: "a", count: 64), commitment: String(repeating: "b", count: 64))

  private func judgement(_ answer: Answer?) -> Judgement {
    Judgement(
      presentation: PresentationID(rawValue: "p1"), slot: SlotID(rawValue: "s1"), question: "overall", answer: answer,
      madeAt: 1_764_000_000_123, onTask: 4_500,
      display: Display(mode: "kitty", columns: 120, rows: 40, pixelWidth: 800, pixelHeight: 600))
  }

  @Test("every kind of answer is written byte for byte as it always was")
  func bytes() throws {
    let tail =
      #""display":{"columns":120,"mode":"kitty","pixelHeight":600,"pixelWidth":800,"rows":40},"madeAt":1764000000123,"onTask":4500,"presentation":"p1","question":"overall","slot":"s1"},"sequence":7}"#
    for (answer, text) in [
      (Answer.number(4), #""answer":{"number":{"_0":4}},"#), (.number(0.5), #""answer":{"number":{"_0":0.5}},"#),
      (.option("A"), #""answer":{"option":{"_0":"A"}},"#),
      (.tags(["a", "b"]), #""answer":{"tags":{"_0":["a","b"]}},"#),
      (.text("a/b \"c\" é\n"), #""answer":{"text":{"_0":"a/b \"c\" é\n"}},"#), (nil, ""),
    ] {
      #expect(try PacketFile.canonical(sequence: 7, judgement(answer)) == #"{"judgement":{"# + text + tail)
    }
  }

  @Test("a chain that was made once holds: its links are these")
  func links() throws {
    var chain = PacketFile.emptyChain(header)
    #expect(chain.head == "e55323bfd5650c2673c8dc00322cc39a8c66a4b32d4593c21f860e67cfcc8b12")
    #expect(
      chain.append(try PacketFile.canonical(sequence: 1, judgement(.number(4))))
        == "65191b13b8683bfa24210c926f2162c19a4ae14f24f76f4f83d05d0a980c2a16")
    #expect(
      chain.append(try PacketFile.canonical(sequence: 2, judgement(.text("x"))))
        == "49ecd0e65f0a2bcfb3f078168076305fbb37981c61892a9be8c03e402a0215e9")
  }

  @Test("a stored text is chained as it stands, whatever this program would write for it")
  func stored() throws {
    let text = #"{"question":"overall","of a later program":1}"#
    var chain = PacketFile.emptyChain(header)
    let link = chain.append(#"{"judgement":\#(text),"sequence":1}"#)
    #expect(PacketFile.firstBrokenLink(inStored: [(1, text, link)], of: header) == nil)
    #expect(PacketFile.firstBrokenLink(inStored: [(1, text + " ", link)], of: header) == 1)
    #expect(PacketFile.firstBrokenLink(inStored: [(2, text, link)], of: header) == 2)
  }
}
