public import Monitoring
internal import Statistics

extension MonitorReport {
  /// For a terminal, ending in a line break.
  public var text: String {
    let words = MonitorWords(report: self)
    var lines = wrapped(words.scope) + words.flags.flatMap(wrapped) + words.pastFlags.flatMap(wrapped) + [""]
    let numbers = words.columns.indices.filter { words.columns[$0].isNumber }
    lines += Columns.aligned(
      [words.columns.map(\.title)] + rows.map(words.cells), right: Set(numbers), width: 110)
    if let swap = words.swap {
      lines += ["", swap.title]
      lines += Columns.aligned([swap.columns] + swap.rows, right: [1, 2])
      lines += swap.notes.flatMap(wrapped)
    }
    if let outcomes = words.outcomes {
      lines += ["", "Other outcomes in the window"]
      lines += Columns.aligned([outcomes.columns] + outcomes.rows, right: [2, 3, 4], shrinking: 1)
    }
    lines.append("")
    lines += (words.method + words.leftOut).flatMap(wrapped)
    return lines.joined(separator: "\n") + "\n"
  }

  private func wrapped(_ text: String) -> [String] { Columns.wrapped(text) }

  /// As Markdown that code hosts render.
  ///
  /// - Parameter figure: the path of the figure, seen from the document; nil where there is none.
  public func markdown(figure: String? = nil) -> String {
    let words = MonitorWords(report: self)
    func prose(_ text: String) -> Prose { Prose(stringLiteral: text) }
    var blocks: [Block] = [
      .paragraph(prose(words.scope)), .list((words.flags + words.pastFlags).map(prose)),
      .table(
        Table(
          caption: prose("Edits in the window, by category\(words.hasTiers ? " and tier" : "")."),
          columns: words.columns.map { $0.isNumber ? .number(prose($0.title)) : .text(prose($0.title)) },
          rows: rows.map { words.cells($0).map(prose) })),
    ]
    if let figure {
      let plot = RatesFigure(report: self)
      blocks.append(
        .figure(
          Figure(
            file: figure, alternative: plot.description, caption: "Shares of captions edited, over time.", svg: plot.svg
          )))
    }
    if let swap = words.swap {
      blocks += [
        .heading(2, prose(swap.title)),
        .table(
          Table(
            caption: "Share of captions edited on both sides.",
            columns: [.text("Category"), .number("Before"), .number("After"), .number("Difference")],
            rows: swap.rows.map { $0.map(prose) })),
        .list(swap.notes.map(prose)),
      ]
    }
    if let outcomes = words.outcomes {
      blocks += [
        .heading(2, "Other outcomes"),
        .table(
          Table(
            caption: "In the window.",
            columns: outcomes.columns.enumerated().map { $0 < 2 ? .text(prose($1)) : .number(prose($1)) },
            rows: outcomes.rows.map { $0.map(prose) })),
      ]
    }
    blocks += [.heading(2, "How this was made"), .list((words.method + words.leftOut).map(prose))]
    return MarkdownRenderer.render(
      Document(warnings: [], title: "What users do to captions", blocks: blocks))
  }

  /// Rates over time as SVG, which stands alone.
  public var figure: String { RatesFigure(report: self).svg }

  /// As JSON: null is unknown, never zero. Shares are between 0 and 1.
  public var json: String {
    JSONValue.keyed([
      "format": "blindfold-monitor/1",
      "terms": .keyed([
        "threshold": .real(terms.threshold), "minimum": .integer(terms.minimum), "window_days": .integer(terms.window),
        "confidence": .real(terms.confidence), "looks": .string(terms.looks.rawValue),
        "period_days": .integer(MonitorTerms.period), "rows": .integer(rows.count),
      ]),
      "first_day": .string("\(span.lowerBound)"), "last_day": .string("\(span.upperBound)"),
      "window_first_day": .string("\(window.lowerBound)"), "flagged": .bool(!flagged.isEmpty),
      "rows": .array(rows.map(json)),
      "swap": swap.map(json) ?? .null,
      "columns_of_text": .array(texts.map { .string($0.name) }),
      "unreadable_cells": .array((outcomes + texts).filter { $0.unreadable > 0 }.map(json)),
      "lines_passed_over": .array(
        bad.firsts.map {
          .keyed([
            "count": .integer(bad.counts[$0.kind] ?? 0), "first": .string($0.place), "reason": .string($0.fact),
          ])
        }),
    ]).document
  }

