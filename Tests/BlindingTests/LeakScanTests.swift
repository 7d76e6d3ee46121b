import StudyModel
import Testing

@testable import Blinding

@Suite("the leak scan")
struct LeakScanTests {
  static let today = ArmCode(rawValue: "arm-aaaaa")
  static let other = ArmCode(rawValue: "arm-bbbbb")
  static let third = ArmCode(rawValue: "arm-ccccc")
  static let set = items(20, category: "product").map(\.id)

  private func outputs(_ arm: ArmCode, count: Int = 20, _ text: (Int) -> String?) -> [Output] {
    Self.set.prefix(count).enumerated().map { number, item in
      Output(arm: arm, item: item, text: text(number), outcome: text(number) == nil ? .refused : .captioned)
    }
  }

  private func scan(_ outputs: [Output], labels: [String] = []) -> LeakScan {
    LeakScan(outputs, incumbent: Self.today, words: LeakWords(labels: labels))
  }

  /// Two captions of the same length and style, with different words for each image.
  private func plain(_ number: Int) -> String { "Thing\(number) stands on a table" }

  @Test("captions alike are no finding, and neither is an empty study")
  func alike() {
    let both = outputs(Self.today, plain) + outputs(Self.other, plain)
    #expect(scan(both).findings.isEmpty && scan(both).captions == 40 && scan(both).arms == 2)
    #expect(scan([]).findings.isEmpty && scan([]).captions == 0)
    #expect(scan([]).counts == "rules 1, 0 captions: no findings")
  }

  @Test("a habit counts by images in which one has it and the other has not")
  func habit() throws {
    // By hand: the arm's alone in 12 images, the incumbent's alone in 2: ½ + (12 − 2) / 40 = 0.75.
    let mine = outputs(Self.other) { plain($0) + ($0 < 15 ? "." : "") }
    let theirs = outputs(Self.today) { plain($0) + ($0 < 3 || $0 >= 18 ? "." : "") }
    let finding = try #require(scan(mine + theirs).findings.first)
    #expect(scan(mine + theirs).findings.count == 1 && finding.kind == .period && finding.arm == Self.other)
    #expect(finding.captions == 15 && finding.of == 20 && finding.share == 0.75)
    let contrast = try #require(finding.contrast)
    #expect(contrast.captions == 5 && contrast.of == 20 && contrast.images == 20 && contrast.differing == 14)
    #expect(contrast.auc == 0.75)
    #expect(finding.examples.count == 2 && finding.examples.allSatisfy { $0.text.hasSuffix(".") })
  }

  @Test("under the threshold it is none: both as often, too few images, too small a share")
  func threshold() {
    func kinds(_ count: Int, _ mine: (Int) -> Bool, _ theirs: (Int) -> Bool) -> [LeakKind] {
      scan(
        outputs(Self.other, count: count) { plain($0) + (mine($0) ? "." : "") }
          + outputs(Self.today, count: count) { plain($0) + (theirs($0) ? "." : "") }
      ).findings.map(\.kind)
    }
    // Each in half of the images, never in the same one: all 20 differ, and nobody is told.
    #expect(kinds(20, { $0 % 2 == 0 }, { $0 % 2 == 1 }).isEmpty)
    #expect(kinds(4, { _ in true }, { _ in false }).isEmpty)
    #expect(kinds(5, { _ in true }, { _ in false }) == [.period])
    // By hand: five images of 20 alone are an AUC of 0.625; with one of the incumbent's, 4 remain.
    #expect(kinds(20, { $0 < 5 }, { _ in false }) == [.period])
    #expect(kinds(20, { $0 < 5 }, { $0 == 19 }).isEmpty)
  }

