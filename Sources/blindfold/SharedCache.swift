internal import Captioning
internal import Foundation
internal import StudyStore

extension CaptionCache {
  /// A file of cached captions, as a policy asks it.
  init(_ file: CaptionCacheFile) {
    self.init(
      find: { key, since in file.find(key.bytes, since: since) },
      near: { picture, question, bits, since in
        file.near(picture, question: question.hex, within: bits, since: since)
          .map { NearCaption(caption: $0.caption, distance: $0.distance) }
      }, keep: { key, caption in file.keep(key.bytes, question: key.question.hex, caption) },
      settle: { await file.settle() })
  }

  /// The file at a path, or the usual one. What is wrong with it is said on standard error, once, and the work goes on.
  ///
  /// - Returns: nil where the environment names no place for the usual one.
  static func opened(_ path: String?) -> CaptionCache? {
    guard let path = path ?? CaptionCacheFile.standardPath(ProcessInfo.processInfo.environment) else {
      printError(
        "no caption cache: neither XDG_CACHE_HOME nor HOME names a folder for it. Every caption is asked for. Set one of "
          + "them.")
      return nil
    }
    return CaptionCache(CaptionCacheFile(path) { printError($0) })
  }
}
