import StudyModel
import Testing

@testable import StudyFile

@Suite struct SamplingTests {
  /// 60 products, 30 everyday photos, 10 charts.
  static let rows = [("product", 60), ("everyday", 30), ("chart", 10)].flatMap { category, count in
    (1...count).map { number in
      DataRow(
        fileName: "\(category)-\(number).png", path: "", place: Place(file: "", line: 1, column: 1), format: .png,
        category: category, references: [], fields: [:])
    }
  }

  func counts(_ sampling: Sampling) -> [String: Int] {
    Dictionary(sampling.draw(Self.rows).map { ($0.category, 1) }, uniquingKeysWith: +)
  }

  @Test("draws the same images from the same seed, and others from another")
  func seeded() {
    let names = { (seed: UInt64) in Sampling(count: 20, seed: seed).draw(Self.rows).map(\.fileName) }
    #expect(names(1) == names(1))
    #expect(names(1) != names(2))
    #expect(Set(names(1)).count == 20)
  }

  @Test("draws the same images whatever their order in the file, and keeps the file's order")
  func order() {
    let sampling = Sampling(count: 20, seed: 1)
    let drawn = sampling.draw(Self.rows).map(\.fileName)
    #expect(Set(sampling.draw(Self.rows.reversed()).map(\.fileName)) == Set(drawn))
    #expect(drawn == Self.rows.map(\.fileName).filter(Set(drawn).contains))
  }

  @Test("shares the sample by how many images a category has, where no traffic is given")
  func proportional() {
    #expect(counts(Sampling(count: 20, seed: 1)) == ["product": 12, "everyday": 6, "chart": 2])
  }

  @Test("shares the sample by traffic")
  func byTraffic() {
    let traffic = ["product": 0.2, "everyday": 0.7, "chart": 0.1]
    #expect(counts(Sampling(count: 20, seed: 1, traffic: traffic)) == ["product": 4, "everyday": 14, "chart": 2])
  }

  @Test("over-samples a category exactly, and shares the rest")
  func overSampled() {
    // 20 - 8 = 12 over 60 : 30, so 8 : 4
    #expect(counts(Sampling(count: 20, seed: 1, fixed: ["chart": 8])) == ["product": 8, "everyday": 4, "chart": 8])
  }

  @Test("gives a rare category two images, since one alone has no spread")
  func rare() {
    let traffic = ["product": 0.98, "everyday": 0.01, "chart": 0.01]
    #expect(counts(Sampling(count: 20, seed: 1, traffic: traffic)) == ["product": 16, "everyday": 2, "chart": 2])
  }

  @Test("what a category runs out of goes to the others")
  func capped() {
    let traffic = ["product": 0.1, "everyday": 0.1, "chart": 0.8]
    #expect(counts(Sampling(count: 40, seed: 1, traffic: traffic)) == ["product": 15, "everyday": 15, "chart": 10])
  }

  @Test("an image added to the set displaces at most one that was drawn")
  func stable() {
    let sampling = Sampling(count: 10, seed: 3, fixed: ["product": 10, "everyday": 0, "chart": 0])
    let before = Set(sampling.draw(Self.rows).map(\.fileName))
    var more = Self.rows
    more.append(
      DataRow(
        fileName: "product-new.png", path: "", place: Place(file: "", line: 1, column: 1), format: .png,
        category: "product", references: [], fields: [:]))
    let after = Set(sampling.draw(more).map(\.fileName))
    #expect(after.subtracting(before).isSubset(of: ["product-new.png"]))
  }
}

@Suite struct WordingTests {
  @Test(
    "counts letters put in, left out, replaced and swapped",
    arguments: [("", "abc", 3), ("kitten", "sitting", 3), ("raters", "rater", 1), ("scoep", "scope", 1), ("a", "a", 0)])
  func distance(left: String, right: String, expected: Int) {
    #expect(editDistance(left, right) == expected)
    #expect(editDistance(right, left) == expected)
  }

  @Test("suggests only what is near")
  func near() {
    #expect(nearest(to: "temprature", among: ["temperature", "max_tokens"]) == "temperature")
    #expect(nearest(to: "colour", among: ["temperature", "max_tokens"]) == nil)
  }

  @Test(
    "never shows what looks like a key",
    arguments: ["sk-abc", "key=sk-abc", "Bearer x", "0123456789abcdef0123456789abcdef"])
  func secret(text: String) {
    #expect(shown(text) == "(not shown: it looks like a key)")
  }
}
