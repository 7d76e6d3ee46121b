internal import Foundation
internal import Glibc

/// Whether the rater's account could read who wrote what. It is noted, never prevented: an account's owner can
/// always read the account's files.
enum KeyAccess {
  /// Looks for a readable `key.sqlite` or `study.sqlite` (which tells what captions share an arm) in the packet's folder
  /// and in the one above, where a study keeps them. A packet that was taken elsewhere leaves nothing to find.
  static func canReadKey(of packet: String) -> Bool {
    let folder = URL(fileURLWithPath: packet).resolvingSymlinksInPath().deletingLastPathComponent()
    return [folder, folder.deletingLastPathComponent()].contains { folder in
      ["key.sqlite", "study.sqlite"].contains { access(folder.appendingPathComponent($0).path, R_OK) == 0 }
    }
  }
}
