import Statistics
import Testing

@Suite("Word edits of bytes")
struct WordMeterTests {
  private func distance(_ meter: inout WordMeter, _ first: String, _ second: String) -> Double? {
    meter.distance(Array(first.utf8)[...], Array(second.utf8)[...])
  }

  @Test("is the distance of the texts, whatever they are")
  func sameAsTexts() {
    var generator = SeededGenerator(seed: 7)
    var meter = WordMeter()
    let words = ["a", "boat", "on", "sand", "sand.", "Boat", "naïve", "赤い", "x-y", "bo", "at"]
    let spaces = [" ", "  ", "\n", "\t", "\r\n", " \u{B}", "\u{A0}"]
    func text(_ plain: Bool) -> String {
      (0..<Int.random(in: 0...9, using: &generator)).map { _ in
        (plain ? ["a", "boat", "on", "sand", "bo"] : words).randomElement(using: &generator).map {
          $0 + ((plain ? [" ", "\n", "  "] : spaces).randomElement(using: &generator) ?? "")
        } ?? ""
      }.joined()
    }
    var distances: Set<Double> = []
    for number in 0..<3000 {
      let (a, b) = (text(number % 2 == 0), text(number % 2 == 0))
      let found = distance(&meter, a, b)
      #expect(found == WordEdits.distance(a, b), "\(a.debugDescription) \(b.debugDescription)")
      if let found { distances.insert(found) }
    }
    #expect(distances.count > 20)
  }

  @Test("words of equal bytes are equal, and only those")
  func equality() {
    var meter = WordMeter()
    #expect(distance(&meter, "a red boat", "a red boat") == 0)
    #expect(distance(&meter, "a red  boat\n", " a red boat") == 0)
    #expect(distance(&meter, "", "") == 0)
    #expect(distance(&meter, "", "a boat") == 1)
    #expect(distance(&meter, "a b c d", "a c d b") == 0.5)
    #expect(distance(&meter, "un caf\u{E9}", "un cafe\u{301}") == 0)
  }

  @Test("what is no UTF-8 has no distance, unless nothing was changed")
  func notText() {
    var meter = WordMeter()
    #expect(meter.distance([0xFF], [0x61]) == nil)
    #expect(meter.distance([0xFF], [0xFF]) == 0)
  }
}
