internal import Roster
internal import StudyModel

/// One caption as a file of ready-made captions has it.
struct ReadyMadeRow {
  var place: Place
  /// Where in the file: `line 3`, or `samples[2]`.
  var part: String
  /// Texts that may name its image, the likeliest first; at least one.
  var names: [String]
  /// nil where it says that there is none.
  var caption: ReadyMadeCaption?

  var whereabouts: String { part.hasPrefix("line ") ? "here" : part }

  func whereabouts(from other: ReadyMadeRow) -> String { part.hasPrefix("line ") ? "at \(part)" : part }
}

/// Reads a file of ready-made captions, whatever wrote it. What it is shows in what it holds:
///
/// | file | image | caption |
/// |---|---|---|
/// | JSON Lines | `file_name` or `image` | `caption` or `text`; `null` for none |
/// | CSV, by its name's end | the same columns | the same; a record that is left out for none |
/// | promptfoo's results, `.json` or `.jsonl` | `vars.file_name`, `vars.image`, or another variable | `response.output` |
/// | Inspect's log in JSON | `metadata.file_name`, `metadata.image`, or `id` | `output.completion` |
///
/// A caption that an export says was cut or filtered is that here too.
struct ReadyMadeRows {
  let file: String
  let bytes: [UInt8]
  let provider: String?
  let complaints: Complaints

  private static let noImage = "The image its caption belongs to could not be found."
  private var start: Place { Place(file: file, line: 1, column: 1) }

