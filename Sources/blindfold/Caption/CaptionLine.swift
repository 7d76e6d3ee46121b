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
  var header: [UInt8] {
    self == .csv ? Array((CaptionLine.columns.joined(separator: ",") + "\n").utf8) : []
  }
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
  /// What its requests of this run came to.
  var totals = RowTotals()

  /// The word for a row that cannot be captioned.
  static let unusable = "unusable"

  /// The columns of a table, and the keys of an object, in this order.
  static let columns = [
    "row", "image", "sha256", "outcome", "caption", "reason", "breaches", "candidate", "rule", "passed",
    "served_model", "attempts", "input_tokens", "output_tokens", "cost_usd", "seconds", "first_token_seconds", "cache",
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
      .text(part), .whole(rule), .texts(passed), .text(last?.servedModel), .whole(totals.attempts),
      .whole(last?.inputTokens),
      .whole(last?.outputTokens), .number(totals.cost), .number(last?.total), .number(last?.firstToken), .text(cache),
    ]
  }

  /// The line with its line feed.
  func written(as form: OutputForm) -> [UInt8] {
    let line: String
    switch form {
    case .jsonl:
      let members = zip(Self.columns, values).map { "\"\($0)\":\(Self.json($1))" }
      line = "{" + members.joined(separator: ",") + "}"
    case .csv: line = values.map(Self.cell).joined(separator: ",")
    }
    return Array((line + "\n").utf8)
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .text(let text): text.map(quoted) ?? "null"
    case .texts(let texts): "[" + texts.map(quoted).joined(separator: ",") + "]"
    case .whole(let number): number.map(String.init) ?? "null"
    case .number(let number): number.map(plain) ?? "null"
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
    guard number.isFinite else { return "null" }
    let text = String(format: "%.9f", number)
    let zeros = text.reversed().prefix { $0 == "0" }.count
    let short = text.dropLast(zeros)
    return String(short.last == "." ? short.dropLast() : short)
  }

  /// A text in JSON. Whatever would act on a terminal is escaped too: the same text, and a line that can be looked at.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch (scalar, scalar.properties.generalCategory) {
      case ("\"", _): result += "\\\""
      case ("\\", _): result += "\\\\"
      case ("\n", _): result += "\\n"
      case ("\t", _): result += "\\t"
      case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
        for unit in String(scalar).utf16 { result += String(format: "\\u%04x", Int(unit)) }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
