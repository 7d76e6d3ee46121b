internal import Roster
internal import StudyModel

/// Reads captions that were made elsewhere: JSON Lines with `file_name` (or `image`) and `caption` (or `text`).
///
///     {"file_name": "images/product-01-teapot.jpg", "caption": "A teapot of blue enamel."}
///
/// `null` stands for no caption, as a line that is not there does; an empty text is an answer that says nothing.
struct ReadyMadeCaptions {
  /// The file as messages show it.
  let file: String
  let bytes: [UInt8]

  /// Lines about images that are not in the set are passed over: the set may be a sample.
  ///
  /// - Returns: item → caption as written, empty ones included; an item without one is absent. A line that cannot be
  ///   read is a complaint, and reading goes on.
  func captions(for items: [SetItem], complaints: Complaints) -> [ItemID: String] {
    let ids = Dictionary(items.map { ($0.fileName, $0.id) }) { first, _ in first }
    var captions: [ItemID: String] = [:]
    var lines: [String: Place] = [:]
    for line in jsonLines(bytes, file: file, complaints: complaints) {
      guard case .text(let name) = line.object["file_name"] ?? line.object["image"] else {
        complaints.add(
          line.place, "this line has no 'file_name'.", "The image its caption belongs to could not be found.",
          "Add \"file_name\" as the data set has it.")
        continue
      }
      guard let caption = caption(in: line) else {
        complaints.add(
          line.place, "this line has no 'caption'.", "There would be nothing to judge.",
          "Add \"caption\" with a text, empty if that is what was answered, or null if nothing was.")
        continue
      }
      if let first = lines[name] {
        complaints.add(
          line.place, "\(quoted(name)) has a caption twice: here and at line \(first.line).",
          "Nobody could tell which was meant.", "Remove one of the two lines.")
        continue
      }
      lines[name] = line.place
      if let id = ids[name] { captions[id] = caption }
    }
    return captions
  }

  /// - Returns: nil where the line says nothing about a caption; `.some(nil)` where it says that there is none.
  private func caption(in line: JSONLine) -> String?? {
    switch line.object["caption"] ?? line.object["text"] {
    case .text(let caption): .some(caption)
    case .null: .some(nil)
    default: nil
    }
  }
}

extension StudyReader {
  /// Reads ready-made captions once, so that a broken line is found before anyone rates.
  ///
  /// - Returns: label → captions.
  func readyMade(_ candidates: [PlacedCandidate], _ items: [SetItem]) -> [String: [ItemID: String]] {
    var readyMade: [String: [ItemID: String]] = [:]
    for placed in candidates {
      guard let file = placed.captions else { continue }
      let label = placed.candidate.label
      let before = complaints.count
      let captions = file.content.captions(for: items, complaints: complaints)
      readyMade[label] = captions
      if captions.count < items.count && complaints.count == before {
        let missing = items.first { captions[$0.id] == nil }?.fileName ?? ""
        complaints.notice(
          file.place,
          "'\(label)' has no caption for \(items.count - captions.count) of \(counted(items.count, "image")), \(quoted(missing)) among them: they count as failures."
        )
      }
    }
    return readyMade
  }
}
