internal import StudyModel

/// COCO captions: `images` with `id` and `file_name`, `annotations` with `image_id` and `caption`.
///
/// Images are looked for beside the file, or in a folder `images` there. The first caption of an image is its
/// reference; those that VizWiz marks as pre-canned or rejected are passed over. There are no categories.
struct COCOCaptions {
  let path: String
  let complaints: Complaints

  func rows(declaredAt place: Place) -> [DataRow] {
    let file = Paths.shown(path)
    complaints.note(file)
    guard let bytes = Paths.bytes(path) else {
      complaints.add(
        place, "there is no file at \(file).", "There would be nothing to caption.",
        "Check the path; `format: coco` asks for a file.")
      return []
    }
    let root: JSONValue
    do {
      root = try JSONValue.parse(bytes)
    } catch {
      complaints.add(
        Place(file: file, line: error.line, column: error.column), "this file is not JSON.", "Nothing of it was read.",
        "Fetch it again, or mend this place.")
      return []
    }
    guard case .object(let parts) = root, case .list(let images) = parts["images"] else {
      complaints.add(
        Place(file: file, line: 1, column: 1), "this is not COCO captions: there is no list 'images'.",
        "The images could not be found.",
        "Other forms (Karpathy splits, TextCaps) are not in this version; write a .jsonl with `image` and `text`.")
      return []
    }
    if images.contains(where: { $0["sentids"] != nil }) {
      complaints.add(
        Place(file: file, line: 1, column: 1), "this is a Karpathy split, which is not in this version.",
        "The images could not be found.", "Write a .jsonl with `image` and `text`.")
      return []
    }
    let references = references(parts["annotations"])
    let lines = LineFinder(bytes, file: file)
    let beside = Paths.folder(of: path)
    let inside = ImageFiles(root: beside + "/images", complaints: complaints)
    let files = ImageFiles(root: beside, complaints: complaints)
    return images.enumerated().compactMap { index, image in
      guard case .text(let name) = image["file_name"], let id = image["id"]?.field else {
        complaints.add(
          Place(file: file, line: 1, column: 1), "images[\(index)] has no 'id' or no 'file_name'.",
          "The image it stands for could not be found.", "Add both.")
        return nil
      }
      let place = lines.place(of: name)
      let folder = Paths.isFile(inside.root + "/" + name) ? inside : files
      guard let (path, format) = folder.check(name, at: place) else { return nil }
      return DataRow(
        fileName: name, path: path, place: place, format: format, category: DataSet.noCategory,
        reference: references[id], fields: [:])
    }
  }

  /// Image id → its first usable caption.
  private func references(_ annotations: JSONValue?) -> [String: String] {
    guard case .list(let list) = annotations else { return [:] }
    var references: [String: String] = [:]
    for annotation in list where annotation["is_precanned"] != .bool(true) && annotation["is_rejected"] != .bool(true) {
      guard let image = annotation["image_id"]?.field, let caption = annotation["caption"]?.firstText.map(trimmed),
        !caption.isEmpty, references[image] == nil
      else { continue }
      references[image] = caption
    }
    return references
  }
}

/// Where the values of `"file_name"` stand in a JSON text. Columns count bytes here: a whole set may be one line.
private struct LineFinder {
  private var places: [String: Place] = [:]
  private let file: String

  init(_ bytes: [UInt8], file: String) {
    self.file = file
    let key = Array("\"file_name\"".utf8)
    let quote = UInt8(ascii: "\"")
    var line = 1
    var lineStart = 0
    var position = 0
    while position < bytes.count {
      if bytes[position] == 10 {
        line += 1
        lineStart = position + 1
      } else if bytes[position] == quote, bytes[position...].starts(with: key) {
        var start = position + key.count
        while start < bytes.count, [9, 32, UInt8(ascii: ":")].contains(bytes[start]) { start += 1 }
        if start < bytes.count, bytes[start] == quote,
          let end = bytes[(start + 1)...].firstIndex(of: quote)
        {
          let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
          if places[name] == nil { places[name] = Place(file: file, line: line, column: start - lineStart + 1) }
          position = end
        }
      }
      position += 1
    }
  }

  func place(of name: String) -> Place { places[name] ?? Place(file: file, line: 1, column: 1) }
}
