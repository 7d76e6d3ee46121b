internal import CaptionClient
internal import Captioning
internal import Digest
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel

/// Captions one image on the terminal.
struct SingleCaption {
  private let path: String
  private let setup: CaptionSetup
  private let cache: CaptionCacheOptions

  init(_ path: String, _ setup: CaptionSetup, _ cache: CaptionCacheOptions) {
    self.path = path
    self.setup = setup
    self.cache = cache
  }

  func run() async throws {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let item: SetItem
    let bytes: [UInt8]
    do {
      let file = try RowImages(root: folder).file(named: name)
      bytes = try ImageBytes.read(file.path).bytes
      if let fault = imageFault(bytes) { throw refusal("the image \(fault)", "Give another image.") }
      guard let id = ItemID(hex: SHA256.hex(bytes)) else { preconditionFailure("a digest is no digest") }
      item = SetItem(id: id, path: file.path, fileName: name, format: file.format, category: "all")
    } catch let fault as RowImages.Fault {
      throw refusal(fault.reason, "Give another image.")
    } catch let failure as ImageBytes.Failure {
      throw refusal("\(failure)", "Check its permissions.")
    }
    var asked = setup
    asked.candidate = try cache.before(setup.candidate)
    let cache = cache.opened(for: asked.candidate)
    // Whoever watches sees the words as they come.
    let isWatched = isatty(1) == 1
    let live = LivePrinter()
    let asker = try PolicyAsker(asked, cache: cache, streams: isWatched)
    let started = ContinuousClock.now
    let came: (result: CaptionResult, hit: CacheHit?)
    do {
      let onText: (@Sendable (LiveText.Piece) -> Void)? = isWatched ? { @Sendable piece in live.take(piece) } : nil
      came = try await interruptible { try await asker.caption(item, bytes, onText: onText) }
    } catch let failure as PermanentFailure {
      throw Refusal(failure.isUnreachable ? .notFinished : .unavailable, failure.message)
    }
    if let text = came.result.text { live.finish(with: text) }
    await cache?.settle()
    try tell(came.result, came.hit, item, elapsed: started.duration(to: .now))
  }

  private func refusal(_ fact: String, _ next: String) -> Refusal {
    Refusal(.wrongInput, "\(visible(path)): \(fact). Nothing was sent. \(next)")
  }

  private func tell(_ result: CaptionResult, _ hit: CacheHit?, _ item: SetItem, elapsed: Duration) throws {
    let cost = result.cost(at: setup.candidate.price)
    let last = result.attempts.last
    var parts = [result.outcome.rawValue]
    if let model = last?.servedModel { parts.append(visible(model)) }
    if let hit {
      let bits = hit.distance.map { ", for a picture \($0) bits of 64 apart" } ?? ""
      parts.append("from the cache\(bits)")
    }
    if result.attempts.count > 1 { parts.append("\(result.attempts.count) calls") }
    if let input = last?.inputTokens, let output = last?.outputTokens {
      parts.append("\(input) tokens in, \(output) out")
    }
    parts.append(cost.map { String(format: "%.6f USD", $0) } ?? "cost unknown")
    parts.append(String(format: "%.2f s", elapsed / .seconds(1)))
    if let first = last?.firstTokenSeconds { parts.append(String(format: "first word after %.2f s", first)) }
    let breaches = result.text.map { setup.checks.breaches(of: $0, fileName: item.fileName).map(\.rule) } ?? []
    parts += breaches
    printError(parts.joined(separator: " · "))
    if result.outcome == .failed {
      throw Refusal(.notFinished, "no caption: \(visible(result.reason ?? "no answer")). Ask again later.")
    }
    if result.text == nil || result.text?.isEmpty == true, let reason = result.reason { printError(visible(reason)) }
  }
}
