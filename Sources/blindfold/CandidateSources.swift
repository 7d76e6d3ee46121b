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

  /// Makes candidates ready; nothing is sent.
  ///
  /// - Throws: a missing key or service address, a prompt that names a field some item lacks, or ready-made captions
  ///   that cannot be read.
  init(_ plan: StudyPlan) throws {
    let missing = plan.candidates.flatMap { Captioner.missingFields(of: $0, in: plan.items) }
    if !missing.isEmpty {
      throw Refusal(.wrongInput, missing.map { "\(plan.path): \($0)" }.joined(separator: "\n\n"))
    }
    let client = try HTTPClient()
    let images = ImageShelf()
    var sources: [String: CaptionSource] = [:]
    for candidate in plan.candidates {
      let captioner = try Captioner(
        candidate, settings: plan.run, checks: plan.checks, client: client, environment: Variables().value)
      let checks = plan.checks
      sources[candidate.label] = CaptionSource { item, ledger in
        try await Self.ask(captioner, candidate, item, image: images.request(for: item), ledger, checks: checks)
      }
    }
    self.sources = sources
  }

  private static func ask(
    _ captioner: Captioner, _ candidate: Candidate, _ item: SetItem, image: CaptionRequest, _ ledger: ItemLedger,
    checks: CaptionChecks
  ) async throws -> Caption {
    let entry = Mutex<Int64?>(nil)
    do {
      let result = try await captioner.caption(
        image,
        willSend: { start in
          let id = try await ledger.willSend(start.number)
          entry.withLock { $0 = id }
        },
        didEnd: { record in
          guard let id = entry.withLock({ $0 }) else { return }
          try await ledger.didEnd(id, LedgerAttempt(record, price: candidate.price))
        })
      if result.outcome == .failed, case .model = candidate.source {
        throw Unanswered(result.reason ?? "no answer")
      }
      let breaches = result.text.map { checks.breaches(of: $0, fileName: item.fileName).map(\.rule) } ?? []
      return Caption(text: result.text, outcome: result.outcome, breaches: breaches)
    } catch let failure as PermanentFailure {
      throw CandidateStopped(failure.message)
    }
  }

  /// The rules that can be broken under these checks, as they are counted and reported.
  static func rules(of checks: CaptionChecks) -> [String] {
    (checks.maxWords == nil ? [] : ["over-length"]) + (checks.bannedOpenings.isEmpty ? [] : ["banned opening"])
      + ["file name echoed"]
  }
}

extension CaptionBreach {
  /// The rule's name, as it is counted and reported.
  var rule: String {
    switch self {
    case .overLength: "over-length"
    case .bannedOpening: "banned opening"
    case .fileNameEcho: "file name echoed"
    }
  }
}

extension LedgerAttempt {
  /// An attempt with its cost: tokens × price; nothing where the service refused or was not reached; else unknown.
  init(_ record: AttemptRecord, price: Price?) {
    let isUnbilled = !record.lost && record.inputTokens == nil && (record.status ?? 0 >= 400 || record.status == nil)
    let tokens = record.inputTokens.flatMap { input in record.outputTokens.map { (input, $0) } }
    let known = tokens.flatMap { tokens in price?.cost(inputTokens: tokens.0, outputTokens: tokens.1) }
    self.init(
      status: record.status,
      reason: Self.answered.contains(record.happened)
        ? nil : record.happened + (record.detail.map { ": \($0)" } ?? ""),
      servedModel: record.servedModel, fingerprint: record.fingerprint, requestID: record.requestID,
      inputTokens: record.inputTokens, outputTokens: record.outputTokens, cost: isUnbilled ? 0 : known,
      connect: record.connectSeconds, firstByte: record.firstByteSeconds, total: record.totalSeconds,
      isLost: record.lost)
  }

  /// What an attempt is called that brought an answer, whatever it says.
  private static let answered = Set(Outcome.allCases.filter { $0 != .failed }.map(\.rawValue))
}

/// Image files read and encoded once for all candidates, as long as one of the last few is wanted again.
private final class ImageShelf: Sendable {
  private let shelf = Mutex<[(item: ItemID, request: CaptionRequest)]>([])

  func request(for item: SetItem) throws -> CaptionRequest {
    if let known = shelf.withLock({ $0.first { $0.item == item.id } }) { return known.request }
    guard let bytes = FileManager.default.contents(atPath: item.path) else {
      throw Refusal(
        .missingFile,
        "\(item.path): not readable any more. The run stopped; what has arrived is kept. "
          + "Put the image set back as it was and run again.")
    }
    let request = CaptionRequest(item, image: [UInt8](bytes))
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
