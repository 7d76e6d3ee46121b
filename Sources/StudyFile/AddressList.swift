public import Roster

/// A list of images by their addresses, before they are fetched: a CSV or JSON Lines file with a column `url`.
public struct AddressList: Sendable {
  /// A line with an image that can be asked for.
  public struct Row: Sendable {
    /// The line on which it begins, from 1.
    public var line: Int
    /// Where the image is.
    public var address: ImageAddress
    /// The other columns, as members of a JSON object.
    let others: [String]

    /// The line of a set's `metadata.jsonl` that stands for the image: its file, its address, and the other columns.
    public func metadata(fileName: String) -> String {
      let first: [(String, String)] = [("file_name", fileName), ("url", address.text)]
      let named = first.map { name, value in "\"\(name)\": \(JSONValue.text(value).text)" }
      return "{" + (named + others).joined(separator: ", ") + "}"
    }
  }

  /// The file as messages show it.
  public let file: String
  /// Lines whose images can be asked for, in order.
  public private(set) var rows: [Row] = []
  /// Lines whose images cannot, and why.
  public private(set) var faults: [Complaint] = []
  /// What the reader should know.
  public let notices: [String]

  /// Reads a list.
  ///
  /// - Throws: ``StudyFileError`` where lines or columns cannot be told apart, or none of them has an address.
  public init(_ path: String) throws {
    file = Paths.shown(path)
    let complaints = Complaints()
    let start = Place(file: file, line: 1, column: 1)
    let lines = Self.lines(path, start, complaints)
    try complaints.throwIfAny()
    guard lines.contains(where: { $0.values["url"] != nil }) else {
      complaints.add(
        start, lines.isEmpty ? "there is no line in this list." : "there is no column 'url'.",
        "There is nothing to fetch.", "Name the column that holds the images' addresses 'url'.")
      try complaints.throwIfAny()
      preconditionFailure("a complaint was added")
    }
    if lines.contains(where: { $0.values["file_name"] != nil }) {
      complaints.notice(start, "the column 'file_name' gives way to the names of the files that are fetched.")
    }
    notices = complaints.notices
    var seen: [String: Int] = [:]
    for (place, values) in lines {
      do throws(Refused) {
        let address = try Self.address(values["url"])
        if let earlier = seen[address.text] {
          throw Refused(
            "this line has the same 'url' as line \(earlier).", "One image would count twice.",
            "Remove one of the two; several captions of an image are a list on one line of JSON.")
        }
        seen[address.text] = place.line
        let others = values.filter { !["file_name", "url"].contains($0.key) }
        rows.append(Row(line: place.line, address: address, others: JSONValue.members(others)))
      } catch {
        faults.append(
          Complaint(
            file: file, line: place.line, column: place.column,
            text: "\(error.fact)\n\(error.consequence)\n\(error.next)"))
      }
    }
  }

  /// Why a line's image cannot be asked for.
  private struct Refused: Error {
    var fact: String
    var consequence: String
    var next: String

    init(_ fact: String, _ consequence: String, _ next: String) {
      (self.fact, self.consequence, self.next) = (fact, consequence, next)
    }
  }

  private typealias Line = (place: Place, values: [String: JSONValue])

  private static func lines(_ path: String, _ start: Place, _ complaints: Complaints) -> [Line] {
    guard let bytes = Paths.bytes(path) else {
      complaints.add(start, "this list cannot be read.", "There is nothing to fetch.", "Check its permissions.")
      return []
    }
    switch Paths.ending(of: path) {
    case "csv":
      let rows = CSVTable(bytes, file: start.file, complaints: complaints)?.rows ?? []
      return rows.map { ($0.place, $0.cells.filter { !$0.value.isEmpty || $0.key == "url" }.mapValues(JSONValue.text)) }
    case "jsonl", "ndjson":
      return jsonLines(bytes, file: start.file, complaints: complaints).map { ($0.place, $0.object) }
    default:
      complaints.add(
        start, "this is no list whose form is known.", "There is nothing to fetch.",
        "Give a .csv or .jsonl file with a column 'url'.")
      return []
    }
  }

  private static func address(_ value: JSONValue?) throws(Refused) -> ImageAddress {
    let none = "There is no image to fetch for it."
    guard let value, value != .null, value != .text("") else {
      throw Refused("this line has no 'url'.", none, "Write the image's address, or remove the line.")
    }
    guard case .text(let text) = value else {
      throw Refused("'url' of this line is \(value.kind), not a text.", none, "Write \"url\": \"https://…\".")
    }
    do {
      return try ImageAddress(trimmed(text))
    } catch {
      guard let fact = error.fact(of: text) else {
        throw Refused(
          "'url' of this line is no address of the web: \(shown(text)).", none,
          "Write it like https://example.org/a.jpg, with spaces and letters beyond ASCII as %20 and the like.")
      }
      throw Refused(
        fact, "Such an address is never asked for.",
        "Write the image's address on the public network, or remove the line.")
    }
  }
}
