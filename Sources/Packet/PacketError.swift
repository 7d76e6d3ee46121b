/// What can be wrong with a packet. Every message says where, what, what follows from it, and what to do.
public enum PacketError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file is not a packet, or is damaged.
  case unreadable(path: String, detail: String)
  /// The packet was written by a newer program.
  case newer(path: String, version: Int, known: Int)
  /// The packet cannot be written to.
  case readOnly(path: String)
  /// A rating could not be stored; nothing of it was.
  case notSaved(path: String, detail: String)
  /// A copy of the packet could not be made.
  case notCopied(path: String, detail: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such packet. Nothing can be rated. Check the path, or ask the conductor for the packet."
    case .unreadable(let path, let detail):
      "\(path): not a readable packet (\(detail)). Nothing was changed. Ask the conductor for a fresh copy; "
        + "send this file along, ratings in it may be recoverable."
    case .newer(let path, let version, let known):
      "\(path): written in packet format \(version); this program knows formats up to \(known). "
        + "Nothing was changed. Install the newer blindfold-review."
    case .readOnly(let path):
      "\(path): the packet cannot be written to, so ratings could not be kept. Nothing was shown. "
        + "Copy it to a folder of your own, or run: chmod u+w '\(path)'"
    case .notSaved(let path, let detail):
      "\(path): NOT SAVED (\(detail)). The answer is not stored. Free some space or check the disk, then press the key again."
    case .notCopied(let path, let detail):
      "\(path): the packet could not be copied there (\(detail)). The packet itself is as it was. Check the disk, and whether "
        + "a rater is at work on it this moment; then try again."
    }
  }
}
