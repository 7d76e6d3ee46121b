import Digest
import Foundation
import StudyModel
import Testing

@testable import Blinding

/// Fault F31: a commitment that could be guessed would be a key in every packet.
@Suite("a commitment cannot be guessed")
struct CommitmentSecrecyTests {
  private let names = ["big", "small", "tiny", "house", "human"]

  /// All orders of a list.
  private func orders<Element>(_ list: [Element]) -> [[Element]] {
    guard let last = list.last else { return [[]] }
    return orders(list.dropLast()).flatMap { order in
      (0...order.count).map { Array(order[..<$0] + [last] + order[$0...]) }
    }
  }

  @Test(
    "with every caption, slot and definition known, no way to map names to arms matches without the nonce; with it, one does"
  )
  func dictionary() throws {
    let codes = ArmCode.random(count: names.count).sorted()
    let item = try #require(ItemID(hex: SHA256.hex("item")))
    let outputs = codes.enumerated().map { Output(arm: $1, item: item, text: "caption \($0)", outcome: .captioned) }
    let plan = PresentationPlan(
      assignment: try Assignment(items: [(item, "all")], raters: ["ana"], ratingsPerItem: 1, seed: 1),
      outputs: outputs, secretSeed: [1])
    let nonce = randomSecret()
    func contents(_ nonce: String, _ order: [String]) -> Commitment.Contents {
      Commitment.Contents(
        nonce: nonce, protocolHash: "p",
        definitions: Dictionary(uniqueKeysWithValues: zip(codes, order.map { "{\"label\":\"\($0)\"}" })),
        outputs: outputs, plan: plan)
    }
    let truth = try #require(orders(names).randomElement())
    let hash = Commitment(contents(nonce, truth)).hash
    // What somebody with the packet could try in place of the nonce, and a few thousand tries at random.
    let packet = try #require(plan.packets.first)
    var guesses = [
      "", "0", String(repeating: "0", count: 64), "p", packet.id, SHA256.hex(packet.id), hash, SHA256.hex("p"),
    ]
    guesses += packet.presentations.flatMap { [$0.id.rawValue] + $0.slots.map(\.id.rawValue) }
    guesses += (0..<40).map { _ in randomSecret() }
    let all = orders(names)
    #expect(all.count == 120)
    for guess in guesses {
      for order in all { #expect(Commitment(contents(guess, order)).hash != hash) }
    }
    #expect(all.filter { Commitment(contents(nonce, $0)).hash == hash } == [truth])
  }

  @Test("a nonce has 256 bits from the system's generator: no two alike, and each digit as often as any other")
  func nonce() {
    let nonces = (0..<4000).map { _ in randomSecret() }
    #expect(Set(nonces).count == 4000 && nonces.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil })
    // Each of 64 places holds each of 16 digits 250 times, with a standard deviation of 15.3: seven of them leave a false
    // alarm to one run in 400 million.
    for place in 0..<64 {
      let counts = Dictionary(grouping: nonces.map { Array($0.utf8)[place] }, by: { $0 }).mapValues(\.count)
      #expect(counts.count == 16 && counts.values.allSatisfy { abs($0 - 250) < 107 }, "place \(place)")
    }
  }
}
