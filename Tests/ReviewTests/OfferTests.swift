import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("A picture that waits to be fetched")
struct OfferTests {
  private static let offer = PictureOffer(
    address: "http://127.0.0.1:40123/00112233445566778899aabbccddeeff",
    tunnel: "ssh -N -L 40123:127.0.0.1:40123 ana@192.0.2.7", minutes: 5)

  private func offered() throws -> Desk {
    var desk = try Desk.rating()
    desk.press("o")
    guard case .openPicture(let presentation)? = desk.effects.last else {
      Issue.record("o asked for nothing")
      return desk
    }
    desk.send(.opened(presentation.id, .offered(Self.offer)))
    return desk
  }

  @Test(
    "the screen shows the address and the ssh line whole, each on a line of its own, in every window",
    arguments: [60, 80, 120])
  func shown(columns: Int) throws {
    var desk = try offered()
    desk.send(.resized(columns: columns, rows: 18))
    let lines = view(desk.state).text.map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines.contains(Self.offer.address))
    #expect(lines.contains(try #require(Self.offer.tunnel)))
  }

  @Test("any key goes back to rating and means nothing else; what is rated then says nothing of opening")
  func closed() throws {
    var desk = try offered()
    desk.press("4")
    #expect(desk.state.offer == nil && desk.stored.isEmpty)
    desk.press("4")
    #expect(desk.stored.map(\.display.mode) == ["symbols-256"])
  }

  @Test("once it was fetched, ratings of that item say that it was opened outside, and no other item's do")
  func fetched() throws {
    var desk = try offered()
    let id = try #require(desk.state.presentation?.id)
    desk.press("x")
    desk.send(.opened(id, .done("The picture was fetched.")))
    #expect(desk.state.message?.text == "The picture was fetched.")
    desk.press("4]4")
    #expect(desk.stored.map(\.display.mode) == ["symbols-256+opened", "symbols-256"])
  }

  @Test("an item under the notice does not count as seen")
  func unseen() throws {
    let desk = try offered()
    #expect(desk.state.presentation != nil && !desk.state.showsItem)
  }
}
