internal import StudyModel

/// Flickr8k's and Flickr30k's token files: a caption a line, `a.jpg#0`, a tab, the caption.
///
/// There are no categories. Images stand in the order in which they are first named.
struct FlickrTokens {
  let path: String
  let dataSet: DataSet

  private var complaints: Complaints { dataSet.complaints }

  /// Whether a file is one, by its first line.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    let first = String(decoding: withoutByteOrderMark(bytes).prefix(4096).prefix { $0 != 10 }, as: UTF8.self)
    return parts(of: first) != nil
  }

  /// Whether a file is a table of images and captions, by its first line.
  static func isTable(_ bytes: [UInt8]) -> Bool {
    let first = String(decoding: withoutByteOrderMark(bytes).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    return first.lowercased() == "image,caption"
  }

  func rows(declaredAt place: Place) -> [DataRow] {
    let file = Paths.shown(path)
    complaints.note(file)
    guard let bytes = Paths.bytes(path) else {
      complaints.add(
        place, "there is no file at \(file).", "There would be nothing to caption.",
        "Check the path; `format: flickr` asks for a file.")
      return []
    }
    var order: [String] = []
    var images: [String: (name: String, place: Place, references: [String])] = [:]
    var lines: [String: Int] = [:]
    for (index, raw) in withoutByteOrderMark(bytes).split(separator: 10, omittingEmptySubsequences: false).enumerated()
    {
      let place = Place(file: file, line: index + 1, column: 1)
      guard let text = String(validating: raw.last == 13 ? raw.dropLast() : raw, as: UTF8.self) else {
        complaints.add(
          place, "this line is not UTF-8 text.", "Its caption could not be read.", "Save the file as UTF-8.")
        continue
      }
      if trimmed(text).isEmpty { continue }
      guard let (name, number, caption) = Self.parts(of: text) else {
        complaints.add(
          place, "this line is not an image's name, '#', a number, a tab and a caption.",
          "Nobody could tell what is said of which image.", "Write, for example, a.jpg#0, a tab, and the caption.")
        continue
      }
      if let earlier = lines["\(name)#\(number)"] {
        complaints.add(
          place, "\(quoted("\(name)#\(number)")) is there twice: here and at line \(earlier).",
          "One of the two is meant for another image or number.", "Mend one of the two lines.")
        continue
      }
      if let known = images[name], !known.name.utf8.elementsEqual(name.utf8) {
        complaints.add(
          place, "\(quoted(name)) is the name at line \(known.place.line), its accents composed in another way.",
          "Nobody could tell whether one image is meant or two.", "Write the name in one way.")
        continue
      }
      lines["\(name)#\(number)"] = index + 1
      if images[name] == nil { order.append(name) }
      images[name, default: (name, place, [])].references += caption.isEmpty ? [] : [caption]
    }
    let folders = ImageFolders(beside: path, of: dataSet)
    return order.compactMap { name in
      dataSet.listed.add(name)
      guard let image = images[name], let (path, format) = folders.check(name, at: image.place) else { return nil }
      return DataRow(
        fileName: name, path: path, place: image.place, format: format, category: DataSet.noCategory,
        references: image.references, fields: [:])
    }
  }

  /// Name, number and caption of a line; nil where it has another form.
  private static func parts(of line: String) -> (name: String, number: String, caption: String)? {
    guard let tab = line.firstIndex(of: "\t"), let hash = line[..<tab].lastIndex(of: "#") else { return nil }
    let number = line[line.index(after: hash)..<tab]
    guard hash > line.startIndex, !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return (String(line[..<hash]), String(number), trimmed(line[line.index(after: tab)...]))
  }
}
