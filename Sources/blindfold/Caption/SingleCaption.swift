internal import CaptionClient
internal import Captioning
internal import Digest
internal import Foundation
internal import Imaging
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel
internal import StudyStore
internal import Synchronization

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
      bytes = try ImageFile.bytes(at: file.path)
      if let fault = imageFault(bytes) { throw refusal("the image \(fault)", "Give another image.") }
      guard let id = ItemID(hex: SHA256.hex(bytes)) else { preconditionFailure("a digest is no digest") }
      item = SetItem(id: id, path: file.path, fileName: name, format: file.format, category: "all")
    } catch let fault as RowImages.Fault {
      throw refusal(fault.reason, "Give another image.")
    } catch let fault as FileFault {
      throw refusal("the image cannot be read (\(fault))", "Check its permissions.")
    }
    var asked = setup
    asked.candidate = try cache.before(setup.candidate)
    let cache = try cache.opened(for: asked.candidate, setup.run)
    // Whoever watches sees the words as they come.
    let isWatched = isatty(1) == 1
    let live = LivePrinter()
    let asker = try PolicyAsker(asked, cache: cache, streams: isWatched)
    let started = ContinuousClock.now
    let caption: ServedCaption
    let spent = Mutex(RowTotals())
    let ledger = PolicyLedger(
      didEnd: { part, _, record in spent.withLock { $0.add(LedgerAttempt(record, price: part.price)) } })
    do {
      let onText: (@Sendable (LiveText.Piece) -> Void)? = isWatched ? { @Sendable in live.take($0) } : nil
      caption = try await interruptible("nothing is kept of an image by itself") {
        try await withTaskCancellationHandler {
          try await asker.caption(item, bytes, ledger: ledger, onText: onText)
        } onCancel: {
          live.stop()
        }
      }
    } catch let failure as PermanentFailure {
      throw Refusal(
        failure.isUnreachable ? .notFinished : failure.lacksField ? .wrongInput : .unavailable, failure.message)
    } catch is CancellationError {
      throw Refusal(
        .interrupted,
        "stopped; what stands above is no whole caption, and it may be billed. The same command asks anew. With --out what "
          + "arrives is kept.")
    }
    if let text = caption.result.text { live.finish(with: text) }
    await cache?.settle()
    let sum = spent.withLock(\.self)
    try tell(caption, sum, asker.flags(of: caption, last: sum.last), item, elapsed: started.duration(to: .now))
  }

  private func refusal(_ fact: String, _ next: String) -> Refusal {
    Refusal(.wrongInput, "\(visible(path)): \(fact). Nothing was sent. \(next)")
  }

  private func tell(
    _ caption: ServedCaption, _ spent: RowTotals, _ flags: [String], _ item: SetItem, elapsed: Duration
  ) throws {
    let result = caption.result
    var parts = [result.outcome.rawValue]
    if caption.served.part != setup.candidate.label { parts.append("by \(caption.served.part)") }
    parts += caption.served.passed.map { "\($0.part) passed: \($0.why)" }
    let model = if let hit = caption.served.hit { hit.originModel } else { spent.last?.servedModel }
    if let model { parts.append(visible(model)) }
    if flags.contains(ServedSightings.otherModel) { parts.append("another model than asked for") }
    if let hit = caption.served.hit {
      let bits = hit.distance.map { ", for a picture \($0) bits of 64 apart" } ?? ""
      parts.append("from the cache\(bits)")
    }
    if spent.attempts > 1 { parts.append("\(spent.attempts) calls") }
    if let input = spent.last?.inputTokens, let output = spent.last?.outputTokens {
      parts.append("\(input) tokens in, \(output) out")
    }
    parts.append(dollars(spent.cost))
    parts.append(String(format: "%.2f s", elapsed / .seconds(1)))
    if let first = spent.last?.firstToken { parts.append(String(format: "first word after %.2f s", first)) }
    let breaches = result.text.map { setup.checks.breaches(of: $0, fileName: item.fileName).map(\.rule) } ?? []
    // A caption that is over-length has been called so.
    parts += breaches.filter { $0 != result.outcome.rawValue }
    if flags.contains(RunawayCaption.flag), !breaches.contains(RunawayCaption.flag) {
      parts.append(RunawayCaption.flag)
    }
    printError(parts.joined(separator: " · "))
    guard caption.isFinal else {
      throw Refusal(.notFinished, "no caption: \(visible(result.reason ?? "no answer")). Ask again later.")
    }
    if result.text?.isEmpty ?? true, let reason = result.reason { printError(visible(reason)) }
  }
}
