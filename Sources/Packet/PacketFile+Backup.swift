internal import Foundation
internal import GRDB

extension PacketFile {
  /// Copies the packet, whole as it is between two ratings, while its rater goes on.
  ///
  /// A rating that is stored meanwhile waits until the pages are read, not until the copy is on disk.
  ///
  /// - Parameter copy: a path at which there is no file yet. The copy has the packet's permissions, for its owner's hand.
  /// - Throws: ``PacketError/notCopied(path:detail:)``, or a file error; then there is no file at `copy`.
  public func backUp(to copy: String) throws {
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0o600
    let descriptor = open(copy, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PacketError.notCopied(path: copy, detail: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    do {
      let target = try DatabaseQueue(path: copy)
      // Not safe in itself: a copy that a crash cuts short is thrown away. It keeps a waiting rater's time short.
      try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF") }
      try copyPages(to: target)
      try target.close()
      guard fsync(descriptor) == 0, fchmod(descriptor, mode_t(mode)) == 0 else {
        throw PacketError.notCopied(path: copy, detail: String(cString: strerror(errno)))
      }
    } catch {
      unlink(copy)
      if let error = error as? DatabaseError {
        let isBusy = [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
        let detail = Self.reason(error)
        throw isBusy ? PacketError.notCopied(path: copy, detail: detail) : .noRoom(path: copy, detail: detail)
      }
      throw error
    }
  }
}
