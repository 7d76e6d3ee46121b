import Foundation
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What holds for every figure of every report. What each looks like is in the golden files.
@Suite struct FigureTests {
  static let dossiers = GoldenTests.dossiers.merging(
    ["hostile": Fixture.hostile, "large": FixtureLarge.dossier]) { first, _ in first }

  private func figures(_ dossier: Dossier) throws -> [Figure] {
    try DecisionDocument(reading: Reading(dossier)).document().blocks.compactMap {
      if case .figure(let figure) = $0 { figure } else { nil }
    }
  }

  @Test("each is well-formed, described, without a link, and marked inside where it is simulated", arguments: dossiers)
  func wellFormed(_ name: String, _ dossier: Dossier) throws {
    let mark = try Reading(dossier).mark
    for figure in try figures(dossier) {
      let parser = XMLParser(data: Data(figure.svg.utf8))
      #expect(parser.parse(), "\(name)/\(figure.file): \(parser.parserError.map { "\($0)" } ?? "")")
      #expect(figure.svg.contains("role=\"img\"") && figure.svg.contains("<title ") && figure.svg.contains("<desc "))
      for link in ["href", "url(", "@import", "<image", "<script"] { #expect(!figure.svg.contains(link)) }
      #expect(figure.svg.contains("SIMULATED") == (mark != nil), "\(name)/\(figure.file)")
      #expect(figure.alternative.hasPrefix("[simulated") == (mark != nil))
      #expect(figure.svg.contains(Escaping.markup(figure.alternative)))
    }
  }

  @Test("every study has all that its data carry, numbered as they stand, on disk, in both documents")
  func everywhere() throws {
    let files = try ReportWriter.render(Fixture.decided)
    let names = files.map(\.name).filter { $0.hasPrefix("figures/") }
    #expect(names == ["forest", "categories", "progress", "raters", "positions"].map { "figures/\($0).svg" })
    let texts = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
    let markdown = try #require(texts["decision.md"])
    for (number, name) in names.enumerated() {
      #expect(markdown.contains("](\(name))\n\n**Figure \(number + 1).**"), "\(name)")
      #expect(try #require(texts["report.html"]).contains(try #require(texts[name])))
    }
    #expect(!markdown.contains("Figure."))
  }

  @Test("where data do not suffice there is a sentence, or no figure, and never an empty picture")
  func lacking() throws {
    var dossier = Fixture.decided
    dossier.places = nil
    dossier.trust.profiles = []
    dossier.images = ImageFacts(byCategory: ["all": 36])
    dossier.robustness?.progress.reason = "fewer than two presentations"
    #expect(try figures(dossier).map(\.file) == ["figures/forest.svg"])
    let text = try #require(ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
    #expect(text.contains("### How did the estimate come about?\n\nNot shown: fewer than two presentations."))
  }

  @Test("nothing is told by colour: every one is a grey, light or dark", arguments: dossiers)
  func greys(_ name: String, _ dossier: Dossier) throws {
    for figure in try figures(dossier) {
      for match in figure.svg.matches(of: /#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b/) {
        let parts = [match.1, match.2, match.3].compactMap { Int($0, radix: 16) }
        #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= 24, "\(figure.file): \(match.0)")
      }
    }
  }

  @Test("styles stay within their figure: several stand in one page")
  func confined() throws {
    for figure in try figures(FixtureLarge.dossier) {
      let name = try #require(figure.svg.firstMatch(of: /<svg [^>]*class="([a-z]+)"/)).1
      let sheet = try #require(figure.svg.firstMatch(of: /(?s)<style>(.*)<\/style>/)).1
      for line in sheet.split(separator: "\n") where !["@media", "}"].contains(where: line.hasPrefix) {
        #expect(line.hasPrefix(".\(name) "), "\(figure.file): \(line)")
        for selector in line.prefix(while: { $0 != "{" }).split(separator: ",") {
          #expect(selector.drop { $0 == " " }.hasPrefix(".\(name) "), "\(line)")
        }
      }
    }
  }

  private struct Box {
    let text: String
    let left: Double
    let right: Double
    let baseline: Double
    let size: Double
  }

  /// Texts with the room they take, by the same estimate that shortens them.
  private func boxes(_ svg: String) -> [Box] {
    svg.matches(of: #/<text class="(\w+)" x="([-0-9.]+)" y="([-0-9.]+)" text-anchor="(\w+)">([^<]*)</#).compactMap {
      match in
      guard let x = Double(match.2), let y = Double(match.3) else { return nil }
      let sizes: [Substring: Double] = [
        "title": 18, "name": 15, "number": 15, "mark": 13, "soft": 13, "tick": 13, "small": 13, "strong": 13,
        "inside": 13, "digit": 13,
      ]
      let size = sizes[match.1] ?? 14
      let isBold = ["title", "name", "number", "mark", "strong"].contains(match.1)
      let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      let text = entities.reduce(String(match.5)) { $0.replacing($1.0, with: $1.1) }
      let width = TextWidth.of(text, size: size, isBold: isBold) * 0.94
      let left = match.4 == "start" ? x : match.4 == "end" ? x - width : x - width / 2
      return Box(text: text, left: left, right: left + width, baseline: y, size: size)
    }
  }

  @Test("no two texts stand on each other, and none leaves the paper", arguments: dossiers)
  func overlaps(_ name: String, _ dossier: Dossier) throws {
    for figure in try figures(dossier) {
      let boxes = boxes(figure.svg)
      let height = try #require(figure.svg.firstMatch(of: #/viewBox="0 0 800 ([0-9.]+)"/#)).1
      #expect(boxes.count > 10)
      for (index, box) in boxes.enumerated() {
        #expect(box.left >= 0 && box.right <= 800 && box.baseline < Double(height) ?? 0, "\(figure.file): \(box.text)")
        for other in boxes[(index + 1)...] where abs(other.baseline - box.baseline) < 0.75 * min(box.size, other.size) {
          #expect(
            box.right <= other.left || other.right <= box.left,
            "\(name)/\(figure.file): '\(box.text)' on '\(other.text)'")
        }
      }
    }
  }

