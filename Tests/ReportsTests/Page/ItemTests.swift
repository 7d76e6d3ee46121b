import Analysis
import Blinding
import Digest
import Foundation
import StudyModel
import Testing

@testable import Reports

/// What the page says of one item.
@Suite("items of the page")
struct ItemTests {
  /// One image and ratings of it on `overall`: arm → rater → points.
  private static func dossier(
    _ ratings: [ArmCode: [String: Double]], from dossier: Dossier = Fixture.decided
  ) throws -> Dossier {
    var dossier = dossier
    let item = try #require(dossier.items.first { $0.category == "product" })
    dossier.items = [item]
    dossier.answers = nil
    dossier.ratings = ratings.flatMap { arm, values in
      values.map {
        RatingCell(item: item.item, category: "product", rater: $0.key, arm: arm, criterion: "overall", value: $0.value)
      }
    }
    return dossier
  }

  private static func captions(_ dossier: Dossier) throws -> [CaptionReading] {
    try #require(try ItemReadings(try Reading(dossier)).items.first).captions
  }

  /// big: 4, 4, 5, so mean 13/3 and variance (1/9 + 1/9 + 4/9) / 2 = 1/3. flash: 2 and 3, so spread √½; against big's 4
  /// and 4 of the same raters that is (−2 − 1) / 2.
  @Test("mean, spread and difference are those worked out by hand, over raters who rated both")
  func byHand() throws {
    let captions = try Self.captions(
      Self.dossier([
        Fixture.big: ["ana": 4, "bo": 4, "chi": 5], Fixture.flash: ["ana": 2, "bo": 3], Fixture.local: ["chi": 5],
      ]))
    #expect(abs(try #require(captions[0].mean) - 13.0 / 3) < 1e-12)
    #expect(abs(try #require(captions[0].spread) - (1.0 / 3).squareRoot()) < 1e-12)
    #expect(captions[0].difference == nil)
    let flash = try #require(captions.first { $0.output?.arm == Fixture.flash })
    #expect(flash.mean == 2.5 && flash.difference == -1.5)
    #expect(abs(try #require(flash.spread) - 0.5.squareRoot()) < 1e-12)
    let local = try #require(captions.first { $0.output?.arm == Fixture.local })
    #expect(local.mean == 5 && local.difference == 0 && local.spread == nil, "one rating has no spread")
    let tiny = try #require(captions.first { $0.output?.arm == Fixture.tiny })
    #expect(tiny.mean == nil && tiny.difference == nil && tiny.lines.isEmpty)
  }

  /// A scale from 1 to 5 is 4 long: a spread of 1. Of 3, 4, 5 it is 1; of 4, 4, 5 it is 0.58; of 3, 5 it is √2.
  @Test(
    "raters disagree from a quarter of the scale on",
    arguments: [([3, 4, 5], true), ([4, 4, 5], false), ([3, 5], true), ([4, 5], false), ([5], false)])
  func disagree(_ values: [Double], _ expected: Bool) throws {
    let given = Dictionary(uniqueKeysWithValues: zip(Fixture.pseudonyms, values))
    #expect(try Self.captions(Self.dossier([Fixture.big: given]))[0].isDisputed == expected)
  }

  @Test("who is left out by a rule fixed in advance is shown, marked and not counted")
  func leftOut() throws {
    let dossier = try Self.dossier(
      [Fixture.big: ["ana": 4, "bo": 4, "chi": 1], Fixture.flash: ["ana": 3, "bo": 4, "chi": 5]],
      from: Fixture.checked(excluding: true))
    let captions = try Self.captions(dossier)
    #expect(captions[0].mean == 4 && captions[0].spread == 0 && !captions[0].isDisputed)
    #expect(captions.first { $0.output?.arm == Fixture.flash }?.difference == -0.5)
    let page = try #require(try ReportWriter.render(dossier).first { $0.name == "report.html" }).text
    #expect(page.contains("ana\u{A0}4 · bo\u{A0}4 · chi (left out)\u{A0}1"))
  }

  @Test("a failure is shown as what it was and what it counts as, with no spread, since nobody judged it")
  func failure() throws {
    let page = try #require(try ReportWriter.render(Fixture.decided).first { $0.name == "report.html" }).text
    #expect(page.contains("No caption: refused."))
    #expect(page.contains("What came, shown to no rater:</p><p class=\"text\" dir=\"auto\">I cannot</p>"))
    #expect(page.contains("Counts as 1 for each of 2 raters."))
    let readings = try ItemReadings(try Reading(Fixture.decided))
    let failures = readings.items.flatMap(\.captions).filter(\.isFailure)
    let refused = try #require(failures.first)
    #expect(refused.spread == nil && !refused.isDisputed && refused.mean == 1)
  }

