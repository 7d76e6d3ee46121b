internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import Runner
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// Every candidate made ready to be asked, as the run wants it.
struct CandidateSources {
  /// Candidate label → where its captions come from.
  let sources: [String: CaptionSource]
  /// The models that may be asked, candidates and parts, by label.
  private let captioners: [String: Captioner]
  private let cache: CaptionCache?

  /// Makes candidates ready; nothing is sent.
  ///
  /// - Throws: a missing key or service address, or a prompt that names a field some item lacks.
  init(_ plan: StudyPlan) throws {
    let missing = plan.candidates.flatMap(\.reached).flatMap { Captioner.missingFields(of: $0, in: plan.items) }
    if !missing.isEmpty {
      throw Refusal(.wrongInput, missing.map { "\(plan.path): \($0)" }.joined(separator: "\n\n"))
    }
    let client = try HTTPClient()
    let images = ImageShelf()
    let pacer = Pacer()
    var sources: [String: CaptionSource] = [:]
    let checks = plan.checks
    let reached = plan.candidates.flatMap(\.reached)
    // One for each label: whoever asks a model shares what is known of it, and of its service.
    var captioners: [String: Captioner] = [:]
    for candidate in reached where captioners[candidate.label] == nil {
      guard let call = candidate.call else { continue }
      captioners[candidate.label] = try Captioner(
        call, label: candidate.label, settings: plan.run, checks: checks, client: client,
        environment: Variables().value, pacer: pacer)
    }
    cache = reached.contains(where: \.isCache) ? CaptionCache.opened(CachePlace(plan.run)) : nil
    let parts = PolicyCaptioner.Parts(
      captioner: { [captioners] candidate, _ in
        guard let captioner = captioners[candidate.label] else { preconditionFailure("a part without a captioner") }
        return captioner
      }, readyMade: { [readyMade = plan.readyMade] label, item in readyMade[label]?[item] }, cache: cache,
      takesStored: true,
      neighbours: { [neighbours = SetNeighbours(plan.items)] in try await neighbours.near($0, within: $1) })
    for candidate in plan.candidates {
      switch candidate.source {
      case .model:
        guard let captioner = captioners[candidate.label] else { continue }
        sources[candidate.label] = CaptionSource(
          service: captioner.service, unpriced: Set(candidate.unpriced)
        ) { item, ledger in
          // The image is read before anything is sent, so that nothing is sent twice for want of a descriptor.
          try await patiently {
            try await Self.ask(captioner, item, images.request(for: item), ledger, checks, price: candidate.price)
          }
        }
      case .policy:
        let captioner = try PolicyCaptioner(
          candidate, parts: parts, checks: checks, retries: RetryPolicy(plan.run), pacer: pacer)
        sources[candidate.label] =
          PolicySource(candidate, captioner: captioner, checks: checks) {
            images.request(for: $0)
          }.source
      case .captions:
        let captions = plan.readyMade[candidate.label] ?? [:]
        sources[candidate.label] = CaptionSource { item, _ in
          let caption = captions[item.id]
          let outcome = caption?.outcome ?? checks.outcome(of: caption?.text)
          return Self.caption(caption?.text, outcome, for: item, checks)
        }
      }
    }
    self.sources = sources
    self.captioners = captioners
  }

  /// Parts of policies that were stopped in this run, while what uses them may have gone on: label → why.
  func stoppedParts(besides candidates: Set<String>) -> [String: String] {
    captioners.filter { !candidates.contains($0.key) }.compactMapValues(\.stopped)
  }

  /// Returns when all that a cache was given is on the disk.
  func settle() async { await cache?.settle() }

  private static func ask(
    _ captioner: Captioner, _ item: SetItem, _ request: CaptionRequest, _ ledger: ItemLedger, _ checks: CaptionChecks,
    price: Price?
  ) async throws -> Caption {
    let entry = Mutex<Int64?>(nil)
    var watch = CallWatch(
      willWait: ledger.willWait,
      willSend: { start in
        let id = try await ledger.willSend(LedgerStart(start))
        entry.withLock { $0 = id }
      },
      didEnd: { record in
        guard let id = entry.withLock({ $0 }) else { return }
        try await ledger.didEnd(id, LedgerAttempt(record, price: price))
      })
    watch.isAwaited = true
    do {
      let result = try await captioner.caption(request, watch)
      if result.outcome == .failed { throw Unanswered(result.reason ?? "no answer") }
      return caption(result.text, result.outcome, for: item, checks)
    } catch let failure as PermanentFailure {
      throw CandidateStopped(failure.message, isUnreachable: failure.isUnreachable)
    }
  }

  static func caption(_ text: String?, _ outcome: Outcome, for item: SetItem, _ checks: CaptionChecks)
    -> Caption
  {
    let breaches = text.map { checks.breaches(of: $0, fileName: item.fileName).map(\.rule) } ?? []
    return Caption(text: text, outcome: outcome, breaches: breaches)
  }

  /// The rules that can be broken under these checks, as they are counted and reported.
  static func rules(of checks: CaptionChecks) -> [String] {
    (checks.maxWords == nil ? [] : ["over-length"]) + (checks.runawayWords == nil ? [] : ["runaway"])
      + (checks.bannedOpenings.isEmpty ? [] : ["banned opening"])
      + ["file name echoed"]
  }
}

extension CaptionBreach {
  /// The rule's name, as it is counted and reported.
  var rule: String {
    switch self {
    case .overLength: "over-length"
    case .runaway: "runaway"
    case .bannedOpening: "banned opening"
    case .fileNameEcho: "file name echoed"
    }
  }
}

/// Image files, read and encoded once for all candidates and when first wanted, as long as one of the last few is wanted
/// again.
private final class ImageShelf: Sendable {
  private let shelf = Mutex<[(item: ItemID, request: CaptionRequest)]>([])

  func request(for item: SetItem) -> CaptionRequest {
    if let known = shelf.withLock({ $0.first { $0.item == item.id } }) { return known.request }
    let request = CaptionRequest(item) { try imageBytes(of: item) }
    shelf.withLock { shelf in
      shelf.append((item.id, request))
      if shelf.count > 16 { shelf.removeFirst() }
    }
    return request
  }
}

/// Variables of the environment, and of a `.env` file in the working folder for those that are not set there.
struct Variables {
  private let file: [String: String]

  init() { file = Self.read(".env") }

  func value(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] ?? file[name] }

  /// Lines of the form `NAME=value`; quotes around a value are taken off, `export` and comments are passed over.
  private static func read(_ path: String) -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      var rest = line.trimmingPrefix(while: \.isWhitespace)
      rest = rest.trimmingPrefix("export ")
      guard rest.first != "#", let equals = rest.firstIndex(of: "=") else { continue }
      let name = rest[..<equals].trimmingCharacters(in: .whitespaces)
      var value = rest[rest.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      if value.count >= 2, let quote = value.first, "\"'".contains(quote), value.last == quote {
        value = String(value.dropFirst().dropLast())
      }
      values[name] = value
    }
    return values
  }
}
