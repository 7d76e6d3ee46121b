internal import Foundation
internal import Glibc
internal import StudyModel
internal import Synchronization

/// What is to be captioned, row by row: a folder, a table that lists images, or lines of standard input. Never more of it is
/// in memory than one row, and of a folder the names in it.
///
/// A row that cannot be read is a row all the same, and says why.
public final class CaptionRows: Sendable {
  /// What gives the rows. A closure by itself would be wrapped once more each time the lock is taken.
  private struct Pull {
    let next: () throws -> CaptionRow?

    init(_ next: @escaping () throws -> CaptionRow?) { self.next = next }
  }

  /// The folder that names are seen from, and that nothing outside of is read.
  public let root: String
  private let flag: StopFlag
  private let others: PassedOver
  private let pull: Mutex<Pull>

  /// Files of a folder that are no images by name, and the first of them.
  public var passedOver: (count: Int, first: String) { others.files.withLock(\.self) }

  /// - Parameters:
  ///   - path: a folder, a `.csv`, `.jsonl` or `.ndjson` file, or `-` for standard input.
  ///   - root: the folder that names are seen from; nil: the folder itself, the list's folder, or the working folder.
  /// - Throws: ``StudyFileError`` where there is nothing of the kind.
  public init(_ path: String, root: String? = nil) throws {
    (flag, others) = (StopFlag(), PassedOver())
    if path == "-" {
      self.root = root ?? "."
      pull = Mutex(Self.lines(of: STDIN_FILENO, root: self.root, flag))
      return
    }
    if Paths.isFolder(path) {
      let tables = ["metadata.jsonl", "metadata.csv"].map { path + "/" + $0 }.filter(Paths.isFile)
      self.root = root ?? path
      switch tables.count {
      case 0: pull = Mutex(try Self.files(in: path, others))
      case 1: pull = Mutex(try Self.table(tables[0], root: self.root, nameColumns: ["file_name"], flag))
      default:
        throw Self.refusal(
          path, "this folder has both metadata.jsonl and metadata.csv.",
          "The two could disagree, and nobody could tell which counts.", "Remove one of them, or name the one to read.")
      }
      return
    }
    guard Paths.kind(path) != .special else {
      throw Self.refusal(
        path, "this is a pipe, whose name does not say what its lines are.", "There is nothing to caption.",
        "Give '-' and pipe the lines into standard input, or write them to a .csv or .jsonl file.")
    }
    guard Paths.isFile(path) else {
      throw Self.refusal(path, "there is no such file or folder.", "There is nothing to caption.", "Check the path.")
    }
    if Self.isImage(path) {
      self.root = root ?? Paths.folder(of: path)
      let row = CaptionRow(number: 1, name: Paths.name(of: path))
      var isGiven = false
      pull = Mutex(
        Pull {
          defer { isGiven = true }
          return isGiven ? nil : row
        })
      return
    }
    self.root = root ?? Paths.folder(of: path)
    pull = Mutex(try Self.table(path, root: self.root, nameColumns: ["image", "file_name"], flag))
  }

  /// The next row; nil after the last one, and after ``stop()``.
  ///
  /// - Throws: ``StudyFileError`` where what follows cannot be told apart.
  public func next() throws -> CaptionRow? { flag.isUp ? nil : try pull.withLock { try $0.next() } }

  /// Ends the list. May be called from anywhere, also while ``next()`` waits for input.
  public func stop() { flag.raise() }

  /// Whether a path is that of an image file, by its first bytes or else by its name.
  public static func isImage(_ path: String) -> Bool {
    guard Paths.isFile(path) else { return false }
    if ImageFiles.isImageName(path) { return true }
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return ((try? handle.read(upToCount: 16)) ?? nil).flatMap { ImageFormat(signature: [UInt8]($0)) } != nil
  }

  private static func refusal(
    _ file: String, line: Int = 1, _ fact: String, _ consequence: String, _ next: String
  ) -> StudyFileError {
    StudyFileError([
      Complaint(file: Paths.shown(file), line: line, column: 1, text: "\(fact)\n\(consequence)\n\(next)")
    ])
  }

  // MARK: Folders