  @Test("where captions were compared, each rater's preference stands with the pair, and what nobody was asked is told")
  func pairs() throws {
    let readings = try ItemReadings(try Reading(Fixture.pairs))
    let all = Fixture.pairsPreferences
    for item in readings.items {
      let own = all.filter { $0.item == item.facts.item }
      let pairs = Set(own.map { Set([$0.first, $0.second]) })
      #expect(item.pairs.count == pairs.count)
      let judged = item.pairs.flatMap(\.lines).filter { $0.question == "preference" }.flatMap(\.entries)
      #expect(judged.count { $0.rater != nil } == own.count { $0.basis == .judged })
      let flash = own.filter { Set([$0.first, $0.second]) == [Fixture.big, Fixture.flash] }
      let net = flash.map { $0.value(of: Fixture.flash) }
      let expected = net.isEmpty ? nil : net.reduce(0, +) / Double(net.count)
      #expect(item.captions[1].difference == expected)
    }
    let disputed = readings.items.count(where: \.isDisputed)
    #expect(disputed > 0 && disputed < readings.items.count)
    let page = try #require(try ReportWriter.render(Fixture.pairs).first { $0.name == "report.html" }).text
    #expect(page.contains("both gave the same caption: counts as a tie, nobody was asked"))
    #expect(page.contains("only big gave a caption: counts as preferred, nobody was asked"))
  }

  @Test("an edited caption stands there as its rater would have it, with how far it is from the caption")
  func edits() throws {
    var dossier = Fixture.decided
    dossier.rubric.questions.append(Question(id: "fix", ask: "How would you write it?", kind: .edit, isOptional: true))
    let item = try #require(dossier.items.first { $0.category == "product" }).item
    func answer(_ rater: String, _ text: String) -> GivenAnswer {
      GivenAnswer(
        item: item, category: "product", rater: rater, arms: [Fixture.flash], question: "fix", answer: .text(text))
    }
    dossier.answers = GivenAnswers(
      answers: [answer("bo", "A <brown> teapot"), answer("ana", "as it was")], judged: [:])
    func edit(_ rater: String, _ distance: Double) -> EditedCaption {
      EditedCaption(
        item: item, category: "product", rater: rater, arms: [Fixture.flash], question: "fix", distance: distance)
    }
    dossier.edits = CaptionEdits(captions: [edit("bo", 0.25), edit("ana", 0)], arms: [])
    let page = try #require(try ReportWriter.render(dossier).first { $0.name == "report.html" }).text
    #expect(page.contains("<b>fix</b> ana: unchanged · bo: touch-up <q dir=\"auto\">A &lt;brown&gt; teapot</q></p>"))
  }

  @Test("items are named by as many digits as tell them apart")
  func names() throws {
    let start = String(repeating: "a", count: 11)
    var dossier = Fixture.decided
    (dossier.ratings, dossier.answers) = ([], nil)
    dossier.items = try ["0", "1"].map { digit in
      let hex = start + digit + String(repeating: "0", count: 52)
      let item = try #require(ItemID(hex: hex))
      return ReportItem(item: item, category: "product", outputs: [])
    }
    let names = try ItemReadings(try Reading(dossier)).items.map(\.name)
    #expect(names == [start + "0", start + "1"])
  }

  @Test("a rating of an image that is not in the set stops the report")
  func unknown() throws {
    var dossier = Fixture.decided
    let gone = dossier.items.removeFirst().item
    #expect(throws: ReportError.unknownItem(gone)) { try ReportWriter.render(dossier) }
  }

  @Test("a page with pictures is, without them, the page that has none, byte for byte")
  func pictures() throws {
    func page(_ dossier: Dossier) throws -> String {
      try #require(try ReportWriter.render(dossier).first { $0.name == "report.html" }).text
    }
    func pictures(_ page: String) -> Int {
      page.split(separator: "\n").count { $0.hasPrefix("<img src=\"data:image/jpeg;base64,") }
    }
    var dossier = Fixture.hostile
    let without = try page(dossier)
    for item in dossier.items.indices {
      dossier.items[item].thumbnail = Thumbnail(width: 320, height: 200, jpeg: [0xFF, 0xD8, 0xFF, UInt8(item)])
    }
    let with = try page(dossier)
    #expect(with != without && pictures(with) == 3 && pictures(without) == 0)
    #expect(PagePictures.removed(from: with) == without)
    #expect(PagePictures.removed(from: without) == without)
    let end = "decoding=\"async\">"
    for edit in ["\(end)<b>more</b>", "onerror=\"x\" \(end)"] {
      #expect(pictures(PagePictures.removed(from: with.replacing(end, with: edit))) == 3, "\(edit)")
    }
  }

  @Test("a question with one of the program's own names comes to its report")
  func takenNames() throws {
    var dossier = Fixture.decided
    for id in ["flag", "comment", "skip"] {
      dossier.rubric.questions.append(Question(id: id, ask: "Anything else?", kind: .text, isOptional: true))
    }
    #expect(dossier.answers?.answers.contains { $0.question == "comment" } == true)
    let page = try #require(try ReportWriter.render(dossier).first { $0.name == "report.html" }).text
    #expect(page.contains("Blurred."))
  }
}
