internal import Monitoring
internal import Statistics

/// What a look at a log says, worded once for the terminal and for Markdown.
struct MonitorWords {
  let report: MonitorReport

  private var terms: MonitorTerms { report.terms }

  // MARK: Numbers

  /// "21.3 %".
  static func share(_ share: Double) -> String { Numbers.fixed(100 * share, decimals: 1) + " %" }

  /// "20.9 to 21.7 %".
  static func range(_ range: ClosedRange<Double>) -> String {
    "\(Numbers.fixed(100 * range.lowerBound, decimals: 1)) to \(share(range.upperBound))"
  }

  /// "+16.9 points (11.8 to 22.1)".
  static func difference(_ difference: ProportionDifference?) -> String {
    guard let difference else { return "not comparable" }
    func points(_ number: Double) -> String { Numbers.fixed(100 * number, decimals: 1) }
    let value = points(difference.value)
    return (difference.value > 0 && value != "0.0" ? "+" : "") + value
      + " points (\(points(difference.lower)) to \(points(difference.upper)))"
  }

  // MARK: Names

  /// A category or a tier.
  static func name(_ name: String?) -> String { name.map { $0.isEmpty ? "(none)" : $0 } ?? "all" }

  /// "food, nano"; "food"; "nano, all categories"; "all".
  static func row(_ category: String?, _ tier: String?) -> String {
    switch (category, tier) {
    case (nil, nil): "all"
    case (nil, let tier): "\(name(tier)), all categories"
    case (let category, nil): name(category)
    case (let category, let tier): "\(name(category)), \(name(tier))"
    }
  }

  var hasTiers: Bool { report.rows.contains { $0.tier != nil } }

  // MARK: Sentences

  var threshold: String { Numbers.percent(terms.threshold) }
  var level: String { Numbers.confidence(terms.confidence) }
  private var error: String { Numbers.confidence(1 - terms.confidence) }
  private var events: String { Numbers.counted(report.rows[0].total.events, "event") }

  /// What was looked at.
  var scope: String {
    "\(events), \(report.span.lowerBound) to \(report.span.upperBound). The newest "
      + "\(Numbers.counted(terms.window, "day")), from \(report.window.lowerBound) on, hold "
      + "\(Numbers.count(report.rows[0].window.events)); rates are of these."
  }

  /// One a flag, or that there is none.
  var flags: [String] {
    let flagged = report.flagged
    guard !flagged.isEmpty else {
      return [
        "No flag is up: no row with \(Numbers.counted(terms.minimum, "event")) is shown to be above \(threshold)."
      ]
    }
    return flagged.map { row in
      let bound =
        row.atLeast.map { "of late at least \(Self.share($0))" }
        ?? row.interval.map { "at least \(Self.share($0.lowerBound))" }
      return "FLAG \(Self.row(row.category, row.tier)): \(Self.share(row.window.edits.rate ?? 0)) of "
        + "\(Numbers.count(row.window.events)) captions edited, \(bound ?? Numbers.unknown); the threshold is \(threshold). "
        + (terms.looks == .daily
          ? "Flagged since \(row.flaggedSince ?? report.span.upperBound) by the events' own dates."
          : "Looked at once, at the end of \(report.span.upperBound).")
    }
  }

  /// Flags that were up and are not any more.
  var pastFlags: [String] {
    report.rows.flatMap { row in
      row.flags.compactMap { spell in
        spell.last.map { "Was up: \(Self.row(row.category, row.tier)), \(spell.first) to \($0)." }
      }
    }
  }

  /// How the numbers were made, and what they take for granted.
  var method: [String] {
    let rows = Numbers.counted(report.rows.count, "row")
    var notes: [String] = []
    switch terms.looks {
    case .daily:
      notes.append(
        "A flag goes up where a rate is shown to be above \(threshold), at the end of whatever day one looks: the chance of "
          + "any false flag in \(MonitorTerms.period) days in a row is at most \(error) over the \(rows) together, and over "
          + "whatever rows are still to come. “At least” "
          + "is the bound that it goes by: what the rate of the newest days is above, however few of the window's they are; "
          + "after a rise that may be more than the window's own rate. A row with fewer than \(Numbers.counted(terms.minimum, "event")) in the window is "
          + "passed over.")
    case .once:
      notes.append(
        "Looked at once: a flag goes up where the lower bound of a row's \(level) interval is above \(threshold), each row "
          + "by itself. Looking again and again raises false flags; without `--looks once` it does not. A row with fewer than "
          + "\(Numbers.counted(terms.minimum, "event")) in the window is passed over.")
    }
    notes.append(
      "Trend compares the window with all days before it, by bounds that may be looked at daily: the chance of a false "
        + "one in \(MonitorTerms.period) days is at most \(error) over all rows.")
    notes.append(
      "\(level) intervals are for one look, each by itself. Everything takes events as independent: where few "
        + "users make most of the edits, intervals are too narrow and flags too quick.")
    notes.append(
      "An edit is a change of words. Touch-up: at most a quarter of the words; rewrite: at most three quarters; "
        + "replaced: more.")
    return notes
  }

