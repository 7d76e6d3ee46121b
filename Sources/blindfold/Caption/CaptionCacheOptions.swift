internal import ArgumentParser
internal import Captioning
internal import Roster

/// Whether what was asked before is looked up first, and where.
struct CaptionCacheOptions: ParsableArguments {
  @Flag(
    help: """
      Look for each caption in the cache of all studies first, and keep there what is asked for: \
      $XDG_CACHE_HOME/blindfold/captions.sqlite, else ~/.cache/blindfold/captions.sqlite.
      """)
  var cache = false

  @Option(help: "Likewise, with a cache in this file.", completion: .file())
  var cacheFile: String?

  @Option(
    help: """
      Likewise, in a Redis that machines share: redis://[USER@]HOST[:PORT][/DATABASE], its password in the environment's \
      \(RedisAddress.passwordVariable).
      """)
  var cacheURL: String?

  @Option(help: "How long a cached caption is good, 1s to 3650d: 90s, 12h, 30d. Without it: for ever.")
  var cacheTtl: String?

  @Option(
    help: """
      Take the caption of a picture whose perceptual hash differs in at most this many bits of 64, 0 to 16, of captions \
      that were kept under --cache-near or `near`.
      """)
  var cacheNear: Int?

  func validate() throws {
    if !isWanted, cacheTtl != nil || cacheNear != nil {
      throw ValidationError(
        "--cache-ttl and --cache-near are for --cache, --cache-file or --cache-url: say which cache.")
    }
    if cacheFile != nil, cacheURL != nil {
      throw ValidationError("--cache-file and --cache-url name two caches: give one.")
    }
    if let cacheFile, RedisAddress.isMeant(cacheFile) {
      throw ValidationError("--cache-file names a file. Give a Redis by --cache-url, without its password.")
    }
    if try address() != nil, cacheNear != nil { throw ValidationError(Self.noNear) }
    if let cacheNear, !CacheRule.nearBits.contains(cacheNear) {
      throw ValidationError(
        "--cache-near \(cacheNear): give \(CacheRule.nearBits.lowerBound) to \(CacheRule.nearBits.upperBound) bits; "
          + "further apart, pictures are not alike.")
    }
    _ = try lifetime()
  }

  private var isWanted: Bool { cache || cacheFile != nil || cacheURL != nil }

  /// Why near pictures and a Redis do not go together.
  private static let noNear =
    "near pictures are not looked for in a Redis: only the same bytes count there. Give a file by --cache-file, or leave "
    + "`near` out."

  /// What was written is not repeated: it may hold a password.
  private func address() throws -> RedisAddress? {
    guard let cacheURL else { return nil }
    do throws(RedisAddress.Fault) {
      return try RedisAddress(cacheURL)
    } catch {
      let seen =
        error == .password ? " Others on this machine can see it in the list of processes, and shells keep it." : ""
      throw ValidationError("--cache-url: it \(error.fact)\(seen) Nothing was sent. \(error.next)")
    }
  }

  private func lifetime() throws -> Double? {
    guard let cacheTtl else { return nil }
    guard let seconds = CacheRule.lifetime(cacheTtl) else {
      throw ValidationError("--cache-ttl \(cacheTtl): give \(CacheRule.lifetimeForm).")
    }
    return seconds
  }

  /// A candidate with the cache in front of it that was asked for.
  ///
  /// - Throws: `ValidationError` where it has one already and another rule is given.
  func before(_ candidate: Candidate) throws -> Candidate {
    guard isWanted else { return candidate }
    if candidate.cachedModel.rule != nil {
      guard cacheTtl == nil, cacheNear == nil else {
        throw ValidationError(
          "--cache-ttl, --cache-near: the policy has a cache with a rule of its own. Change it there.")
      }
      return candidate
    }
    let rule = CacheRule(of: candidate.label, ttl: try lifetime(), near: cacheNear)
    guard let policy = CaptionPolicy(.cache(rule), parts: [candidate.label: candidate]) else { return candidate }
    return Candidate(label: candidate.label, source: .policy(policy), price: candidate.price)
  }

  /// The cache, where the candidate has one.
  ///
  /// - Throws: `ValidationError` where it is a Redis and a rule of the candidate's looks for near pictures.
  func opened(for candidate: Candidate, _ run: RunSettings) throws -> CaptionCache? {
    guard candidate.hasCache else { return nil }
    let place: CachePlace =
      if let address = try address() {
        .redis(address)
      } else if let cacheFile {
        .file(cacheFile)
      } else {
        CachePlace(run)
      }
    if case .redis = place, candidate.looksForNear { throw ValidationError(Self.noNear) }
    return CaptionCache.opened(place)
  }
}
