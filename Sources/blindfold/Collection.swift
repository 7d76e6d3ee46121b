internal import Analysis
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// Takes in what raters have done so far, and counts it without knowing whose captions were judged.
struct Collection {
  /// What came back from a rater, as the rater's receipts show it: one a packet with anything in it.
  struct Returned {
    var receipts: [Receipt]
    var sessions: [Session]
    var displayModes: Set<String>
  }

  let plan: PresentationPlan
  let declared: DeclaredProtocol
  let outputs: [Output]
  let tabulation: Tabulation
  let answers: GivenAnswers
  /// Captions as raters would have them.
  let edited: [EditedCaption]
  /// By rater.
  let returned: [String: Returned]
  /// Raters of whom every packet with anything in it was read just now, its chain of hashes recomputed.
  let verified: Set<String>
  /// Packet → judgements collected so far.
  let collected: [String: Int]
  /// Rater → items skipped and not rated later.
  let skipped: [String: Set<ItemID>]
  /// Rater → how it is that nobody waits for this rater any more.
  let withdrawals: [String: WithdrawalRecord]
  /// Rater → items that are open: neither rated in full nor skipped, repeats not counted.
  private let open: [String: [ItemID]]
  /// Seconds an image takes, the median over presentations rated in full, and how many these are; nil without any.
  let pace: (seconds: Double, rated: Int)?
  /// Why raters skipped items, in their words, each reason once.
  let skipReasons: [String]

  /// Raters whom the report waits for. Of one who is withdrawn it waits for nothing more than what is in.
  var awaited: [Tabulation.Progress] {
    tabulation.progress.filter { !declared.guests.contains($0.rater) }.map { progress in
      var progress = progress
      if withdrawals[progress.rater] != nil { progress.planned = progress.rated + progress.skipped }
      return progress
    }
  }

  /// A rater's items that are neither rated in full nor skipped, repeats not counted.
  func openItems(of rater: String) -> [ItemID] { open[rater] ?? [] }

  /// Packets whose files were read, by their random names.
  let packetsRead: Set<String>

  /// Collects the packets of a study's folder and those named.
  init(_ reading: StudyReading, store: StudyStore, further: [String] = []) throws {
    guard let intake = try PacketIntake(store) else { throw PacketIntake.noPacketsYet(store.folder) }
    let folder = intake.plan.numbered.map { reading.location.packet(of: $0.packet.rater, number: $0.number) }
      .filter(FileManager.default.fileExists(atPath:))
    var read: Set<String> = []
    for path in folder + further {
      let packet = try intake.read(path)
      read.insert(packet.receipt.packet)
      try intake.take(packet)
    }
    let integrity = StudyIntegrity(store, intake.plan, intake.declared)
    try integrity.check(reading.plan)
    try integrity.check(intake.commitments)
    try integrity.checkCommitments(store.outputs(), intake.commitments)
    try self.init(store, intake, read: read)
  }

  /// What is collected, as it is stored.
  ///
  /// - Parameters:
  ///   - read: packets whose files were held against it.
  ///   - extent: only what was there when a report was made; nil: all.
  init(_ store: StudyStore, _ intake: PacketIntake, read: Set<String>, upTo extent: ReportExtent? = nil) throws {
    let (plan, declared, commitments) = (intake.plan, intake.declared, intake.commitments)
    let ratings = try store.ratings(upTo: extent)
    packetsRead = read
    verified = Set(plan.packets.filter { read.contains($0.id) }.map(\.rater))
      .subtracting(plan.packets.filter { !read.contains($0.id) && ratings[$0.id] != nil }.map(\.rater))
    collected = ratings.mapValues(\.count)
    withdrawals = Dictionary(
      try store.withdrawals().map { ($0.rater, $0) }, uniquingKeysWith: { first, _ in first })
    var (skipped, open, onTask) = ([String: Set<ItemID>](), [String: [ItemID]](), [Int]())
    for packet in plan.packets {
      let ratings = ratings[packet.id] ?? []
      let progress = PacketProgress(packet.presentations, rubric: declared.rubric, ratings: ratings)
      skipped[packet.rater, default: []].formUnion(progress.skippedItems)
      onTask += progress.onTask.filter { $0 > 0 }
      guard progress.open > 0 else { continue }
      open[packet.rater, default: []] += packet.presentations.filter {
        plan.hidden.repeats[$0.id] == nil
          && PacketProgress([$0], rubric: declared.rubric, ratings: ratings).open > 0
      }.map(\.item)
    }
    (self.skipped, self.open) = (skipped, open)
    pace = median(onTask.map { Double($0) / 1000 }).map { ($0, onTask.count) }
    skipReasons = Self.skipReasons(ratings.values.joined().map(\.judgement))
    self.plan = plan
    self.declared = declared
    outputs = try store.outputs()
    tabulation = Tabulation(
      plan: plan, ratings: ratings, outputs: outputs,
      categories: try store.categories(),
      rubric: declared.rubric)
    answers = GivenAnswers(
      plan: plan, ratings: ratings, categories: try store.categories(), rubric: declared.rubric)
    edited = EditedCaption.all(
      plan: plan, ratings: ratings, categories: try store.categories(), rubric: declared.rubric)
    returned = plan.packets.reduce(into: [:]) { returned, packet in
      guard let list = ratings[packet.id], let last = list.last else { return }
      let more = Self.returned(packet, list, last, declared, commitments[packet.id] ?? "")
      guard let known = returned[packet.rater] else { return returned[packet.rater] = more }
      returned[packet.rater] = Returned(
        receipts: known.receipts + more.receipts, sessions: known.sessions + more.sessions,
        displayModes: known.displayModes.union(more.displayModes))
    }
  }

  /// The last word on each skipped item counts.
  private static func skipReasons(_ judgements: [Judgement]) -> [String] {
    var last: [PresentationID: Answer] = [:]
    for judgement in judgements where judgement.question == Judgement.Reserved.skip {
      if let presentation = judgement.presentation { last[presentation] = judgement.answer }
    }
    return Set(last.values.compactMap { if case .text(let reason) = $0 { reason } else { nil } }).sorted()
  }

  private static func returned(
    _ packet: PresentationPlan.Packet, _ ratings: [Rating], _ last: Rating, _ declared: DeclaredProtocol,
    _ commitment: String
  ) -> Returned {
    let sessions = ratings.compactMap { rating -> Session? in
      guard rating.judgement.question == Judgement.Reserved.session, case .text(let text)? = rating.judgement.answer
      else { return nil }
      return try? JSONDecoder().decode(Session.self, from: Data(text.utf8))
    }
    return Returned(
      receipts: [
        Receipt(
          packet: packet.id, rater: packet.rater, count: last.sequence, head: last.chain, protocolHash: declared.hash,
          commitment: commitment)
      ],
      sessions: sessions, displayModes: Set(ratings.map(\.judgement.display.mode)))
  }
}
