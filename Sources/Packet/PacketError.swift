/// What can be wrong with a packet. Every message says where, what, what follows from it, and what to do.
public enum PacketError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file is not a packet, or is damaged.
  case unreadable(path: String, detail: String)
  /// The file is a whole packet, and not the one that was written.
  case altered(path: String, detail: String)
  /// The packet was written by a newer program.
  case newer(path: String, version: Int, known: Int)
  /// The packet cannot be written to.
  case readOnly(path: String)
  /// Nothing can be made in the packet's folder, where every rating needs a file for a moment.
  case folderReadOnly(path: String)
  /// The file is not where it was opened, or another one is there.
  case gone(path: String)
  /// A rating could not be stored; nothing of it was.
  case notSaved(path: String, detail: String)
  /// A copy of the packet could not be made.
  case notCopied(path: String, detail: String)
  /// The packet could not be made for want of memory.
  case noMemory(path: String)
  /// The packet could not be made.
  case notMade(path: String, detail: String)
  /// There is no room for a copy of the packet.
  case noRoom(path: String, detail: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such packet. Nothing can be rated. Check the path, or ask the conductor for the packet."
    case .unreadable(let path, let detail):
      "\(path): not a readable packet (\(detail)). Nothing was changed. Ask the conductor for a fresh copy; "
        + "send this file along, ratings in it may be recoverable."
    case .altered(let path, let detail):
      "\(path): not as it was written or rated (\(detail)): damaged on its way, or edited. Nothing was shown and nothing was "
        + "changed, since ratings in it would not count. Ask the conductor for a fresh copy; send this file along."
    case .newer(let path, let version, let known):
      "\(path): written in packet format \(version); this program knows formats up to \(known). "
        + "Nothing was changed. Install the newer blindfold-review."
    case .readOnly(let path):
      "\(path): the packet cannot be written to, so ratings could not be kept. Nothing was shown. "
        + "Copy it to a folder of your own, or run: chmod u+w '\(path)'"
    case .folderReadOnly(let path):
      "\(path): the folder it is in cannot be written to, so ratings could not be kept: storing one takes a file beside the "
        + "packet for a moment. Nothing was shown. Copy the packet to a folder of your own."
    case .gone(let path):
      "\(path): taken away, or replaced by another file, since it was opened. What was rated in this sitting may be lost "
        + "with it. Look where it was moved to; if it is not to be found, tell the conductor and ask for a fresh copy."
    case .notSaved(let path, let detail):
      "\(path): NOT SAVED (\(detail)). The answer is not stored. Free some space or check the disk, then press the key again."
    case .noMemory(let path):
      "\(path): no memory was left to make the packet. There is no such file, or the one that was there before. Close other "
        + "programs or raise the limit (ulimit -v), then give the same command again."
    case .notMade(let path, let detail):
      "\(path): the packet could not be made (\(detail)). There is no such file, or the one that was there before. Free some "
        + "space, or check the disk and your rights; then give the same command again."
    case .noRoom(let path, let detail):
      "\(path): no room for a copy of the packet (\(detail)). The packet itself is as it was. Free some space, or copy to "
        + "another disk."
    case .notCopied(let path, let detail):
      "\(path): the packet could not be copied there (\(detail)). The packet itself is as it was. Check the disk, and whether "
        + "a rater is at work on it this moment; then try again."
    }
  }
}
