internal import FoundationEssentials

/// Captions made elsewhere, by the image's file name. Read from JSON Lines, one object a line with `file_name` and
/// `caption` (or `text`), or from a CSV file with such columns. Kept as they are.
public struct ReadyMadeCaptions: Sendable, Hashable {
  private let captions: [String: String]

  /// How many there are.
  public var count: Int { captions.count }

  /// The caption for a file; nil where the file has none.
  public subscript(_ fileName: String) -> String? { captions[ReadyMadeCaptions.plain(fileName)] }

  /// Reads a file of captions; CSV if its name ends so, else JSON Lines.
  ///
  /// - Throws: `Problem` with file and line.
  public init(path: String) throws(Problem) {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw Problem(
        file: path, line: nil, fact: "the file of ready-made captions cannot be read.",
        advice: "Check that it is there and that you may read it.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Problem(file: path, line: nil, fact: "the file is not UTF-8.", advice: "Save it as UTF-8.")
    }
    if path.lowercased().hasSuffix(".csv") {
      try self.init(csv: text, file: path)
    } else {
      try self.init(jsonLines: text, file: path)
    }
  }

  /// Reads JSON Lines. A line whose caption is null stands for an image without one.
  ///
  /// - Parameter file: the name to complain under.
  public init(jsonLines text: String, file: String) throws(Problem) {
    var found = Collected(file: file)
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let number = index + 1
      let bytes = Array(String(String.UnicodeScalarView(line)).utf8)
      let bare = index == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
      if bare.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { continue }
      let entry: Entry
      do {
        entry = try JSONDecoder().decode(Entry.self, from: Data(bare))
      } catch {
        throw Problem(
          file: file, line: number, fact: "the line is not a JSON object with a text 'file_name' and a text 'caption'.",
          advice: #"Write it like {"file_name": "images/a.jpg", "caption": "A cat asleep on a sofa."}."#)
      }
      try found.add(entry.fileName, entry.caption ?? entry.text, line: number)
    }
    captions = try found.finished()
  }

  /// Reads CSV. The first row names the columns.
  ///
  /// - Parameter file: the name to complain under.
  public init(csv text: String, file: String) throws(Problem) {
    var found = Collected(file: file)
    let rows: [DelimitedText.Row]
    do throws(DelimitedText.Problem) {
      rows = try DelimitedText.rows(text)
    } catch {
      throw Problem(
        file: file, line: error.line, fact: error.fact, advice: "Double quotation marks that belong to a text.")
    }
    let header = (rows.first?.fields ?? []).map { $0.lowercased() }
    guard let name = header.firstIndex(of: "file_name"),
      let caption = header.firstIndex(of: "caption") ?? header.firstIndex(of: "text")
    else {
      throw Problem(
        file: file, line: 1, fact: "the first row does not name the columns 'file_name' and 'caption'.",
        advice: "Write file_name,caption into the first row.")
    }
    for row in rows.dropFirst() {
      guard row.fields.count == header.count else {
        throw Problem(
          file: file, line: row.line, fact: "the row has \(row.fields.count) fields and the first row \(header.count).",
          advice: "Put captions with commas into quotation marks.")
      }
      try found.add(row.fields[name], row.fields[caption], line: row.line)
    }
    captions = try found.finished()
  }

  private static func plain(_ fileName: String) -> String {
    var name = fileName[...]
    while name.hasPrefix("./") { name = name.dropFirst(2) }
    return String(name)
  }

  private struct Entry: Decodable {
    var fileName: String
    var caption: String?
    var text: String?

    enum CodingKeys: String, CodingKey {
      case fileName = "file_name"
      case caption, text
    }
  }

  private struct Collected {
    let file: String
    var captions: [String: String] = [:]
    var lines: [String: Int] = [:]

    mutating func add(_ fileName: String, _ caption: String?, line: Int) throws(Problem) {
      let name = plain(fileName)
      guard !name.isEmpty else {
        throw Problem(file: file, line: line, fact: "'file_name' is empty.", advice: "Name the image file.")
      }
      if let first = lines[name] {
        throw Problem(
          file: file, line: line, fact: "'\(name)' already has a caption in line \(first).", advice: "Keep one of them."
        )
      }
      lines[name] = line
      captions[name] = caption
    }

    func finished() throws(Problem) -> [String: String] {
      if captions.isEmpty {
        throw Problem(file: file, line: nil, fact: "there is no caption in it.", advice: "Check the file's content.")
      }
      return captions
    }
  }

  /// Why a file of captions cannot be used.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as named.
    public var file: String
    /// The line, from 1; nil where it is the whole file.
    public var line: Int?
    /// What is wrong.
    public var fact: String
    /// What to do.
    public var advice: String

    /// Place, fact, consequence, next step.
    public var description: String {
      "\(file)\(line.map { ":\($0)" } ?? ""): \(fact)\nWhich caption belongs to which image would be a guess. \(advice)"
    }
  }
}
