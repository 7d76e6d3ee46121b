internal import Glibc

/// What the file system says of a file's contents without reading them: which file it is, its size, and when it was last
/// changed. Nobody can set the time of its last change of status.
///
/// Whoever read a file, and finds the same stamp later, would read the same bytes again. Times are as coarse as the clock of
/// the file system, so that a stamp is taken only of a file that has been left alone for two seconds, as git does. Not
/// covered: a program that writes through memory it shared with the file before, a clock that is set back, and file systems that
/// make the time of the change of status up of another.
public struct FileStamp: Hashable, Sendable {
  private let device: UInt
  private let file: UInt
  private let size: Int
  private let modified: Moment
  private let changed: Moment

  /// A time of the file system. A set has two of them an image: they are numbers, and no lists.
  private struct Moment: Hashable {
    var seconds: Int
    var nanoseconds: Int

    init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }
  }

  /// Seconds for which a file must have been left alone.
  private static let settled = 2

  /// The stamp of what stands at a path; nil where nothing can be told, or it was changed just now.
  public init?(at path: String) {
    var facts = stat()
    var now = timespec()
    guard stat(path, &facts) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0 else { return nil }
    guard max(facts.st_mtim.tv_sec, facts.st_ctim.tv_sec) + Self.settled < now.tv_sec else { return nil }
    (device, file, size) = (UInt(facts.st_dev), UInt(facts.st_ino), Int(facts.st_size))
    (modified, changed) = (Moment(facts.st_mtim), Moment(facts.st_ctim))
  }
}
