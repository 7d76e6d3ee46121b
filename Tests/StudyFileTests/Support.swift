import Foundation
import StudyFile

/// A folder of its own for one test, removed with it.
final class Folder {
  let path: String

  init() throws {
    path =
      URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath()
      .appending(path: "studyfile-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders it is in.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// What an error says, with this folder's path left out.
  func said(_ work: () throws -> some Any) -> String {
    do {
      _ = try work()
      return "nothing was refused"
    } catch let error as StudyFileError {
      return relative(error.description)
    } catch {
      return "another error: \(error)"
    }
  }

  func relative(_ text: String) -> String { text.replacing(path + "/", with: "") }
}

/// The project's own folder.
let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// The bytes of a stand-in image: a real signature, then whatever makes it differ from another. Nothing here decodes it.
func png(_ text: String) -> [UInt8] { [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(text.utf8) }
func jpeg(_ text: String) -> [UInt8] { [0xFF, 0xD8, 0xFF, 0xE0] + Array(text.utf8) }
