import Foundation
import Synchronization

/// A folder that is gone when the test is.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter isInMemory: for a study or packets of many ratings, each of which would wait for the disk, where a test
  ///   is of something else. Without room in memory it is on the disk all the same.
  package init(_ name: String = "journey", isInMemory: Bool = false) throws {
    let place = isInMemory ? Self.memory : FileManager.default.temporaryDirectory
    path = place.appending(path: "\(name)-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static let memory: URL = {
    let path = "/dev/shm"
    var facts = statvfs()
    let hasRoom = statvfs(path, &facts) == 0 && facts.f_bavail * facts.f_frsize > 1 << 30
    return hasRoom && access(path, W_OK) == 0 ? URL(filePath: path) : FileManager.default.temporaryDirectory
  }()

  /// A folder that tests share: it is gone when all of them are.
  package static func shared(_ name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder(name)
    let isFirst = shared.withLock { folders in
      folders.append(folder)
      return folders.count == 1
    }
    if isFirst {
      atexit {
        for folder in TemporaryFolder.shared.withLock(\.self) {
          try? FileManager.default.removeItem(atPath: folder.path)
        }
      }
    }
    return folder
  }

  private static let shared = Mutex<[TemporaryFolder]>([])
}
