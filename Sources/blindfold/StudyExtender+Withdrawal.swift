internal import Analysis
internal import Blinding
internal import Foundation
internal import StudyModel
internal import StudyStore

extension StudyExtender {
  /// Ends the waiting for what a rater has open. Once: the same again changes nothing.
  func withdraw(_ rater: String, because: String, isDryRun: Bool) throws {
    if !isDryRun { _ = try resume() }
    if let done = collection.withdrawals[rater] {
      print("\(rater) is withdrawn already (\(Self.day(done.at)), by \(done.who)); nothing was changed")
      return
    }
    let record = try withdrawal(of: rater, because, replacedBy: nil)
    print(record.summary)
    if isDryRun { return print("dry run: nothing was changed") }
    try store.withdraw(record)
    print("a packet of \(rater)'s that comes back later is still collected; what it brings counts and is marked late")
    print("next: blindfold status \(quoted(study))")
  }

  /// Withdraws a rater and hands the open items to a new one. Once: the same again, or after a kill, completes it.
  func replace(_ rater: String, by new: String, because: String, isDryRun: Bool) throws {
    try refuseReplacingInPairs(rater)
    if !isDryRun { _ = try resume() }
    if let done = try store.withdrawals().first(where: { $0.rater == rater }) {
      guard done.replacedBy == new else {
        throw Refusal(
          .wrongInput,
          "--replace \(rater): " + (done.replacedBy.map { "replaced by \($0)" } ?? "withdrawn")
            + " already (\(Self.day(done.at)), by \(done.who)). Nothing was changed. For one more rater: blindfold assign "
            + "\(quoted(study)) --late \(new)")
      }
      print("\(rater) is replaced by \(new) already; nothing was changed")
      return try showPackets()
    }
    try Self.refuseUnlessPseudonym(new, "--by")
    guard !collection.plan.raters.contains(new) else {
      throw Refusal(
        .wrongInput,
        "--by \(new): has a packet already, and nobody rates an image twice. Nothing was changed. Name a new rater, or "
          + "withdraw '\(rater)' and give '\(new)' further images: blindfold extend \(quoted(study)) --further N --to \(new)"
      )
    }
    let record = try withdrawal(of: rater, because, replacedBy: new)
    var items = collection.openItems(of: rater)
    // Images that no model captioned are a rater's too: whoever has judged nothing hands them over with the rest.
    if record.rated == 0 { items += collection.plan.packets.filter { $0.rater == rater }.flatMap(\.unshown) }
    guard !items.isEmpty else {
      throw Refusal(
        .wrongInput,
        "--replace \(rater): only images that were shown before are open. Nothing was changed. Withdraw instead: "
          + "blindfold assign \(quoted(study)) --withdraw \(rater) --because TEXT")
    }
    let draft = ExtensionDraft(
      .init(raters: [new], imagesEach: items.count, returning: [], further: 0, replacing: rater), items: [new: items],
      number: try nextNumber(), collection: collection)
    print(record.summary)
    try show(draft)
    if isDryRun { return print("dry run: nothing was changed and no packet was written") }
    try add(draft, because: because, withdrawal: record)
  }

  /// What is kept of a withdrawal.
  ///
  /// - Throws: `Refusal` where nobody waits for anything of this rater's.
  private func withdrawal(of rater: String, _ because: String, replacedBy: String?) throws -> WithdrawalRecord {
    let regulars = collection.awaited.filter { collection.withdrawals[$0.rater] == nil }
    guard let progress = regulars.first(where: { $0.rater == rater }) else {
      let isGuest = collection.declared.guests.contains(rater)
      throw Refusal(
        .wrongInput,
        "\(rater): " + (isGuest ? "a guest, and nobody waits for guests" : "no rater of this study")
          + ". Nothing was changed. Raters are: \(regulars.map(\.rater).joined(separator: ", ")).")
    }
    guard progress.open > 0 else {
      throw Refusal(
        .wrongInput,
        "\(rater): has rated or skipped everything, and what is in stays. Nothing was changed. There is nothing to "
          + "withdraw.")
    }
    let packets = collection.plan.packets.filter { $0.rater == rater }.map(\.id)
    return WithdrawalRecord(
      rater: rater, at: now(), because: because, rated: progress.rated, open: progress.open,
      collected: Dictionary(uniqueKeysWithValues: packets.map { ($0, collection.collected[$0] ?? 0) }),
      replacedBy: replacedBy)
  }

  private static func day(_ milliseconds: Int64) -> String {
    String(Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601).prefix(10))
  }
}