  func rows() -> [ReadyMadeRow] {
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      complaints.add(
        start, "this is a packed file, such as an Inspect log ending in .eval.", "No caption could be read.",
        "Write it as JSON: `inspect log convert LOG --to json --output-dir FOLDER`.")
      return []
    }
    if file.lowercased().hasSuffix(".csv") { return table() }
    if case .object(let whole) = try? JSONValue.parse(bytes) {
      if case .list(let samples) = whole["samples"] { return samples.enumerated().compactMap(sample) }
      if let results = results(whole) { return promptfoo(results) }
      if whole["eval"] != nil && whole["plan"] != nil {
        complaints.add(
          start, "this Inspect log has no 'samples'.", "There would be nothing to judge.",
          "Log them: they are left out with --no-log-samples.")
        return []
      }
    }
    return lines()
  }

  // MARK: JSON Lines and CSV

  private func lines() -> [ReadyMadeRow] {
    let lines = jsonLines(bytes, file: file, complaints: complaints)
    if let first = lines.first, first.object["response"] != nil {
      return promptfoo(lines.map { (.object($0.object), $0.place, "line \($0.place.line)") })
    }
    refuseProvider()
    return lines.compactMap { line in
      guard case .text(let name) = line.object["file_name"] ?? line.object["image"] else {
        complaints.add(
          line.place, "this line has no 'file_name'.", Self.noImage, "Add \"file_name\" as the data set has it.")
        return nil
      }
      let caption: ReadyMadeCaption?
      switch line.object["caption"] ?? line.object["text"] {
      case .text(let text): caption = ReadyMadeCaption(text)
      case .null: caption = nil
      default:
        complaints.add(
          line.place, "this line has no 'caption'.", "There would be nothing to judge.",
          "Add \"caption\" with a text, empty if that is what was answered, or null if nothing was.")
        return nil
      }
      return ReadyMadeRow(place: line.place, part: "line \(line.place.line)", names: [name], caption: caption)
    }
  }

  private func table() -> [ReadyMadeRow] {
    refuseProvider()
    guard let table = CSVTable(bytes, file: file, complaints: complaints) else { return [] }
    func column(_ names: [String], _ consequence: String) -> String? {
      if let name = names.first(where: table.columns.contains) { return name }
      complaints.add(
        start, "there is no column '\(names[0])' or '\(names[1])'.", consequence,
        "Name the columns in the first line, for example `file_name,caption`.")
      return nil
    }
    let image = column(["file_name", "image"], Self.noImage)
    let caption = column(["caption", "text"], "There would be nothing to judge.")
    guard let image, let caption else { return [] }
    return table.rows.map { row in
      ReadyMadeRow(
        place: row.place, part: "line \(row.place.line)", names: [row.cells[image] ?? ""],
        caption: ReadyMadeCaption(row.cells[caption] ?? ""))
    }
  }

  private func refuseProvider() {
    guard let provider else { return }
    complaints.add(
      start, "this file does not say which model wrote what, and 'from' asks for \(quoted(provider)).",
      "Nobody could tell whether these are its captions.", "Take 'from' out of the study file.")
  }

  // MARK: Inspect

  private func sample(_ index: Int, _ sample: JSONValue) -> ReadyMadeRow? {
    let part = "samples[\(index)]"
    let output = sample["output"]
    let names = [sample["metadata"]?["file_name"], sample["metadata"]?["image"], sample["id"]].compactMap(\.?.field)
    guard !names.isEmpty else {
      complaints.add(start, "\(part) has no 'id'.", Self.noImage, "Give samples the image's path as their id.")
      return nil
    }
    if let provider, let model = output?["model"]?.field, model != provider { return nil }
    guard sample["error"] == nil || sample["error"] == .null else {
      return ReadyMadeRow(place: start, part: part, names: names, caption: nil)
    }
    guard case .text(let text) = output?["completion"] else {
      complaints.add(
        start, "\(part) has no 'output.completion'.", "There would be nothing to judge.",
        "Write the log again with a version of Inspect that has log format 2.")
      return nil
    }
    var reason: String?
    if case .list(let choices) = output?["choices"] { reason = choices.first?["stop_reason"]?.field }
    return ReadyMadeRow(
      place: start, part: part, names: names, caption: ReadyMadeCaption(text, outcome: Self.outcome(reason)))
  }

  private static func outcome(_ reason: String?) -> Outcome? {
    switch reason {
    case "max_tokens", "model_length", "length": .truncated
    case "content_filter": .filtered
    default: nil
    }
  }

  // MARK: promptfoo

  private typealias Result = (value: JSONValue, place: Place, part: String)

  /// `results.results` of version 3 and later, `results` before.
  private func results(_ whole: [String: JSONValue]) -> [Result]? {
    let list: [JSONValue]
    switch whole["results"] {
    case .list(let inside): list = inside
    case .object(let outer):
      guard case .list(let inside) = outer["results"] else { return nil }
      list = inside
    default: return nil
    }
    return list.enumerated().map { ($1, start, "results[\($0)]") }
  }

  private func promptfoo(_ results: [Result]) -> [ReadyMadeRow] {
    func providers(_ result: JSONValue) -> [String] {
      [result["provider"]?["id"], result["provider"]?["label"], result["provider"]].compactMap(\.?.field)
        .filter { !$0.isEmpty }
    }
    let all = Set(results.compactMap { providers($0.value).first }).sorted()
    if let provider, !results.contains(where: { providers($0.value).contains(provider) }) {
      complaints.add(
        start, "it has no answer of \(quoted(provider)).", "There would be nothing to judge.",
        "Write one of these under 'from': \(all.joined(separator: ", ")).")
      return []
    }
    if provider == nil, all.count > 1 {
      complaints.add(
        start, "it has answers of \(all.count) models: \(all.joined(separator: ", ")).",
        "Which of them is this candidate could only be guessed.",
        "Name one: `captions: {file: \(file), from: \"\(all[0])\"}`.")
      return []
    }
    return results.filter { provider == nil || providers($0.value).contains(provider ?? "") }.compactMap(row)
  }

  private func row(_ result: Result) -> ReadyMadeRow? {
    let value = result.value
    guard case .object(let variables) = value["vars"] ?? value["testCase"]?["vars"] else {
      complaints.add(
        result.place, "\(result.part) has no 'vars'.", Self.noImage,
        "Give each test a variable with the image's path, for example `file_name`.")
      return nil
    }
    let likely = ["file_name", "image"].compactMap { variables[$0]?.field }
    let others = variables.sorted { $0.key < $1.key }.compactMap { $0.value.field }
    guard let first = likely.first ?? others.first else {
      complaints.add(
        result.place, "no variable of \(result.part) names an image.", Self.noImage,
        "Give each test a variable with the image's path, for example `file_name`.")
      return nil
    }
    let names = [first] + likely + others
    guard case .text(let text) = value["response"]?["output"] else {
      return ReadyMadeRow(place: result.place, part: result.part, names: names, caption: nil)
    }
    let isRefusal = value["response"]?["isRefusal"] == .bool(true)
    return ReadyMadeRow(
      place: result.place, part: result.part, names: names,
      caption: ReadyMadeCaption(
        text, outcome: isRefusal ? .refused : Self.outcome(value["response"]?["finishReason"]?.field)))
  }
}
