internal import Analysis
internal import Blinding
internal import Digest
internal import Foundation
internal import Packet
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
  /// By rater.
  let returned: [String: Returned]
  /// Raters of whom every packet with anything in it was read just now, its chain of hashes recomputed.
  let verified: Set<String>
  /// Packet → judgements collected so far.
  let collected: [String: Int]
  /// Rater → items skipped and not rated later.
  let skipped: [String: Set<ItemID>]
  /// Why raters skipped items, in their words, each reason once.
  let skipReasons: [String]

  /// Raters whom the report waits for.
  var awaited: [Tabulation.Progress] { tabulation.progress.filter { !declared.guests.contains($0.rater) } }

  /// Collects the packets of a study's folder and those named.
  init(_ reading: StudyReading, store: StudyStore, further: [String] = []) throws {
    guard let plan = try store.plan(), let declared = try store.declaredProtocol() else {
      throw Refusal(
        .notFinished,
        "\(store.folder): no packets were written yet, so nothing can be rated or reported. "
          + "Run: blindfold run \(quoted(store.folder))")
    }
    let byID = Dictionary(plan.packets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let commitments = try store.commitmentsByPacket()
    let folder = plan.numbered.map { reading.location.packet(of: $0.packet.rater, number: $0.number) }
      .filter(FileManager.default.fileExists(atPath:))
    var read: Set<String> = []
    for path in folder + further {
      let packet = try Self.checked(path, among: byID, commitments, declared)
      read.insert(packet.header.packet)
      try store.collect(packet.ratings(), packet: packet.header.packet, from: path, at: now())
    }
    let ratings = try store.ratings()
    verified = Set(plan.packets.filter { read.contains($0.id) }.map(\.rater))
      .subtracting(plan.packets.filter { !read.contains($0.id) && ratings[$0.id] != nil }.map(\.rater))
    collected = ratings.mapValues(\.count)
    skipped = plan.packets.reduce(into: [:]) { skipped, packet in
      let open = PacketProgress(packet.presentations, rubric: declared.rubric, ratings: ratings[packet.id] ?? [])
      skipped[packet.rater, default: []].formUnion(open.skippedItems)
    }
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

  /// Opens a packet and holds it to what was planned and committed to, nothing of it stored yet.
  ///
  /// - Parameters:
  ///   - planned: packet's name → what it should hold.
  ///   - commitments: packet's name → the commitment it should carry: the first, or that of the extension it belongs to.
  static func checked(
    _ path: String, among planned: [String: PresentationPlan.Packet], _ commitments: [String: String],
    _ declared: DeclaredProtocol
  ) throws -> PacketFile {
    let packet = try open(path)
    guard let planned = planned[packet.header.packet], planned.rater == packet.header.rater else {
      throw Refusal(
        .wrongInput,
        "\(path): not a packet of this study. Nothing of it was counted. Leave it out, or "
          + "name the study it belongs to ('\(packet.header.study)').")
    }
    guard packet.header.commitment == commitments[planned.id], packet.header.protocolHash == declared.hash else {
      throw Refusal(
        .wrongInput,
        "\(path): carries another commitment or protocol than this study's. It was edited or "
          + "belongs to another run. Nothing of it was counted. Ask the rater for the file as it was.")
    }
    guard packet.presentations == planned.presentations else {
      throw Refusal(
        .wrongInput,
        "\(path): its captions or their order are not those that were planned. It was edited. "
          + "Nothing of it was counted. Ask the rater for the file as it was.")
    }
    guard try packet.rubric == declared.rubric && Self.imagesAreThemselves(packet) else {
      throw Refusal(
        .wrongInput,
        "\(path): its questions or its pictures are not those that were planned. It was edited. "
          + "Nothing of it was counted. Ask the rater for the file as it was.")
    }
    if let broken = try packet.firstBrokenLink() {
      throw Refusal(
        .wrongInput,
        "\(path): rating \(broken) does not fit the chain: the file was edited after it was "
          + "rated. Nothing of it was counted. Ask the rater for the file as it was; the receipt shows the right head.")
    }
    return packet
  }

  /// Opens a packet; what is wrong with it is told to a conductor, not to a rater.
  private static func open(_ path: String) throws -> PacketFile {
    do {
      return try PacketFile(path: path, writable: false)
    } catch PacketError.missing {
      throw Refusal(.missingFile, "\(path): no such packet. Nothing was collected. Check the path.")
    } catch PacketError.unreadable(_, let detail) {
      throw Refusal(
        .wrongInput,
        "\(path): not a readable packet (\(detail)). Nothing of it was counted now; what was collected from it before "
          + "stays. Ask the rater for the file again, or take this one away.")
    }
  }

  /// Whether every picture is the one that its item is named by.
  private static func imagesAreThemselves(_ packet: PacketFile) throws -> Bool {
    try packet.presentations.allSatisfy { presentation in
      try packet.image(of: presentation.item).map { SHA256.hex($0) } == presentation.item.hex
    }
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