  @Test("a habit of the incumbent alone is a finding on the other arm, with the incumbent's captions as examples")
  func incumbents() throws {
    let both = outputs(Self.other, plain) + outputs(Self.today) { "**\(plain($0))**" }
    let finding = try #require(scan(both).findings.first)
    #expect(
      finding.arm == Self.other && finding.kind == .markdown && finding.found == ["bold"] && finding.captions == 0)
    #expect(finding.contrast?.captions == 20 && finding.contrast?.auc == 1)
    #expect(finding.examples.allSatisfy { $0.text.hasPrefix("**") })
  }

  @Test("the commonest first words are found in any script, and openings of the known kind once only")
  func openings() {
    let mine = outputs(Self.other) { "Behold a thing\($0) on tables" }
    #expect(scan(mine + outputs(Self.today, plain)).findings.map(\.found) == [["behold a"]])
    let chinese = outputs(Self.other) { "我们眼前是杯子\($0)" }
    let others = outputs(Self.today) { _ in "桌上有一个红杯子" }
    #expect(scan(chinese + others).findings.map(\.found).contains(["我们眼前"]))
    let known = outputs(Self.other) { "The image shows Thing\($0) standing" }
    #expect(scan(known + outputs(Self.today, plain)).findings.map(\.kind) == [.opening])
  }

  @Test("lengths that hardly overlap are one, with the medians; lengths that do are none")
  func lengths() throws {
    func words(_ count: Int) -> String { (0..<count).map { "Word\($0)" }.joined(separator: " ") }
    let short = outputs(Self.today) { words(5 + $0 % 5) }
    let finding = try #require(scan(short + outputs(Self.other) { words(9 + $0 % 5) }).findings.first)
    // By hand: 5…9 against 9…13, four each: all pairs but 9 with 9 (1 of 25, half counted): 1 − 0.5 / 25 = 0.98.
    let contrast = try #require(finding.contrast)
    #expect(finding.kind == .length && finding.found == ["longer"] && abs(contrast.auc - 0.98) < 1e-12)
    #expect(
      contrast.medians == [11, 7] && contrast.differing == 20 && finding.captions == 20 && contrast.captions == 8)
    #expect(scan(short + outputs(Self.other) { words(6 + $0 % 5) }).findings.isEmpty)
    let shorter = outputs(Self.other) { words(1 + $0 % 4) }
    #expect(scan(short + shorter).findings.first { $0.kind == .length }?.found == ["shorter"])
  }

  @Test("the chance of more is that of Mann and Whitney")
  func superiority() {
    // By hand: 3 > 1, 3 > 2, 2 > 1, 2 = 2 (½), 1 = 1 (½): 4 of 6. R: wilcox.test(c(3,2,1), c(1,2))$statistic is W = 4.
    #expect(LeakScan.chanceOfMore([1, 2, 3], than: [2, 1]) == 4.0 / 6)
    #expect(LeakScan.chanceOfMore([7], than: [7]) == 0.5)
  }

  @Test("one caption that speaks of itself is enough, the incumbent's too")
  func itself() {
    let both = outputs(Self.today) { $0 == 3 ? "As an AI, I cannot tell" : plain($0) } + outputs(Self.other, plain)
    #expect(scan(both).findings.map(\.kind) == [.selfNaming])
    #expect(scan(both).findings.first?.arm == Self.today && scan(both).findings.first?.captions == 1)
    #expect(scan(both).counts == "rules 1, 40 captions: 1 findings (speaks of itself 1)")
  }

  @Test("what several arms name in one image is in the picture: possible if distinctive, nothing if ordinary")
  func shared() {
    func naming(_ name: String, by arms: [ArmCode]) -> [LeakKind] {
      let all = [Self.today, Self.other, Self.third].flatMap { arm in
        outputs(arm) { $0 == 0 && arms.contains(arm) ? "\(name) stands on a table" : plain($0) }
      }
      return scan(all, labels: ["flash"]).findings.map(\.kind)
    }
    #expect(naming("ChatGPT", by: [Self.other]) == [.name])
    #expect(naming("ChatGPT", by: [Self.other, Self.third]) == [.possibleName, .possibleName])
    #expect(naming("Flash", by: [Self.other]) == [.possibleName])
    #expect(naming("Flash", by: [Self.other, Self.third]).isEmpty)
  }

  @Test("what raters do not see is passed over: refused, empty, white space")
  func unseen() {
    let refused = Self.set.map { Output(arm: Self.other, item: $0, text: "As an AI, I cannot", outcome: .refused) }
    #expect(scan(refused + outputs(Self.today, plain)).findings.isEmpty)
    #expect(scan(outputs(Self.other) { _ in " \n" } + outputs(Self.today, plain)).captions == 20)
  }

  @Test("without the incumbent's captions nothing is compared, names are still found")
  func withoutIncumbent() {
    let alone = outputs(Self.other) { _ in "I'm Gemini." }
    #expect(scan(alone).findings.map(\.kind) == [.selfNaming])
  }

  @Test("the order of outputs changes nothing", arguments: 0..<5)
  func order(_ seed: Int) {
    let all =
      outputs(Self.today, plain) + outputs(Self.other) { "The image shows **thing\($0)**. 🎉 By ChatGPT" }
      + outputs(Self.third) { "thing\($0) \(String(repeating: "very ", count: 20))long #thing" }
    let first = scan(all)
    #expect(first.findings.count > 6)
    #expect(scan(all.shuffled()) == first)
  }
}
