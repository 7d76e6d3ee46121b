internal import ArgumentParser
internal import CSV
internal import Foundation
internal import Runner
internal import StudyStore

/// The forms of an output of captioning in bulk.
enum OutputForm: String {
  /// A JSON object a line: captions exactly as they came.
  case jsonl
  /// A table for spreadsheets: captions on one line, and unable to run as formulas.
  case csv

  /// By the ending of the output's name.
  init(of path: String) throws {
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    guard let form = ending == "ndjson" ? .jsonl : OutputForm(rawValue: ending) else {
      throw ValidationError("--out \(path): its ending says neither .jsonl nor .csv. Give it one of the two.")
    }
    self = form
  }

  /// What the output begins with.
  var header: [UInt8] { self == .csv ? Self.header(CaptionLine.columns) : [] }

  /// What it began with in earlier versions.
  var earlierHeaders: [[UInt8]] { self == .csv ? [Self.header(CaptionLine.columns.dropLast())] : [] }

  private static func header(_ columns: [String]) -> [UInt8] { Array((columns.joined(separator: ",") + "\n").utf8) }
}

/// What is known of a row once it is done: a line of the output.
struct CaptionLine {
  /// Its place in the list, from 1.
  var row: Int
  /// The image's name as the list has it.
  var image: String?
  /// SHA-256 of the image's bytes.
  var sha256: String?
  /// An outcome, or `unusable`.
  var outcome: String
  /// As it came.
  var caption: String?
  /// Why there is none.
  var reason: String?
  /// Rules it breaks.
  var breaches: [String] = []
  /// The label of the model that answered.
  var part: String?
  /// The router's rule that chose it, from 1.
  var rule: Int?
  /// What was asked before and did not give it, each with why.
  var passed: [String] = []
  /// The cache's word where one answered.
  var cache: String?
  /// The model that the service said answered when the cached caption was asked for.
  var cachedModel: String?
  /// What was odd about the answer.
  var flags: [String] = []
  /// What its requests came to, those of earlier runs among them.
  var totals = RowTotals()

  /// The word for a row that cannot be captioned.
  static let unusable = "unusable"

  /// The columns of a table, and the keys of an object, in this order.
  static let columns = [
    "row", "image", "sha256", "outcome", "caption", "reason", "breaches", "candidate", "rule", "passed",
    "served_model", "attempts", "input_tokens", "output_tokens", "cost_usd", "seconds", "first_token_seconds", "cache",
    // Added after the others had shipped: the last, and not in outputs that were begun without it.
    "flags",
  ]

  private enum Value {
    case text(String?)
    case texts([String])
    case whole(Int?)
    case number(Double?)
  }

  private var values: [Value] {
    let last = totals.last
    return [
      .whole(row), .text(image), .text(sha256), .text(outcome), .text(caption), .text(reason), .texts(breaches),
      .text(part), .whole(rule), .texts(passed), .text(cache == nil ? last?.servedModel : cachedModel),
      .whole(totals.attempts),
      .whole(last?.inputTokens),
      .whole(last?.outputTokens), .number(totals.cost), .number(last?.total), .number(last?.firstToken), .text(cache),
      .texts(flags),
    ]
  }

  /// The line with its line feed.
  ///
  /// - Parameter header: what the output begins with.
  func written(as form: OutputForm, under header: [UInt8]) -> [UInt8] {
    let places = form.earlierHeaders.contains(header) ? Self.columns.count - 1 : Self.columns.count
    var line: [UInt8] = []
    line.reserveCapacity(512 + (caption?.utf8.count ?? 0))
    for (place, value) in values.prefix(places).enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      switch form {
      case .jsonl:
        line += (place == 0 ? "{\"" : "\"").utf8
        line += Self.columns[place].utf8
        line += "\":".utf8
        Self.json(value, into: &line)
      case .csv: line += Self.cell(value).utf8
      }
    }
    line += (form == .jsonl ? "}\n" : "\n").utf8
    return line
  }

  private static func json(_ value: Value, into line: inout [UInt8]) {
    switch value {
    case .text(let text?): quote(text, into: &line)
    case .texts(let texts):
      line.append(UInt8(ascii: "["))
      for (place, text) in texts.enumerated() {
        if place > 0 { line.append(UInt8(ascii: ",")) }
        quote(text, into: &line)
      }
      line.append(UInt8(ascii: "]"))
    case .whole(let number?): line += String(number).utf8
    case .number(let number?): line += plain(number).utf8
    case .text(nil), .whole(nil), .number(nil): line += "null".utf8
    }
  }

  private static func cell(_ value: Value) -> String {
    switch value {
    case .text(let text): text.map(CSVCell.written) ?? ""
    case .texts(let texts): CSVCell.written(texts.joined(separator: "; "))
    case .whole(let number): number.map(String.init) ?? ""
    case .number(let number): number.map(plain) ?? ""
    }
  }

  /// To the nanosecond, and to the billionth of a dollar.
  private static func plain(_ number: Double) -> String {
    if number == 0 { return "0" }
    guard number.isFinite else { return "null" }
    let text = String(format: "%.9f", number)
    let zeros = text.reversed().prefix { $0 == "0" }.count
    let short = text.dropLast(zeros)
    return String(short.last == "." ? short.dropLast() : short)
  }

  /// A text in JSON. Whatever would act on a terminal is escaped too: the same text, and a line that can be looked at.
  private static func quote(_ text: String, into line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": line += "\\\"".utf8
      case "\\": line += "\\\\".utf8
      case "\n": line += "\\n".utf8
      case "\t": line += "\\t".utf8
      case " "..."~": line.append(UInt8(truncatingIfNeeded: scalar.value))
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          for unit in String(scalar).utf16 { line += String(format: "\\u%04x", Int(unit)).utf8 }
        default: line += String(scalar).utf8
        }
      }
    }
    line.append(UInt8(ascii: "\""))
  }
}
