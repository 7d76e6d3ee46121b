/// One thing that is wrong with a file, and where.
public struct Complaint: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, relative to the working directory where it is inside it.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
  /// The fact, what follows from it, and what to do: one line each.
  public var text: String

  /// A complaint about a place in a file.
  public init(file: String, line: Int, column: Int, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
  }

  /// `file:line:column: fact`, then consequence and next step, indented.
  public var description: String {
    "\(file):\(line):\(column): " + text.split(separator: "\n").joined(separator: "\n        ")
  }
}

/// Everything found wrong with a study file and the files it names; nothing was run, written or sent.
public struct StudyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// At most ``limit``, sorted by place: the study file first, then the rubric, then the data set.
  public var complaints: [Complaint]
  /// How many more there were.
  public var omitted: Int

  /// Most complaints shown at once.
  public static let limit = 20

  /// The complaints as given, cut at ``limit``.
  public init(_ complaints: [Complaint]) {
    self.complaints = Array(complaints.prefix(Self.limit))
    omitted = max(0, complaints.count - Self.limit)
  }

  /// What is wrong with a file as a whole.
  ///
  /// - Parameter text: fact, consequence and next step, a line each.
  init(file: String, _ text: String) {
    self.init([Complaint(file: file, line: 1, column: 1, text: text)])
  }

  /// One paragraph a complaint.
  public var description: String {
    let rest = omitted == 0 ? [] : ["And \(omitted) more. Mend these first, then run the command again."]
    return (complaints.map(\.description) + rest).joined(separator: "\n\n")
  }
}

/// A place in a file; line and column count from 1.
struct Place: Hashable {
  var file: String
  var line: Int
  var column: Int

  /// A place further along the same line.
  func advanced(by columns: Int) -> Place { Place(file: file, line: line, column: column + columns) }
}

/// Gathers what is wrong while reading goes on, so that a file's problems are reported together.
final class Complaints {
  private var files: [String] = []
  private var found: [Complaint] = []
  private var seen: Set<Complaint> = []
  private var notes: [Complaint] = []

  /// Records a fact that stops the study, what follows from it, and what to do.
  func add(_ place: Place, _ fact: String, _ consequence: String, _ next: String) {
    include(
      Complaint(
        file: place.file, line: place.line, column: place.column, text: "\(fact)\n\(consequence)\n\(next)"))
  }

  /// Takes back all but the first complaints, where one can say what they said one by one.
  func withdraw(after count: Int) {
    seen.subtract(found[count...])
    found.removeSubrange(count...)
  }

  /// Takes over what reading another file found.
  func include(_ complaint: Complaint) {
    note(complaint.file)
    if seen.insert(complaint).inserted { found.append(complaint) }
  }

  /// Records what the reader should know and what does not stop the study.
  func notice(_ place: Place, _ text: String) {
    note(place.file)
    notes.append(Complaint(file: place.file, line: place.line, column: place.column, text: text))
  }

  var isEmpty: Bool { found.isEmpty }
  var count: Int { found.count }
  /// The fact that was recorded first, without its full stop.
  var firstFact: String? {
    found.first.map { complaint in
      let fact = complaint.text.prefix { $0 != "\n" }
      return String(fact.last == "." ? fact.dropLast() : fact)
    }
  }

  /// Notices in the order of their places.
  var notices: [String] { sorted(notes).map(\.description) }

  /// - Throws: ``StudyFileError`` if anything was recorded.
  func throwIfAny() throws {
    if !found.isEmpty { throw StudyFileError(sorted(found)) }
  }

  /// Files sort in the order in which they were first read.
  func note(_ file: String) {
    if !files.contains(file) { files.append(file) }
  }

  /// - Complexity: O(n log n).
  private func sorted(_ list: [Complaint]) -> [Complaint] {
    func key(_ complaint: Complaint) -> (Int, Int, Int) {
      (files.firstIndex(of: complaint.file) ?? files.count, complaint.line, complaint.column)
    }
    return list.enumerated().sorted { left, right in
      key(left.element) == key(right.element)
        ? left.offset < right.offset : key(left.element) < key(right.element)
    }.map(\.element)
  }
}
