internal import StudyModel

/// A JSON file that lists images: what it says, and where the elements of its lists stand.
struct JSONFile {
  let path: String
  /// The file as messages show it.
  let file: String
  let root: JSONValue
  private let bytes: [UInt8]
  private let elements: [String: [Int]]

  /// - Parameter place: where the study file names it.
  /// - Returns: nil, after a complaint, where there is no such file or it is not JSON.
  init?(_ path: String, declaredAt place: Place, complaints: Complaints) {
    self.path = path
    file = Paths.shown(path)
    complaints.note(file)
    guard let bytes = Paths.bytes(path) else {
      complaints.add(
        place, "there is no file at \(file).", "There would be nothing to caption.",
        "Check the path; this `format` asks for a file.")
      return nil
    }
    self.bytes = bytes
    do {
      var reader = JSONReader(bytes)
      root = try reader.read()
      elements = reader.elements
    } catch {
      let place = Place(file: file, line: error.line, column: error.column)
      if let key = error.doubledKey {
        complaints.addDoubledKey(key, place)
        return nil
      }
      complaints.add(
        place, "this file is not JSON.", "Nothing of it was read.",
        "Fetch it again, or mend this place.")
      return nil
    }
  }

  /// Where the file begins: the place of what is wrong with it as a whole.
  var start: Place { Place(file: file, line: 1, column: 1) }

  /// The elements of a list of the outermost object, each with its place. Columns count bytes here: a whole set may be
  /// one line.
  ///
  /// - Returns: nil where there is no such list.
  func list(_ key: String) -> [(value: JSONValue, place: Place)]? {
    guard case .list(let values) = root[key] else { return nil }
    var line = 1
    var lineStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var position = 0
    return zip(values, elements[key] ?? []).map { value, offset in
      while position < offset {
        if bytes[position] == 10 { (line, lineStart) = (line + 1, position + 1) }
        position += 1
      }
      return (value, Place(file: file, line: line, column: offset - lineStart + 1))
    }
  }
}
