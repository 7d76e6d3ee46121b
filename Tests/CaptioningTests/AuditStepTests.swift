import Roster
import StudyModel
import Testing
import WireStand

@testable import Captioning

@Suite("A cache on trial") struct AuditStepTests {
  private static let items = ["a", "b", "c"].compactMap { ItemID(hex: String(repeating: $0, count: 64)) }

  /// What it gives where these earlier images are near, and these have such captions.
  private func given(
    near: [(Int, Int)], lent: [Int: TakenCaption],
    own: TakenCaption? = TakenCaption(text: "Its own.", outcome: .captioned)
  ) async throws -> ServedCaption {
    let stand = try PolicyStand { _, _ in .caption("never") }
    let big = stand.model("big")
    let trial = try PolicyStand.policy("trial", .audit(CacheAudit(of: "big", near: 12)), [big], shared: ["big"])
    let items = Self.items
    let captioner = try PolicyCaptioner(
      trial,
      parts: PolicyCaptioner.Parts(
        captioner: { _, _ in throw FallbackChain.Fault.tooShort },
        neighbours: { item, bits in
          #expect(item == Stand.item.id && bits == 12)
          return EarlierImages(near: near.map { EarlierImage(item: items[$0.0], distance: $0.1) }, seconds: 0.25)
        }),
      checks: CaptionChecks(maxWords: 3), pacer: Pacer(clock: stand.clock, random: FixedBits(bits: 0), wallClock: { 0 })
    )
    let caption = try await captioner.caption(
      CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]), facts: ItemFacts(Stand.item, picture: nil),
      taken: { $0 == "big" ? own : nil },
      lent: { label, item in label == "big" ? items.firstIndex(of: item).flatMap { lent[$0] } : nil })
    #expect(stand.asked.isEmpty && caption.result.attempts.isEmpty, "it asks nobody")
    return caption
  }

  @Test("gives the caption of the nearest earlier picture, says whose it is, how far, and what it had cost")
  func hit() async throws {
    let origin = CacheHit(distance: 3, originAt: 7, originModel: "m", originCost: 0.5, originTotal: 2)
    let caption = try await given(
      near: [(1, 4), (0, 9)],
      lent: [
        0: TakenCaption(text: "Farther.", outcome: .captioned),
        1: TakenCaption(text: "A cup on a table.", outcome: .captioned, served: Served(part: "leg"), origin: origin),
      ])
    #expect(caption.result.text == "A cup on a table.")
    #expect(caption.result.outcome == .overLength, "the limit of this study counts")
    #expect(caption.served.lentBy == Self.items[1] && caption.served.part == "leg" && caption.served.takenFrom == nil)
    let hit = try #require(caption.served.hit)
    #expect(hit.distance == 4 && hit.originAt == 7 && hit.originCost == 0.5 && hit.originModel == "m")
    #expect((hit.ownTotal ?? 0) >= 0.25, "hashing the picture is part of finding it")
  }

  @Test("passes over what no cache keeps: no caption, one that is cut off, or a stream that may be")
  func unkept() async throws {
    var streamed = TakenCaption(text: "A cup with", outcome: .captioned)
    streamed.isKept = false
    let other = try await given(
      near: [(0, 1), (1, 2)], lent: [0: streamed, 1: TakenCaption(text: "A cup.", outcome: .captioned)])
    #expect(other.result.text == "A cup." && other.served.lentBy == Self.items[1])
    #expect(!CachedCaption.isKept(["no_done", "streamed_by_proxy"]) && CachedCaption.isKept(["no_done"]))
    let caption = try await given(
      near: [(0, 1), (1, 2), (2, 5)],
      lent: [
        0: TakenCaption(text: nil, outcome: .refused), 1: TakenCaption(text: "A cup on", outcome: .truncated),
        2: TakenCaption(text: "A cup.", outcome: .captioned),
      ])
    #expect(caption.result.text == "A cup." && caption.served.hit?.distance == 5)
  }

  @Test("gives the candidate's own where nothing is near, also where that failed")
  func own() async throws {
    let caption = try await given(near: [], lent: [:])
    #expect(caption.result.text == "Its own." && caption.served == Served(part: "big", takenFrom: "big"))
    let failed = try await given(near: [], lent: [:], own: TakenCaption(text: nil, outcome: .refused))
    #expect(failed.isFinal && failed.result.outcome == .refused && failed.served.takenFrom == "big")
  }

  @Test("has no answer yet while a near picture, or the image itself, has none")
  func waits() async throws {
    let near = try await given(near: [(0, 1), (1, 2)], lent: [1: TakenCaption(text: "B.", outcome: .captioned)])
    #expect(!near.isFinal && near.result.reason == "'big' has no caption yet of a picture that looks like it")
    let own = try await given(near: [], lent: [:], own: nil)
    #expect(!own.isFinal && own.result.reason == "'big' has no caption of it yet")
  }

  @Test("is asked after the candidate that it takes from, and nothing asks for it")
  func order() throws {
    let stand = try PolicyStand { _, _ in .caption("never") }
    let trial = try PolicyStand.policy(
      "trial", .audit(CacheAudit(of: "big", near: 12)), [stand.model("big")], shared: ["big"])
    #expect(
      trial.takes == ["big"] && trial.asks.isEmpty && !trial.hasCache && trial.reached.map(\.label) == ["trial", "big"])
  }
}
