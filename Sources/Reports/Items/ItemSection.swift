internal import Analysis
internal import StudyModel

/// The last part of `report.html`: every image with its captions and ratings, and what is needed to look through them.
struct ItemSection {
  static let title = "Items, one by one"
  static let heading = HTMLRenderer.Heading(level: 2, anchor: "items", markup: title)
  let readings: ItemReadings

  /// Nil where the dossier holds no items.
  init?(_ reading: Reading) throws(ReportError) {
    guard !reading.dossier.items.isEmpty else { return nil }
    readings = try ItemReadings(reading)
  }

  private var reading: Reading { readings.reading }

  /// Appends the whole section; `text` renders prose.
  func write(to page: inout String, text: (Prose) -> String) {
    let mark = reading.mark.map { " [\($0)]" } ?? ""
    let total = Numbers.counted(readings.items.count, "item")
    page += """
      <section class="items" aria-labelledby="items">
      <h2 id="items">\(Self.title)\(Escaping.markup(mark))</h2>
      <div class="intro">
      \(introduction.map { "<p>\(text($0))</p>" }.joined(separator: "\n"))
      <p class="print"><label><input type="checkbox" id="print" name="print" value="1" form="filters"> \
      Print the items that are shown, too</label></p>
      </div>
      <p class="on-paper">Not printed: \(total). To print them, tick “Print the items that are shown, too” above them in \
      <code>report.html</code>.</p>
      <noscript><p>Filtering and sorting need a script, which is not running here. Everything is below.</p></noscript>
      <div class="bar">
      \(form(text))
      <p class="count"><span id="count" role="status" aria-live="polite">\(total)</span>\
      <button type="button" id="to-filters" hidden>Filters</button></p>
      </div>
      <div id="item-list">

      """
    let renderer = ItemRenderer(readings)
    for item in readings.items { renderer.write(item, to: &page) }
    page += "</div>\n</section>\n"
  }

  private var introduction: [Prose] {
    let incumbent = reading.incumbent.label
    let claimed = reading.claim.criterion
    var lines: [Prose] = [
      "What each candidate said of each image, and what raters said of that. One item proves nothing: the verdict rests on "
        + "all of them together. Raters appear by pseudonym. An item is named by the first digits of its image’s SHA-256, "
        + "the \(code: "image_id") of \(code: "ratings.csv")."
    ]
    if reading.areCompared {
      lines.append(
        "\(strong: "Net preference") is over \(code: incumbent) on this image alone: +1 for each rater who preferred the "
          + "candidate, −1 for each who preferred \(code: incumbent), 0 for neither, averaged. \(strong: "Spread") is how "
          + "far raters differ over one pair: the standard deviation of the same +1, 0 and −1. \(strong: "Raters disagree") "
          + "over a pair where some preferred the one caption and some the other.")
    } else {
      let range = Tabulation.ranges(of: reading.dossier.rubric)[claimed]
      let limit = range.map { Numbers.points(Spread.limit(on: $0)) } ?? Numbers.unknown
      lines.append(
        "Mean, difference and spread are of \(code: claimed), the claimed criterion, on this image alone. "
          + "\(strong: "Difference") is from \(code: incumbent), over raters who rated both captions. \(strong: "Spread") is "
          + "how far raters differ over one caption: the standard deviation of their ratings, unknown (–) for a single "
          + "rating. \(strong: "Raters disagree") over a caption where its spread is \(limit) points or more, a quarter of "
          + "the scale. A strict and a lenient rater disagree too.")
    }
    lines.append(
      "What was shown only to check raters (repeats, captions of other images) is not among these ratings. Pictures are in "
        + "this page only where the report was made with \(code: "--with-images").")
    return lines
  }

  private func form(_ text: (Prose) -> String) -> String {
    let categories = Set(readings.items.map(\.facts.category)).sorted()
    let incumbent = "<code>\(Escaping.markup(reading.incumbent.label))</code>"
    func options(_ names: [String]) -> String {
      names.map { "<option value=\"\(Escaping.markup($0))\">\(Escaping.markup($0))</option>" }.joined()
    }
    return """
      <form id="filters" role="search" aria-label="Filter the items" hidden>
      <label>Category <select name="category"><option value="">all</option>\(options(categories))</select></label>
      <label>Candidate <select name="candidate"><option value="">all</option>\
      \(options(reading.candidates.map(\.label)))</select></label>
      <label>Words in captions or notes <input type="search" name="words" autocomplete="off" spellcheck="false"></label>
      <label>Order <select name="order"><option value="">by name</option>\
      <option value="spread">raters disagree most first</option>\
      <option value="difference">worst against the incumbent first</option></select></label>
      <fieldset><legend>Only where</legend>
      <label><input type="checkbox" name="disputed" value="1"> raters disagree</label>
      <label><input type="checkbox" name="worse" value="1"> worse than \(incumbent)</label>
      <label><input type="checkbox" name="failed" value="1"> no caption</label>
      </fieldset>
      <button type="reset">Show all</button>
      </form>
      """
  }
}
