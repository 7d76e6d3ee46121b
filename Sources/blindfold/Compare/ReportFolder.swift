internal import CSV
internal import Foundation
internal import Reports

/// A folder that holds a report, read without its databases.
enum ReportFolder {
  /// What the report's files say.
  ///
  /// - Parameter typed: the folder, or its results.json.
  /// - Throws: `Refusal` where a file is missing or cannot be read; `CompareError` for what it holds.
  static func record(_ typed: String) throws -> StudyRecord {
    let name = "/results.json"
    let stripped = typed.count > 1 && typed.hasSuffix("/") ? String(typed.dropLast()) : typed
    let folder = stripped.hasSuffix(name) ? String(stripped.dropLast(name.count)) : stripped
    guard let results = try bytes(folder + name) else {
      throw Refusal(
        .missingFile,
        "\(folder): holds no results.json. Nothing was compared. Give the folder of a report; without one, make it first: "
          + "blindfold report \(quoted(folder))")
    }
    return try StudyRecord(
      folder: folder, results: results, manifest: bytes("\(folder)/manifest.json"),
      judgedImages: images("\(folder)/ratings.csv"))
  }

  /// A file's bytes; nil where it is not there.
  private static func bytes(_ path: String) throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Refusal(
        .missingFile,
        "\(path): is there and cannot be read. Nothing was compared. Allow reading it, or give a whole copy.")
    }
  }

  /// The images of a `ratings.csv`: its column `image_id`.
  private static func images(_ path: String) throws -> Set<String>? {
    guard let bytes = try bytes(path) else { return nil }
    var reader = CSVReader(bytes)
    var images: Set<String> = []
    do {
      guard try reader.next() else { return images }
      guard let column = (0..<reader.count).first(where: { reader.text($0) == "image_id" }) else {
        throw Refusal(
          .wrongInput,
          "\(path):1: has no column 'image_id'. Which images studies share could not be told; nothing was compared. Give "
            + "the report's own file, or take it out of the folder.")
      }
      while try reader.next() {
        if column < reader.count { images.insert(reader.text(column)) }
      }
    } catch let fault as CSVReader.Fault {
      throw Refusal(
        .wrongInput,
        "\(path):\(fault.line):\(fault.column): \(fault.fact). Which images studies share could not be told; nothing was "
          + "compared. Give the report's own file, or take it out of the folder.")
    }
    return images
  }
}
