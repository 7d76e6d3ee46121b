internal import Captioning
internal import Foundation
internal import RedisCache
internal import Roster
internal import StudyStore

/// Where captions that were asked for before are kept.
enum CachePlace: Equatable {
  /// A file of this machine; nil: the usual one.
  case file(String?)
  /// A Redis, which other machines may share.
  case redis(RedisAddress)

  /// The place that a run's settings name.
  init(_ run: RunSettings) { self = run.cache.map { .redis($0) } ?? .file(nil) }
}

extension CaptionCache {
  /// A file of cached captions, as a policy asks it.
  init(_ file: CaptionCacheFile) {
    self.init(
      find: { key, since in file.find(key.bytes, since: since) },
      near: { picture, question, bits, since in
        file.near(picture, question: question.hex, within: bits, since: since)
          .map { NearCaption(caption: $0.caption, distance: $0.distance) }
      }, keep: { key, caption, _ in file.keep(key.bytes, question: key.question.hex, caption) },
      settle: { await file.settle() })
  }

  /// A Redis that holds cached captions, as a policy asks it. Nobody looks for near pictures in it: such rules are refused.
  init(_ server: CaptionCacheServer) {
    self.init(
      find: { key, since in await server.find(key.bytes, since: since) }, near: { _, _, _, _ in nil },
      keep: { key, caption, lifetime in
        server.keep(key.bytes, question: key.question.hex, caption, lifetime: lifetime)
      }, settle: { await server.settle() })
  }

  /// The cache at a place. What is wrong with it is said on standard error, once, and the work goes on.
  ///
  /// - Returns: nil where the environment names no place for the usual file.
  static func opened(_ place: CachePlace) -> CaptionCache? {
    switch place {
    case .redis(let address):
      let password = Variables().value(RedisAddress.passwordVariable).flatMap { $0.isEmpty ? nil : $0 }
      if password != nil, !address.isLocal {
        printError(
          "\(address): the password and the captions go there unencrypted: anyone on the way can read them. Use a private "
            + "network or a tunnel.")
      }
      return CaptionCache(CaptionCacheServer(address, password: password) { printError($0) })
    case .file(let path):
      guard let path = path ?? CaptionCacheFile.standardPath(ProcessInfo.processInfo.environment) else {
        printError(
          "no caption cache: neither XDG_CACHE_HOME nor HOME names a folder for it. Every caption is asked for. Set one of "
            + "them.")
        return nil
      }
      return CaptionCache(CaptionCacheFile(path) { printError($0) })
    }
  }
}