  private func json(_ row: MonitorRow) -> JSONValue {
    .keyed([
      "category": .text(row.category), "tier": .text(row.tier), "window": json(row.window), "all": json(row.total),
      "interval": json(row.interval), "at_least": .real(row.atLeast), "share": .real(row.share),
      "flags": .array(
        row.flags.map { .keyed(["first": .string("\($0.first)"), "last": .text($0.last.map { "\($0)" })]) }),
      "trend": row.trend.map {
        .keyed(["direction": .string($0.direction.rawValue), "before": json($0.before)])
      } ?? .null,
      "outcomes": .array(
        zip(outcomes, row.outcomes).map { outcome, estimate in
          .keyed([
            "name": .string(outcome.name), "rate": .bool(outcome.isRate), "events": .integer(estimate?.count ?? 0),
            "mean": .real(estimate?.mean), "interval": json(estimate?.interval),
          ])
        }),
      "over_time": .array(
        row.points.map {
          .keyed([
            "first_day": .string("\($0.first)"), "days": .integer($0.days), "events": .integer($0.edits.trials),
            "edited": .integer($0.edits.successes),
          ])
        }),
    ])
  }

  private func json(_ column: Outcome) -> JSONValue {
    .keyed([
      "column": .string(column.name), "cells": .integer(column.cells), "unreadable": .integer(column.unreadable),
      "first": .text(column.unreadableAt),
    ])
  }

  private func json(_ tally: EventTally) -> JSONValue {
    .keyed([
      "events": .integer(tally.events), "edited": .integer(tally.edits.successes), "rate": .real(tally.edits.rate),
      "touch_up": .integer(tally[.touchUp]), "rewrite": .integer(tally[.rewrite]),
      "replaced": .integer(tally[.replaced]), "emptied": .integer(tally.emptied),
      "mean_distance": .real(tally.meanDistance),
    ])
  }

  private func json(_ range: ClosedRange<Double>?) -> JSONValue {
    range.map { .array([.real($0.lowerBound), .real($0.upperBound)]) } ?? .null
  }

  private func json(_ counts: RateCounts) -> JSONValue {
    .keyed(["events": .integer(counts.trials), "edited": .integer(counts.successes)])
  }

  private func json(_ swap: SwapComparison) -> JSONValue {
    func category(_ category: SwapComparison.Category, _ name: JSONValue) -> JSONValue {
      .keyed([
        "category": name, "before": json(category.before), "after": json(category.after),
        "difference": json(category.difference),
      ])
    }
    return .keyed([
      "day": .string("\(swap.day)"), "categories": .array(swap.categories.map { category($0, .string($0.name)) }),
      "all": category(swap.all, .null), "standardized_difference": json(swap.standardized),
      "not_standardized": .array(swap.leftOut.map { .string($0) }),
    ])
  }

  private func json(_ difference: ProportionDifference?) -> JSONValue {
    difference.map {
      .keyed(["value": .real($0.value), "lower": .real($0.lower), "upper": .real($0.upper)])
    } ?? .null
  }
}

extension LiveFlag.Change {
  /// A line for a stream: that a flag went up, or came down, on which day by the events' own dates, and how far they are read.
  ///
  /// - Parameter threshold: of the flag.
  public func line(threshold: Double) -> String {
    let beginning = "flag \(isUp ? "up" : "down"): \(Escaping.line(MonitorWords.row(flag.category, flag.tier)))"
    let since = spell.map { spell in
      isUp
        ? ", flagged since \(spell.first) by the events' own dates"
        : ", was flagged \(spell.first)\(spell.last.map { " to \($0)" } ?? "") by the events' own dates"
    }
    guard isUp else { return "\(beginning)\(since ?? ""). Read up to \(last)" }
    return "\(beginning)\(since ?? ""). Read up to \(last): \(MonitorWords.share(flag.edits.rate ?? 0)) of "
      + "\(Numbers.count(flag.edits.trials)) captions edited in the window, \(spell == nil ? "" : "of late ")more than the "
      + "threshold of \(Numbers.percent(threshold))"
  }
}
