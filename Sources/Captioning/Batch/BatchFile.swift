public import CaptionClient
internal import Glibc

/// A file of a batch's results, read line by line: never more of it is in memory than one line and a piece.
public final class BatchFile {
  private let descriptor: Int32
  private let path: String
  private let keys: [Secret]
  private var room: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var isFirst = true
  /// The number of the line that was read last, from 1.
  public private(set) var line = 0

  /// Bytes that a line may have: many times what any answer has.
  private static let longest = 32 << 20
  private static let piece = 1 << 20

  /// Why a file cannot be read.
  public struct Unreadable: Error, Sendable, CustomStringConvertible {
    /// Place, fact, consequence, next step.
    public var description: String

    /// Why a file cannot be read: place, fact, consequence, next step.
    public init(description: String) { self.description = description }
  }

  /// - Parameter keys: taken out of every text of a reply.
  /// - Throws: ``Unreadable``.
  public init(_ path: String, keys: [Secret] = []) throws(Unreadable) {
    self.path = path
    self.keys = keys
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw Self.unreadable(path) }
    // It is read twice, and known again by its bytes: a pipe gives them once.
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw Unreadable(
        description:
          "\(path): no ordinary file, so nothing of it was imported. Write it to a file first, and import that.")
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    if descriptor < 0 { throw Self.unreadable(path) }
  }

  deinit { close(descriptor) }

  /// A line, or why it is none.
  public enum Content {
    /// What it says.
    case reply(BatchReply)
    /// What is odd about it.
    case odd(BatchOddityKind)
  }

  /// The next line that is not blank; nil after the last.
  ///
  /// - Throws: ``Unreadable``.
  public func next() throws(Unreadable) -> Content? {
    while true {
      guard let bytes = try nextLine() else { return nil }
      if bytes.isEmpty { return .odd(.tooLong) }
      guard bytes.contains(where: { ![32, 9, 13, 10].contains($0) }) else { continue }
      do throws(BatchLine.Fault) { return .reply(try BatchReply(bytes, keys: keys)) } catch {
        return .odd(BatchOddityKind(error))
      }
    }
  }

  /// The next line with its line feed; an empty one stands for a line that is too long.
  private func nextLine() throws(Unreadable) -> [UInt8]? {
    var searched = start
    var isTooLong = false
    while true {
      if let end = room[searched...].firstIndex(of: 10) {
        defer { start = end + 1 }
        line += 1
        return isTooLong ? [] : withoutMark(Array(room[start...end]))
      }
      if isAtEnd {
        guard start < room.count || isTooLong else { return nil }
        defer { (room, start) = ([], 0) }
        line += 1
        return isTooLong ? [] : withoutMark(Array(room[start...]))
      }
      if room.count - start > Self.longest { (isTooLong, start) = (true, room.count) }
      room.removeFirst(start)
      start = 0
      searched = room.count
      try fill()
    }
  }

  private func fill() throws(Unreadable) {
    var piece = [UInt8](repeating: 0, count: Self.piece)
    let count = read(descriptor, &piece, piece.count)
    if count < 0 && errno == EINTR { return }
    guard count >= 0 else { throw Self.unreadable(path) }
    if count == 0 { isAtEnd = true }
    room += piece[..<count]
  }

  /// A byte order mark at a file's beginning is no part of its first line.
  private func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    defer { isFirst = false }
    return isFirst && bytes.starts(with: [0xEF, 0xBB, 0xBF])
      ? Array(bytes.dropFirst(3)) + (bytes.count == 3 ? [10] : [])
      : bytes
  }

  private static func unreadable(_ path: String) -> Unreadable {
    Unreadable(
      description:
        "\(path): cannot be read (\(String(cString: strerror(errno)))). What was imported before is kept. Check "
        + "the path and your rights, and import it again.")
  }
}
