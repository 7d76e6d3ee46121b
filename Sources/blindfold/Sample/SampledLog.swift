internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import LogSampling
internal import StudyFile

/// The logs that a sample is drawn from.
struct SampledLog {
  /// As they were named.
  let files: [String]
  /// The folder that image names are seen from.
  let root: String
  private let categories: Set<String>

  /// What reading them found; set by ``draw(count:seed:editedRate:)``.
  final class Found {
    /// Rows that are no events, with the first one's reason.
    var unusable = (count: 0, first: "")
    /// Events of other categories than those that were asked for.
    var others = 0
  }

  let found = Found()

  /// - Parameters:
  ///   - root: nil: the logs' folder.
  ///   - categories: to draw from; empty: all.
  init(_ files: [String], root: String?, categories: Set<String>) throws {
    let folders = Set(files.map { URL(fileURLWithPath: $0).deletingLastPathComponent().standardizedFileURL.path })
    guard root != nil || folders.count == 1 else {
      throw ValidationError(
        "the logs lie in \(folders.count) folders, and image names are seen from one. Name it: --root FOLDER")
    }
    if let root, fileKind(root) != S_IFDIR {
      throw Refusal(
        .missingFile,
        "--root \(root): no such folder. Nothing was written. Image names are seen from it: check the path.")
    }
    self.files = files
    self.root = root ?? folders.first ?? "."
    self.categories = categories
  }

  /// - Throws: `Refusal` where a path is no file that can be read.
  private static func require(_ file: String) throws {
    switch fileKind(file) {
    case S_IFREG?: break
    case nil: throw Refusal(.missingFile, "\(file): no such log. Nothing was written. Check the path.")
    case S_IFDIR?:
      throw Refusal(.missingFile, "\(file): a folder, and no log. Nothing was written. Name the .jsonl or .csv in it.")
    default:
      throw Refusal(
        .wrongInput,
        "\(file): a pipe, whose name does not say what its lines are. Nothing was written. Write them to a .jsonl or .csv "
          + "file first.")
    }
  }

  /// Reads every log once.
  func draw(count: Int, seed: UInt64, editedRate: Double?) throws -> LogDraw {
    var draw = LogDraw(count: count, seed: seed, editedRate: editedRate)
    for file in files {
      try Self.require(file)
      let rows = try CaptionRows(file, root: root)
      while let row = try rows.next() {
        let event: LogEvent
        do {
          event = try LogEvent(row)
        } catch {
          if found.unusable.count == 0 { found.unusable.first = "\(file): \(error.reason)" }
          found.unusable.count += 1
          continue
        }
        guard categories.isEmpty || categories.contains(event.category) else {
          found.others += 1
          continue
        }
        do {
          try draw.add(event)
        } catch LogDraw.Fault.tooManyCategories(let limit) {
          throw Refusal(
            .wrongInput,
            "\(file): more than \(limit) categories by row \(row.number): column 'category' holds something else. "
              + "Nothing was written.")
        }
      }
    }
    guard draw.events > 0 else { throw Refusal(.wrongInput, nothing(draw)) }
    let names = draw.strata.keys.map(\.name)
    if let twice = names.filter({ name in names.count { $0 == name } > 1 }).min() {
      throw Refusal(
        .wrongInput,
        "\(files.joined(separator: ", ")): the log has a category '\(twice)', which is what edited captions of another one "
          + "are called. Their weights could not be told apart. Nothing was written. Call it otherwise, or leave --edited out."
      )
    }
    return draw
  }

  private func nothing(_ draw: LogDraw) -> String {
    let names = files.joined(separator: ", ")
    if draw.withoutOutcome > 0 {
      return "\(names): no event says what was shown and what became of it ('shown', 'final'), which --edited goes by. "
        + "Nothing was written. Add the columns, or leave --edited out."
    }
    if found.others > 0 {
      return "\(names): no event of \(categories.sorted().joined(separator: ", ")). Nothing was written."
    }
    return "\(names): no event that names an image. Nothing was written."
      + (found.unusable.count > 0 ? " \(found.unusable.first)" : "")
  }
}