  /// Images of a folder and its sub-folders, by name. Links to folders are not followed: they may lead round in circles.
  private static func files(in folder: String, _ others: PassedOver) throws -> Pull {
    func names(_ inside: String) throws -> [String] {
      let path = inside.isEmpty ? folder : folder + "/" + inside
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
        throw refusal(
          path, "this folder cannot be read.", "Its images would be left out; what was captioned before is kept.",
          "Check its permissions.")
      }
      return names.filter { !$0.hasPrefix(".") }.sorted(by: >).map { inside.isEmpty ? $0 : inside + "/" + $0 }
    }
    var waiting = try names("")
    var number = 0
    return Pull {
      while let name = waiting.popLast() {
        var facts = stat()
        guard lstat(folder + "/" + name, &facts) == 0 else {
          // Foundation puts a mark in place of bytes that are no text, and then there is nothing of that name.
          let fault =
            name.contains("\u{FFFD}")
            ? "its name, or that of a folder, is not UTF-8 text" : "it is not there any more"
          number += 1
          return CaptionRow(number: number, record: Array(name.utf8), name: name, fault: fault)
        }
        if facts.st_mode & S_IFMT == S_IFDIR {
          waiting += try names(name)
        } else if ImageFiles.isImageName(name) {
          number += 1
          return CaptionRow(number: number, name: name, category: PlainFolder.category(of: name))
        } else {
          others.files.withLock { $0 = ($0.count + 1, $0.count == 0 ? name : $0.first) }
        }
      }
      return nil
    }
  }

  // MARK: Tables

  private static func table(
    _ path: String, root: String, nameColumns: [String], _ flag: StopFlag
  ) throws -> Pull {
    let ending = Paths.ending(of: path)
    guard ["csv", "jsonl", "ndjson"].contains(ending) else {
      throw refusal(
        path, "this is neither an image nor a list of images.", "There is nothing to caption.",
        "Name an image, a folder, a .csv or .jsonl with a column 'image', or '-' for standard input.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Self.refusal(path, "this list cannot be read.", "There is nothing to caption.", "Check its permissions.")
    }
    let file = Paths.shown(path)
    let input = ByteInput(descriptor, file: file, isOwn: true, flag)
    if ending == "csv" { return try csv(input, file: file, root: root, nameColumns: nameColumns) }
    var records = RecordSplitter(honoursQuotes: false) { try input.next() }
    let reader = RowRecords(root: root, nameColumns: nameColumns)
    var number = 0
    return Pull {
      guard let record = try records.next() else { return nil }
      number += 1
      return reader.json(record, number: number)
    }
  }

  private static func csv(_ input: ByteInput, file: String, root: String, nameColumns: [String]) throws -> Pull {
    var records = RecordSplitter(honoursQuotes: true) { try input.next() }
    let reader = RowRecords(root: root, nameColumns: nameColumns)
    guard let first = try records.next(), let columns = reader.header(first) else {
      throw Self.refusal(
        file, "this table has no header that names its columns, each differently.",
        "Its images could not be found.", "Begin it with a line such as `image,category`.")
    }
    guard (nameColumns + ["url"]).contains(where: columns.contains) else {
      throw Self.refusal(
        file, "there is no column '\(nameColumns[0])'.", "The images could not be found.",
        "Name the column that holds the images' paths '\(nameColumns[0])'.")
    }
    var number = 0
    return Pull {
      guard let record = try records.next() else { return nil }
      guard !record.isTooLong, !record.isOpen else {
        throw Self.refusal(
          file, line: record.line, "a quote that opens in this record is not closed.",
          "What follows could not be told apart; what was captioned before is kept.",
          "Close the quote, and double every quote inside a quoted cell.")
      }
      number += 1
      return reader.cells(record, columns: columns, number: number)
    }
  }

  // MARK: Standard input

  /// A path or an address a line, or a JSON object as in a manifest.
  private static func lines(of descriptor: Int32, root: String, _ flag: StopFlag) -> Pull {
    let input = ByteInput(descriptor, file: "standard input", isOwn: false, flag)
    var records = RecordSplitter(honoursQuotes: false) { try input.next() }
    let reader = RowRecords(root: root, nameColumns: ["image", "file_name"])
    var number = 0
    return Pull {
      guard let record = try records.next() else { return nil }
      number += 1
      return record.bytes.first { $0 != 32 && $0 != 9 } == UInt8(ascii: "{")
        ? reader.json(record, number: number) : reader.line(record, number: number)
    }
  }
}

/// Bytes of a file or a pipe, piece by piece.
private final class ByteInput {
  private let descriptor: Int32
  /// What complaints call it.
  private let file: String
  private let isOwn: Bool
  private let flag: StopFlag
  private var room = [UInt8](repeating: 0, count: 64 << 10)

  init(_ descriptor: Int32, file: String, isOwn: Bool, _ flag: StopFlag) {
    self.descriptor = descriptor
    self.file = file
    self.isOwn = isOwn
    self.flag = flag
  }

  deinit { if isOwn { close(descriptor) } }

  /// Nil at the end, and where it was stopped.
  ///
  /// - Throws: ``StudyFileError`` where the rest cannot be read.
  func next() throws -> [UInt8]? {
    while !flag.isUp {
      // Whoever writes into a pipe may take long, and stopping must not.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 200)
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      let count = read(descriptor, &room, room.count)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if count < 0 {
        throw StudyFileError(
          file: file,
          "the rest of it cannot be read (\(String(cString: strerror(errno)))).\n"
            + "What follows was not captioned; what was captioned before is kept.\nRun the same command again.")
      }
      return count > 0 ? Array(room[..<count]) : nil
    }
    return nil
  }
}

/// Whether a list has been ended from outside.
private final class StopFlag: Sendable {
  private let up = Atomic(false)
  var isUp: Bool { up.load(ordering: .relaxed) }
  func raise() { up.store(true, ordering: .relaxed) }
}

/// Files that are no images by name.
private final class PassedOver: Sendable {
  let files = Mutex((count: 0, first: ""))
}