  @Test("a legend explains every kind of mark that was drawn, and none that was not", arguments: dossiers)
  func legends(_ name: String, _ dossier: Dossier) throws {
    for figure in try figures(dossier) {
      let parts = figure.svg.split(separator: "<g class=\"legend\">", maxSplits: 1)
      try #require(parts.count == 2, "\(figure.file)")
      let samples = try #require(parts[1].firstMatch(of: #/(?s)^(.*?)</g>/#)).1
      let (drawn, explained) = (marks(parts[0]), marks(samples))
      // The frame, and what stands named on the drawing itself.
      var plain: Set = ["rect paper", "line axis", "line rule", "rect track", "line path"]
      if parts[0].contains(">margin −") { plain.formUnion(["line margin", "line gain"]) }
      if parts[0].contains(">0 = like ") || figure.file == RatersPlot.file { plain.insert("line zero") }
      #expect(drawn.subtracting(explained).subtracting(plain).isEmpty, "\(name)/\(figure.file)")
      #expect(explained.subtracting(drawn).subtracting(["line thin", "line zero"]).isEmpty, "\(name)/\(figure.file)")
    }
  }

  /// "circle hollow": elements with their classes.
  private func marks(_ svg: some StringProtocol) -> Set<String> {
    Set(String(svg).matches(of: /<(line|rect|circle|polygon|ellipse) class="(\w+)"/).map { "\($0.1) \($0.2)" })
  }

  @Test("a ring is an open verdict in every figure: none without one has a ring", arguments: dossiers)
  func rings(_ name: String, _ dossier: Dossier) throws {
    let reading = try Reading(dossier)
    let isOpen = reading.challengers.contains {
      $0.comparison != nil && [nil, .undecided].contains($0.comparison?.verdicts[reading.claim.scope]?.margin)
    }
    for figure in try figures(dossier) where figure.svg.contains("circle class=\"hollow\"") {
      #expect(isOpen && figure.svg.contains(">undecided</text>"), "\(name)/\(figure.file)")
    }
  }

  @Test("an interval that ends a little beyond the usual axis widens it; one that ends far out is cut")
  func widened() {
    let near = Axis.holding([-1.21, 0.2], values: [-0.9, -0.4], limit: 1.2, from: 0, to: 100)
    #expect(near.domain.contains(-1.21))
    let far = Axis.holding([-9, 0.2], values: [-0.9, -0.4], limit: 1.2, from: 0, to: 100)
    #expect(!far.domain.contains(-9) && far.domain.contains(-1.17))
  }

  @Test("no line crosses a text, but for those that lead to it", arguments: dossiers)
  func struckThrough(_ name: String, _ dossier: Dossier) throws {
    for figure in try figures(dossier) {
      let number = #/[-0-9.]+/#
      for match in figure.svg.matches(of: /<line class="(\w+)" x1="([^"]+)" y1="([^"]+)" x2="([^"]+)" y2="([^"]+)"/) {
        let ends = [match.2, match.3, match.4, match.5].compactMap {
          $0.wholeMatch(of: number).flatMap { Double($0.0) }
        }
        try #require(ends.count == 4)
        for box in boxes(figure.svg) {
          let isBeside = max(ends[0], ends[2]) <= box.left + 1 || min(ends[0], ends[2]) >= box.right - 1
          let isApart = max(ends[1], ends[3]) <= box.baseline - 0.72 * box.size || min(ends[1], ends[3]) >= box.baseline
          // A dash is what stands on the nought line where nothing is known.
          #expect(isBeside || isApart || box.text == "–", "\(name)/\(figure.file): \(match.1) through '\(box.text)'")
        }
      }
    }
  }