  /// What was left out.
  var leftOut: [String] {
    var notes: [String] = []
    let emptied = report.rows[0].total.emptied
    if emptied > 0 {
      notes.append("\(Numbers.counted(emptied, "caption")) of the whole log had nothing left: counted as replaced.")
    }
    for column in report.outcomes where column.unreadable > 0 {
      notes.append("\(unreadable(column)). Means and rates are of the others.")
    }
    for column in report.texts { notes.append("\(unreadable(column)). Left out, as most of it is text.") }
    for unit in EventTime.Unit.allCases {
      guard let count = report.fineTimes[unit] else { continue }
      notes.append(
        "\(Numbers.counted(count, "time")) of \(unit.rawValue) digits: read as Unix time in \(unit).")
    }
    if report.bad.total > 0 {
      notes.append("\(Numbers.counted(report.bad.total, "line")) passed over. The first of each kind:")
      notes += report.bad.firsts.map {
        "\($0.place): \($0.fact) \(Numbers.counted(report.bad.counts[$0.kind] ?? 0, "such line"))."
      }
    }
    return notes
  }

  /// "Column 'seconds': 3 of 1,200 cells (0.3 %) are neither numbers nor true or false, first edits.csv:7:41".
  private func unreadable(_ column: MonitorReport.Outcome) -> String {
    let share = Double(column.unreadable) / Double(max(1, column.cells))
    return "Column '\(column.name)': \(Numbers.count(column.unreadable)) of \(Numbers.counted(column.cells, "cell")) "
      + "(\(share < 0.001 ? "less than 0.1 %" : Self.share(share))) "
      + "\(column.unreadable == 1 ? "is neither a number" : "are neither numbers") nor true or false, first "
      + "\(column.unreadableAt ?? Numbers.unknown)"
  }

  // MARK: Tables

  /// The columns of the table of rows, with those whose cells stand on the right.
  var columns: [(title: String, isNumber: Bool)] {
    var columns = [("Category", false)]
    if hasTiers { columns.append(("Tier", false)) }
    columns += [("Events", true), ("Edited", true), ("\(level) interval", true)]
    if terms.looks == .daily { columns.append(("At least", true)) }
    columns += [("Touch-up", true), ("Rewrite", true), ("Replaced", true), ("Trend", false)]
    columns.append((terms.looks == .daily ? "Flag since" : "Flag", false))
    return columns.map { (title: $0.0, isNumber: $0.1) }
  }

  /// A row of that table.
  func cells(_ row: MonitorRow) -> [String] {
    var cells = [Self.name(row.category)]
    if hasTiers { cells.append(Self.name(row.tier)) }
    let edits = row.window.edits
    cells += [
      Numbers.count(edits.trials), edits.rate.map(Self.share) ?? "–", row.interval.map(Self.range) ?? "–",
    ]
    if terms.looks == .daily { cells.append(row.atLeast.map { $0 > 0 ? Self.share($0) : "–" } ?? "–") }
    cells += [EditClass.touchUp, .rewrite, .replaced].map { kind in
      edits.trials > 0 ? Self.share(Double(row.window[kind]) / Double(edits.trials)) : "–"
    }
    switch row.trend?.direction {
    case .rising: cells.append("rising")
    case .falling: cells.append("falling")
    case .notShown, nil: cells.append("–")
    }
    let up = row.flaggedSince.map { terms.looks == .daily ? "\($0)" : "up" }
    cells.append(up ?? (edits.trials < terms.minimum ? "too few" : ""))
    return cells
  }

  /// Before and after a swap: title, columns, rows, and what is to be known of them.
  var swap: (title: String, columns: [String], rows: [[String]], notes: [String])? {
    guard let swap = report.swap else { return nil }
    func row(_ name: String, _ category: SwapComparison.Category) -> [String] {
      [name]
        + [category.before, category.after].map { side in
          side.rate.map { "\(Self.share($0)) of \(Numbers.count(side.trials))" } ?? "–"
        } + [Self.difference(category.difference)]
    }
    var rows = swap.categories.count > 1 ? swap.categories.map { row(Self.name($0.name), $0) } : []
    rows.append(row("all, as it came", swap.all))
    var notes: [String] = []
    if swap.categories.count > 1 {
      rows.append(["all, same mix", "", "", Self.difference(swap.standardized)])
      notes.append("Same mix: each category counts as much before as it does after the swap.")
    }
    if !swap.leftOut.isEmpty {
      notes.append(
        "Not in it, for they have events on one side only: \(swap.leftOut.map { Self.name($0) }.joined(separator: ", "))."
      )
    }
    notes.append(
      "After less before, in points of a hundred, with Newcombe's \(level) intervals, each by itself and for one look. Whatever "
        + "else changed that day is in the difference too.")
    return ("Before and after \(swap.day)", ["Category", "Before", "After", "Difference"], rows, notes)
  }

  /// Other columns of the log: columns and rows.
  var outcomes: (columns: [String], rows: [[String]])? {
    guard !report.outcomes.isEmpty else { return nil }
    let rows = report.outcomes.enumerated().flatMap { number, outcome in
      report.rows.compactMap { row -> [String]? in
        guard let estimate = row.outcomes[number] else { return nil }
        func text(_ value: Double) -> String {
          outcome.isRate ? Self.share(value) : Numbers.fixed(value, decimals: decimals(number))
        }
        return [
          outcome.name, Self.row(row.category, row.tier), Numbers.count(estimate.count), text(estimate.mean),
          estimate.interval.map {
            outcome.isRate ? Self.range($0) : "\(text($0.lowerBound)) to \(text($0.upperBound))"
          } ?? "no interval",
        ]
      }
    }
    return (["Outcome", "Of", "Events", "Mean or rate", "\(level) interval"], rows)
  }

  /// As many as show a hundredth of the largest mean.
  private func decimals(_ number: Int) -> Int {
    var size = report.rows.compactMap { $0.outcomes[number].map { abs($0.mean) } }.max() ?? 0
    var decimals = 1
    while size > 0, size < 10, decimals < 6 {
      size *= 10
      decimals += 1
    }
    return decimals
  }
}
