public import Roster
public import StudyModel

/// Reads captions that were made elsewhere: JSON Lines with `file_name` (or `image`) and `caption` (or `text`).
///
///     {"file_name": "images/product-01-teapot.jpg", "caption": "A teapot of blue enamel."}
public enum ReadyMadeCaptions {
  /// Reads the captions of a set's items. Lines about images that are not in the set are passed over: the set may be a
  /// sample.
  ///
  /// - Returns: item → caption as written, empty ones included; an item without a line is absent.
  /// - Throws: ``StudyFileError`` with every line that cannot be read.
  public static func load(_ path: String, for items: [SetItem]) throws -> [ItemID: String] {
    let complaints = Complaints()
    let captions = read(path, for: items, complaints: complaints)
    try complaints.throwIfAny()
    return captions
  }

  static func read(_ path: String, for items: [SetItem], complaints: Complaints) -> [ItemID: String] {
    let file = Paths.shown(path)
    let start = Place(file: file, line: 1, column: 1)
    guard let bytes = Paths.bytes(path) else {
      complaints.add(
        start, "this file of captions cannot be read.", "Its candidate would have nothing to show.", "Check the path.")
      return [:]
    }
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
      guard case .text(let caption) = line.object["caption"] ?? line.object["text"] else {
        complaints.add(
          line.place, "this line has no 'caption'.", "There would be nothing to judge.",
          "Add \"caption\" with a text, empty if that is what was answered.")
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
}

extension StudyReader {
  /// Reads ready-made captions once, so that a broken line is found before anyone rates.
  func checkReadyMade(_ candidates: [PlacedCandidate], _ items: [SetItem]) {
    for placed in candidates {
      guard case .captions(let path) = placed.candidate.source else { continue }
      let before = complaints.count
      let captions = ReadyMadeCaptions.read(path, for: items, complaints: complaints)
      if captions.count < items.count && complaints.count == before && !items.isEmpty {
        let place = placed.captionsPlace ?? placed.place
        let missing = items.first { captions[$0.id] == nil }?.fileName ?? ""
        complaints.notice(
          place,
          "'\(placed.candidate.label)' has no caption for \(items.count - captions.count) of \(counted(items.count, "image")), \(quoted(missing)) among them: they count as failures."
        )
      }
    }
  }
}
