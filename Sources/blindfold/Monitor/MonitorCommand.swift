public import ArgumentParser
internal import Foundation
public import Monitoring
internal import Reports

extension MonitorTerms.Looks: ExpressibleByArgument {}
extension EventReader.Form: ExpressibleByArgument {}

/// What users do to captions in production.
struct MonitorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract:
      "After a swap: which share of captions users edit, by category and tier, and a flag where it is too large.",
    discussion: """
      LOG is a CSV with a header, or lines of JSON, or '-' for a stream of either on standard input. An event is a caption \
      that a user was shown and left in some state: time, shown, final, and where wanted category, tier (or model) and \
      further columns of numbers or true and false, whose means are shown; a cell that is neither is named and counts for \
      nothing. Times are 2026-11-01, 2026-11-01T09:30:00Z or Unix time of 10, 13, 16 or 19 digits; days are UTC. No event \
      is kept, and their order does not matter.

      A flag goes up where the share edited in the newest days is shown to be above the threshold. It may be looked at \
      at the end of every day, once all of the day's events are in: the chance of any false flag in 91 days \
      is at most 1 less --confidence, over all rows together and all that are still to come. It has the day since which it is up by the events' own dates. Of a stream each flag is printed as \
      it goes up or comes down, and the whole table at its end.

      Example:
        blindfold monitor edits.csv
        blindfold monitor edits-*.jsonl --swap 2026-11-01 --svg edits.svg --markdown edits.md
        tail -n +1 -F edits.jsonl | blindfold monitor - --format jsonl

      Exit codes: 0 no flag is up, 64 usage, 65 a line that is no event, 66 missing file, 73 cannot write, 100 a flag is \
      up at the last look, 130 stopped by Ctrl-C.
      """)

  @Argument(help: "Logs, all of one story; or '-' for standard input.", completion: .file())
  var logs: [String]

  @Option(help: "csv or jsonl. Without it the first byte tells: '{' or another.")
  var format: EventReader.Form?

  @Option(help: "The share edited above which a flag goes up.")
  var threshold = MonitorTerms.standard.threshold

  @Option(help: "Fewest events of a row in the window for a flag.")
  var minimum = MonitorTerms.standard.minimum

  @Option(help: "Days: rates are of the newest ones, and a rise has to show within them.")
  var window = MonitorTerms.standard.window

  @Option(help: "Of intervals; 1 less it is the chance of a false flag in 91 days.")
  var confidence = MonitorTerms.standard.confidence

  @Option(
    help: ArgumentHelp(
      "daily: flags hold however often one looks. once: by each row's plain interval.", valueName: "daily|once"))
  var looks = MonitorTerms.standard.looks

  @Option(
    help: ArgumentHelp("The first day of what was swapped in: rates before and after it.", valueName: "YYYY-MM-DD"))
  var swap: String?

  @Option(
    help: ArgumentHelp(
      "A column whose mean is shown; once for each. Without it every column of numbers.", valueName: "column"))
  var outcome: [String] = []

  @Flag(help: "Count lines that are no events and pass them over, as of a stream. Else the first one ends it.")
  var skipBad = false

  @Option(help: "Also write Markdown here.", completion: .file(extensions: ["md"]))
  var markdown: String?

  @Option(help: "Also write JSON here; '-' prints it in place of the table.", completion: .file(extensions: ["json"]))
  var json: String?

  @Option(help: "Also write a figure of the rates over time here.", completion: .file(extensions: ["svg"]))
  var svg: String?

  func validate() throws {
    if logs.contains("-"), logs.count > 1 {
      throw ValidationError("'-' and files: give either standard input or files.")
    }
    if let twice = Set(logs).first(where: { log in logs.count { $0 == log } > 1 }) {
      throw ValidationError("\(twice) is given twice: its events would count twice.")
    }
    if let name = outcome.first(where: { EventReader.isReserved($0) }) {
      throw ValidationError("--outcome \(name): this column is part of the event itself. Name another one.")
    }
    do { _ = try terms() } catch let fault as MonitorTerms.Fault { throw ValidationError(fault.description) }
  }

  private func terms() throws -> MonitorTerms {
    let day = try swap.map { text in
      guard let day = Day(text) else { throw ValidationError("--swap \(text): give a day as 2026-11-01.") }
      return day
    }
    return try MonitorTerms(
      threshold: threshold, minimum: minimum, window: window, confidence: confidence, looks: looks, swap: day)
  }

  func run() async throws {
    try await ending {
      let (terms, isStream) = (try terms(), logs == ["-"])
      var monitored = MonitoredLogs(
        terms: terms, outcomes: outcome.isEmpty ? nil : outcome, form: format, skipsBad: skipBad || isStream,
        printsFlags: isStream && json != "-")
      let start = monitored
      if isStream {
        monitored = try await interruptible {
          var monitored = start
          try monitored.readStream()
          return monitored
        }
      } else {
        for log in logs { try monitored.read(log) }
      }
      guard let report = try monitored.report() else {
        throw Refusal(
          .wrongInput,
          "\(logs.joined(separator: ", ")): no event in it. Nothing can be said of edits. A log has a line an event, with "
            + "time, shown and final.")
      }
      try write(report)
      if monitored.wasStopped { throw Ending.interrupted.exitCode }
      if !report.flagged.isEmpty { throw Ending.evidenceSaysNo.exitCode }
    }
  }

  private func write(_ report: MonitorReport) throws {
    if let svg { try ReportWriter.write(report.figure, to: svg) }
    if let markdown {
      try ReportWriter.write(report.markdown(figure: figurePath(of: svg, in: markdown)), to: markdown)
    }
    if let json, json != "-" { try ReportWriter.write(report.json, to: json) }
    print(json == "-" ? report.json : report.text, terminator: "")
  }
}
