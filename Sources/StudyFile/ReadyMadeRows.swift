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

  static let noImage = "The image its caption belongs to could not be found."
  var start: Place { Place(file: file, line: 1, column: 1) }

  func rows() -> [ReadyMadeRow] {
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      complaints.add(
        start, "this is a packed file, such as an Inspect log ending in .eval.", "No caption could be read.",
        "Write it as JSON: `inspect log convert LOG --to json --output-dir FOLDER`.")
      return []
    }
    if file.lowercased().hasSuffix(".csv") { return table() }
    let parsed = Result { () throws(JSONValue.Malformed) in try JSONValue.parse(bytes) }
    if case .failure(let error) = parsed, let key = error.doubledKey {
      complaints.addDoubledKey(key, Place(file: file, line: error.line, column: error.column))
      return []
    }
    if case .success(.object(let whole)) = parsed {
      if case .list(let samples) = whole["samples"] {
        return inspect(samples, asked: whole["eval"]?["model"]?.model)
      }
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
      guard case .text(let name) = line.object["file_name"] ?? line.object["image"], !name.isEmpty else {
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
    return table.rows.compactMap { row in
      guard let name = row.cells[image], !name.isEmpty else {
        complaints.add(
          row.place, "this record names no image under '\(image)'.", Self.noImage,
          "Write its name, or remove the record.")
        return nil
      }
      return ReadyMadeRow(
        place: row.place, part: "line \(row.place.line)", names: [name],
        caption: ReadyMadeCaption(row.cells[caption] ?? ""))
    }
  }

  private func refuseProvider() {
    guard let provider else { return }
    complaints.add(
      start, "this file does not say which model wrote what, and 'from' asks for \(quoted(provider)).",
      "Nobody could tell whether these are its captions.", "Take 'from' out of the study file.")
  }

  // MARK: Exports that may hold several models' answers

  /// Refuses `from` where nobody of that name answered.
  func refuseUnknown(_ provider: String, known: [String]) {
    complaints.add(
      start, "it has no answer of \(quoted(provider)).", "There would be nothing to judge.",
      known.isEmpty
        ? "It names no model: take 'from' out of the study file."
        : "Write one of these under 'from': \(known.joined(separator: ", ")).")
  }

  /// Refuses several models' answers where `from` names none of them.
  func refuseSeveral(_ models: [String]) {
    complaints.add(
      start, "it has answers of \(models.count) models: \(models.joined(separator: ", ")).",
      "Which of them is this candidate could only be guessed.",
      "Name one: `captions: {file: \(file), from: \"\(models[0])\"}`.")
  }

  /// What a reason to stop, in anyone's words, says of the answer.
  static func outcome(_ reason: String?) -> Outcome? {
    switch reason {
    case "max_tokens", "model_length", "length": .truncated
    case "content_filter": .filtered
    default: nil
    }
  }
}

extension JSONValue {
  /// A model's name; nil where there is none.
  var model: String? { field.flatMap { $0.isEmpty ? nil : $0 } }
}
