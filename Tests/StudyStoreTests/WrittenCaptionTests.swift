import Roster
import StudyStore
import Testing

@Suite("a cached caption as bytes")
struct WrittenCaptionTests {
  private static let key = (0..<32).map { UInt8($0) }

  private static func captions() throws -> [CachedCaption] {
    let full = CachedCaption(
      text: "A |teapot|\n🫖 t3:abc", createdAt: -5, model: "", servedModel: "cap|1", fingerprint: "-", inputTokens: 800,
      outputTokens: 0, cachedTokens: .max, reasoningTokens: 2, cost: 0.1, totalSeconds: -0.0,
      firstTokenSeconds: .infinity, answeredQuestion: "q", pictureBits: .max)
    return [try #require(full), try #require(CachedCaption(text: "A.", createdAt: 0, model: "m"))]
  }

  @Test("is read as it was written, under its own key only")
  func roundTrip() throws {
    for caption in try Self.captions() {
      let bytes = WrittenCaption.bytes(Self.key, question: "ask|", caption)
      #expect(WrittenCaption.caption(in: bytes, under: Self.key) == caption)
      #expect(WrittenCaption.caption(in: bytes, under: Self.key.reversed()) == nil)
    }
  }

  @Test("whatever byte is flipped, cut off or added, it is none")
  func damaged() throws {
    for caption in try Self.captions() {
      let bytes = WrittenCaption.bytes(Self.key, question: "ask", caption)
      for place in bytes.indices {
        for bit in 0..<8 {
          var other = bytes
          other[place] ^= 1 << UInt8(bit)
          // The digest's letters are lower-case, and no others are read for them.
          #expect(WrittenCaption.caption(in: other, under: Self.key) == nil, "byte \(place), bit \(bit)")
        }
        #expect(WrittenCaption.caption(in: Array(bytes[..<place]), under: Self.key) == nil)
      }
      #expect(WrittenCaption.caption(in: bytes + [0x7C], under: Self.key) == nil)
    }
    #expect(WrittenCaption.caption(in: [], under: Self.key) == nil)
  }
}
