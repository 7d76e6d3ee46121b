internal import Blinding
internal import FoundationEssentials
internal import StudyModel

/// One image of the report's last part as HTML: a heading to link to, the picture where there is one, and a table of
/// captions. Everything that comes from outside is escaped here; nothing of it is ever markup or script.
struct ItemRenderer {
  let readings: ItemReadings
  private let raters: [String]
  private let candidates: [(name: String, code: String)]
  private let questions: [String: String]
  private let head: String
  private let pairHead: String
  private let tableClass: String

  init(_ readings: ItemReadings) {
    self.readings = readings
    let reading = readings.reading
    let standIns = Set(reading.dossier.raters.filter(\.isSimulated).map(\.pseudonym))
    let areAllStandIns = standIns.count == reading.dossier.raters.count
    raters = readings.raters.enumerated().map { place, name in
      let isMarked = standIns.contains(name) && !areAllStandIns
      return Escaping.markup(name) + (isMarked ? " (simulated)" : "")
        + (readings.leftOut.contains(place) ? " (left out)" : "")
    }
    candidates = reading.candidates.map { candidate in
      let code = "<code>\(Escaping.markup(candidate.label))</code>"
      return (
        code + (candidate.isIncumbent ? ", incumbent" : "") + (candidate.facts.isSimulated ? " (simulated)" : ""), code
      )
    }
    let spoken = readings.criteria + reading.dossier.rubric.questions.map(\.id) + ["flag", "comment", "skip"]
    questions = Dictionary(spoken.map { ($0, Escaping.markup($0)) }) { first, _ in first }
    let mark = reading.mark.map { " <strong>[\(Escaping.markup($0))]</strong>" } ?? ""
    func row(_ titles: [String]) -> String {
      "<thead><tr>\(titles.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>"
    }
    let incumbent = candidates[0].code
    head =
      reading.areCompared
      ? row(["Candidate", "Caption\(mark)", "Net preference over \(incumbent)"])
      : row(["Candidate", "Caption and ratings\(mark)", "Mean", "Difference from \(incumbent)", "Spread"])
    tableClass = reading.areCompared ? " class=\"net\"" : ""
    pairHead = row(["Pair", "Which caption each rater preferred\(mark)", "Spread"])
  }

  /// Appends one image.
  func write(_ item: ItemReading, to page: inout String) {
    let name = item.name
    let category = Escaping.markup(item.facts.category)
    page +=
      "<article class=\"item\" id=\"item-\(name)\" data-category=\"\(category)\" aria-labelledby=\"name-\(name)\">\n"
    page += "<h3 id=\"name-\(name)\"><a href=\"#item-\(name)\"><code>\(name)</code></a> \(category)</h3>\n"
    let facts = facts(item)
    if !facts.isEmpty { page += "<p class=\"facts\">\(facts)</p>\n" }
    page += "<div class=\"body\">\n"
    if let thumbnail = item.facts.thumbnail { page += PagePictures.element(thumbnail, name: name) }
    page += "<div class=\"tables\">\n<table\(tableClass) aria-label=\"Captions of \(name)\">\(head)\n<tbody>\n"
    for caption in item.captions { write(caption, to: &page) }
    page += "</tbody></table>\n"
    if !item.pairs.isEmpty {
      page += "<table class=\"pairs\" aria-label=\"Pairs of \(name)\">\(pairHead)\n<tbody>\n"
      for pair in item.pairs { write(pair, to: &page) }
      page += "</tbody></table>\n"
    }
    for line in item.remarks { write(line, to: &page) }
    page += "</div>\n</div>\n</article>\n"
  }

  /// What a reader sees at a glance; all of it is also in the table.
  private func facts(_ item: ItemReading) -> String {
    var facts: [String] = []
    if item.isDisputed { facts.append("<strong>raters disagree</strong>") }
    if let spread = item.spread { facts.append("largest spread \(Numbers.points(spread))") }
    if let lowest = item.lowest, let difference = lowest.difference {
      facts.append(
        "lowest against \(candidates[0].code): \(candidates[lowest.candidate].code) "
          + readings.reading.difference(difference))
    }
    let failures = item.captions.filter(\.isFailure).map { candidates[$0.candidate].code }
    if !failures.isEmpty { facts.append("no caption from \(failures.joined(separator: ", "))") }
    if item.captions.allSatisfy({ $0.mean == nil && $0.difference == nil }) { facts.append("not rated") }
    return facts.joined(separator: " · ")
  }

