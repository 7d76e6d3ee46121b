internal import Glibc

/// Keeps a second session off a packet: an advisory lock on the packet file itself, so that nothing is left behind.
///
/// `flock` and SQLite's own locks do not see each other on a local disk. The descriptor stays open until the process
/// ends: closing any descriptor of the file would drop SQLite's locks with it.
struct PacketLock {
  /// Another session holds the packet.
  struct Busy: Error, CustomStringConvertible {
    let path: String
    var description: String {
      "\(path): another session has this packet open. Ratings from two at once would mix. "
        + "Quit the other one (q) and start again."
    }
  }

  private let descriptor: Int32

  /// Takes the lock. A file that cannot be opened gets none: opening it as a packet will say why.
  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK { throw Busy(path: path) }
  }

  /// Gives the lock back.
  func release() {
    if descriptor >= 0 { _ = flock(descriptor, LOCK_UN) }
  }
}
