internal import Yams

/// Reads YAML into a ``Tree``.
///
/// - Returns: nil for an empty file.
/// - Throws: ``StudyFileError`` with one complaint where the text is not YAML. A key that stands twice in a mapping is a
///   complaint too, and reading goes on with the first.
func yamlTree(_ bytes: [UInt8], file: String, complaints: Complaints) throws -> Tree? {
  complaints.note(file)
  guard var text = String(validating: bytes, as: UTF8.self) else {
    throw StudyFileError(
      file: file,
      "this file is not UTF-8 text.\nNothing of it was read.\nSave it as UTF-8.")
  }
  if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
  var reader = YamlReader(file: file, complaints: complaints)
  return try reader.read(text)
}

/// Reads a YAML file as a whole: of an empty one, nothing at its first line.
///
/// - Throws: as ``yamlTree(_:file:complaints:)``.
func wholeYamlTree(_ bytes: [UInt8], file: String, complaints: Complaints) throws -> Tree {
  try yamlTree(bytes, file: file, complaints: complaints)
    ?? Tree(place: Place(file: file, line: 1, column: 1), content: .nothing)
}

/// Turns Yams' nodes into a tree.
///
/// Yams stops at the first mapping that has a key twice and tells one of the two places. To report both, and whatever
/// else is wrong, the key at the told place is overwritten with a stand-in of the same length and the text parsed again.
private struct YamlReader {
  let file: String
  let complaints: Complaints
  /// Stand-in → the key as written.
  private var standIns: [String: String] = [:]

  init(file: String, complaints: Complaints) {
    self.file = file
    self.complaints = complaints
  }

  mutating func read(_ original: String) throws -> Tree? {
    var text = original
    while true {
      do {
        guard let node = try Parser(yaml: text, resolver: .basic).singleRoot() else { return nil }
        return tree(node)
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        guard let next = standIn(for: keys, at: context.mark, in: text) else {
          throw error(at: place(context.mark), "the key \(shown(keys.first ?? "")) stands twice in one mapping.")
        }
        text = next
      } catch let failure as YamlError {
        throw error(for: failure)
      }
    }
  }

  /// Overwrites the key at a place with private-use characters; nil where it is not written there letter by letter.
  private mutating func standIn(for keys: [String], at mark: Mark, in text: String) -> String? {
    guard standIns.count < 100 else { return nil }
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    guard mark.line >= 1, mark.line <= lines.count else { return nil }
    for key in keys where !key.isEmpty {
      let scalars = Array(key.unicodeScalars)
      for start in [mark.column - 1, mark.column]
      where start >= 0 && start + scalars.count <= lines[mark.line - 1].count {
        guard Array(lines[mark.line - 1][start..<start + scalars.count]) == scalars,
          let first = Unicode.Scalar(0xE100 + UInt32(standIns.count))
        else { continue }
        let replacement = [first] + [Unicode.Scalar](repeating: "\u{E000}", count: scalars.count - 1)
        lines[mark.line - 1].replaceSubrange(start..<start + scalars.count, with: replacement)
        standIns[String(String.UnicodeScalarView(replacement))] = key
        return String(String.UnicodeScalarView(lines.joined(separator: ["\n"])))
      }
    }
    return nil
  }

  private func tree(_ node: Node) -> Tree {
    let place = self.place(node.mark)
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      let isNothing = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      return Tree(place: place, content: isNothing ? .nothing : .scalar(scalar.string, isPlain: isPlain))
    case .sequence(let sequence):
      return Tree(place: place, content: .list(sequence.map(tree)))
    case .mapping(let mapping):
      return Tree(place: place, content: .mapping(entries(mapping)))
    case .alias:
      // Yams puts the anchored node in an alias's place while parsing; this case is for hand-made nodes.
      return Tree(place: place, content: .nothing)
    }
  }

  private func entries(_ mapping: Node.Mapping) -> [Tree.Entry] {
    var entries: [Tree.Entry] = []
    for (key, value) in mapping {
      let place = self.place(key.mark)
      guard let written = key.scalar?.string else {
        complaints.add(
          place, "a mapping's key is itself a list or a mapping.", "No key here is anything but a word or a number.",
          "Quote the key, or mend the brackets.")
        continue
      }
      let name = standIns[written] ?? written
      if let first = entries.first(where: { $0.key == name }) {
        complaints.add(
          place,
          "the key \(shown(name)) stands twice: here and at line \(first.place.line), column \(first.place.column).",
          "Only one of the two could count, and nobody could tell which was meant.", "Remove or rename one of them.")
      } else {
        entries.append(Tree.Entry(key: name, place: place, value: tree(value)))
      }
    }
    return entries
  }

  private func place(_ mark: Mark?) -> Place { Place(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1) }

  private func error(for failure: YamlError) -> StudyFileError {
    switch failure {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      error(at: place(mark), "this is not YAML: \(Self.words(context))\(problem).")
    case .reader(let problem, _, _, _): error(at: place(nil), "this is not YAML: \(problem).")
    default: error(at: place(nil), "this is not YAML.")
    }
  }

  /// Where the parser was when it met the problem: for a quote left open, where it opens.
  private static func words(_ context: YamlError.Context?) -> String {
    guard let context else { return "" }
    return "\(context.text) (line \(context.mark.line), column \(context.mark.column)), "
  }

  private func error(at place: Place, _ fact: String) -> StudyFileError {
    StudyFileError([
      Complaint(
        file: file, line: place.line, column: place.column,
        text: "\(fact)\nNothing of the file was read.\n"
          + "Mend this place: often it is indentation, a quote left open, or a ': ' in a text without quotes.")
    ])
  }
}