  private func write(_ caption: CaptionReading, to page: inout String) {
    page += "<tr data-of=\"\(caption.candidate)\""
    if let difference = caption.difference { page += " data-difference=\"\(JSONValue.rounded(difference))\"" }
    if let spread = caption.spread { page += " data-spread=\"\(JSONValue.rounded(spread))\"" }
    if caption.isDisputed { page += " data-disputed" }
    if caption.isFailure { page += " data-failure" }
    page += "><th scope=\"row\">\(candidates[caption.candidate].name)</th><td>"
    write(caption.output, to: &page)
    if let ruled = caption.ruled {
      page += "<p>Counts as \(number(ruled.value)) for each of \(Numbers.counted(ruled.raters, "rater")).</p>"
    }
    for line in caption.lines { write(line, to: &page) }
    page += "</td>"
    let difference = caption.difference.map(readings.reading.difference)
    if readings.reading.areCompared {
      page += "<td>\(difference ?? "–")</td></tr>\n"
    } else {
      page += "<td>\(caption.mean.map(Numbers.points) ?? "–")</td><td>\(difference ?? "–")</td>"
      page += "<td>\(caption.spread.map(Numbers.points) ?? "–")</td></tr>\n"
    }
  }

  /// The caption as it came, or what there was in its place.
  private func write(_ output: Output?, to page: inout String) {
    guard let output else { return page += "<p>This candidate was not asked.</p>" }
    if output.outcome != .captioned {
      page +=
        output.outcome.isRated ? "<p>\(output.outcome.rawValue):</p>" : "<p>No caption: \(output.outcome.rawValue).</p>"
    }
    if let kept = output.kept {
      page +=
        "<p>Removed: \(Numbers.counted(kept.words, "word")), SHA-256 <code>\(Escaping.markup(String(kept.sha256.prefix(16))))…</code></p>"
    }
    guard let text = output.text, !text.isEmpty else { return }
    if !output.outcome.isRated { page += "<p>What came, shown to no rater:</p>" }
    page += "<p class=\"text\" dir=\"auto\">\(Self.lines(text))</p>"
  }

  /// Text with its line breaks, which a style shows; everything else as ``Escaping/markup(_:)`` leaves it.
  static func lines(_ text: String) -> String {
    text.contains(where: \.isNewline)
      ? text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { Escaping.markup(String($0)) }
        .joined(separator: "\n")
      : Escaping.markup(text)
  }

  private func write(_ pair: PairReading, to page: inout String) {
    page += "<tr data-of=\"\(pair.candidates.0) \(pair.candidates.1)\""
    if let spread = pair.spread { page += " data-spread=\"\(JSONValue.rounded(spread))\"" }
    if pair.isDisputed { page += " data-disputed" }
    page +=
      "><th scope=\"row\">\(candidates[pair.candidates.0].code) and \(candidates[pair.candidates.1].code)</th><td>"
    for line in pair.lines { write(line, to: &page) }
    page += "</td><td>\(pair.spread.map(Numbers.points) ?? "–")</td></tr>\n"
  }

  /// For example "overall ana 4 · bo 3" or, where answers are words, "marks ana, bo: too-long · chi: wrong-count".
  private func write(_ line: AnswerLine, to page: inout String) {
    page += "<p class=\"said\"><b>\(questions[line.question] ?? Escaping.markup(line.question))</b> "
    var parts: [String] = []
    var sameWords: [String: Int] = [:]
    // From the last: a name that joins its like then stands before it.
    for entry in line.entries.reversed() {
      let rater = entry.rater.map { raters[$0] }
      switch entry.said {
      case .number(let value): parts.append("\(rater ?? "")\u{A0}\(number(value))")
      case .words(let words):
        if let place = sameWords[words], let rater {
          parts[place] = rater + ", " + parts[place]
        } else {
          sameWords[words] = parts.count
          parts.append((rater.map { $0 + ": " } ?? "") + Escaping.markup(words))
        }
      case .quotation(let lead, let text):
        parts.append(
          "\(rater ?? ""): \(lead.isEmpty ? "" : lead + " ")<q dir=\"auto\">\(Escaping.markup(text))</q>")
      }
    }
    page += parts.reversed().joined(separator: " · ") + "</p>"
  }

  private func number(_ value: Double) -> String {
    Numbers.fixed(value, decimals: value == value.rounded() ? 0 : 2)
  }
}