  @Test("every mark of the progress lies within its panel, and without any interval there is a sentence instead")
  func progressInside() throws {
    for (name, dossier) in Self.dossiers {
      let reading = try Reading(dossier)
      guard let progress = dossier.robustness?.progress, progress.reason == nil else { continue }
      let plot = ProgressPlot(reading: reading, progress: progress)
      let files = try figures(dossier).map(\.file)
      #expect(files.contains(ProgressPlot.file) == (plot.emptiness == nil), "\(name)")
      for match in plot.svg.matches(of: /<circle class="point" cx="([0-9.]+)" cy="([0-9.]+)" r="3"/) {
        let x = try #require(Double(match.1))
        #expect((72...776).contains(x) || x == 31, "\(name)")
      }
    }
    let text = try #require(ReportWriter.render(Fixture.oneRater).first { $0.name == "decision.md" }).text
    #expect(text.contains("Not shown: no interval for raters like these at any point: "))
  }

  @Test("the columns of the places add up to what stands beside them and in words")
  func counts() throws {
    let places = try #require(Fixture.decided.places)
    let plot = PlacesPlot(reading: try Reading(Fixture.decided), places: places)
    for row in places.decks.flatMap(\.rows) {
      let total = "\(row.judged.reduce(0, +)) of \(row.planned.reduce(0, +)) in all"
      #expect(plot.description.contains(total))
      #expect(plot.svg.contains(">\(row.judged.reduce(0, +))</text>"))
    }
    #expect(plot.svg.contains("counts for both"))
  }

  @Test("results.json holds what the figures show")
  func numbers() throws {
    let text = try #require(ReportWriter.render(FixtureLarge.dossier).first { $0.name == "results.json" }).text
    let root = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let order = try #require((root["robustness"] as? [String: Any])?["shown_order"] as? [String: Any])
    let progress = try #require(order["progress"] as? [String: Any])
    let last = try #require((progress["checkpoints"] as? [[String: Any]])?.last?["differences"] as? [[String: Any]])
    let comparisons = try #require(root["comparisons"] as? [[String: Any]])
    #expect(last.count == 5 && comparisons.count == 5)
    for (point, comparison) in zip(last, comparisons) {
      #expect(point["candidate"] as? String == comparison["candidate"] as? String)
      #expect((point["difference"] as? NSDictionary) == (comparison["difference"] as? NSDictionary))
      // What the categories add up to.
      let traffic = try #require((root["images"] as? [String: Any])?["traffic"] as? [String: Double])
      let parts = try #require(comparison["by_category"] as? [String: [String: Any]])
      let sum = parts.reduce(0) { $0 + (traffic[$1.key] ?? 0) * ($1.value["value"] as? Double ?? .nan) }
      let overall = try #require((comparison["difference"] as? [String: Any])?["value"] as? Double)
      #expect(abs(sum - overall) < 2e-6)
    }
    let trust = try #require(root["trust"] as? [String: Any])
    #expect((trust["profiles"] as? [Any])?.count == 40)
    let places = try #require((trust["shown_order"] as? [String: Any])?["places"] as? [String: Any])
    #expect((places["decks"] as? [[String: Any]])?.map { $0["even_within_one"] as? Bool } == [true, true])
  }

  @Test("a category without a pair is said to be not estimated, and draws nothing")
  func notEstimated() throws {
    let svg = CategoriesPlot(reading: try Reading(Fixture.decided)).svg
    #expect(svg.matches(of: />not estimated</).count == 4)
    // Two categories with four candidates each, and one point in the legend.
    #expect(svg.matches(of: /<circle class="point"/).count == 9)
  }

  @Test("a shortened text fits, keeps both ends, and is left alone where it fits as it is")
  func widths() {
    for text in [
      String(repeating: "長い名前", count: 20), String(repeating: "Wide Model ", count: 9), "نموذج طويل جدا للتجربة",
    ] {
      let short = TextWidth.fitted(text, to: 100, size: 13)
      #expect(TextWidth.of(short, size: 13) <= 100 && short.contains("…") && short.first == text.first)
    }
    #expect(TextWidth.fitted("flash", to: 100, size: 13) == "flash")
  }
}
