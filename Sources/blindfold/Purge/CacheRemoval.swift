internal import Foundation
internal import StudyStore

/// `purge --cache`: the file of captions that were asked for before, which belongs to no study.
struct CacheRemoval {
  let path: String

  /// - Parameter path: nil for the usual one.
  /// - Throws: `Refusal` where the environment names no place for it.
  init(_ path: String?) throws {
    guard let path = path ?? CaptionCacheFile.standardPath(ProcessInfo.processInfo.environment) else {
      throw Refusal(
        .missingFile, "neither XDG_CACHE_HOME nor HOME names a folder, so there is no usual cache. Name its file.")
    }
    self.path = path
  }

  /// Removes the file, or says what would go.
  ///
  /// - Returns: what was done, in a sentence.
  /// - Throws: `Refusal` for a file that is no cache, or that cannot be removed.
  func run(dryRun: Bool) throws -> String {
    do {
      guard let held = try CaptionCacheFile.held(path) else { return "\(path): not there; nothing to remove." }
      let captions = held.captions.map { counted($0, "caption") } ?? "captions that can no longer be counted"
      let what = "\(path): \(captions), \(held.bytes) bytes"
      if dryRun { return what + "; nothing was removed" }
      try CaptionCacheFile.remove(path)
      return what + ", removed. Images are asked about again from now on."
    } catch let trouble as CacheTrouble {
      throw Refusal(
        trouble.kind == .notWritable ? .cannotWrite : .wrongInput,
        "\(path): \(trouble.detail.isEmpty ? trouble.description : trouble.detail). Nothing was removed.")
    }
  }
}
