internal import Blinding
internal import Digest
internal import Foundation
internal import Packet
internal import StudyModel
internal import StudyStore

/// Takes packets into a study: each is held to what was planned and committed to, and only then stored.
struct PacketIntake {
  /// A packet's file that passed every check.
  struct Checked {
    var path: String
    /// What the rater's program shows for a packet with these ratings.
    var receipt: Receipt
    /// Oldest first, their chain recomputed.
    var ratings: [Rating]
  }

  let plan: PresentationPlan
  let declared: DeclaredProtocol
  /// Packet's name → the commitment it should carry: the first, or that of the extension it belongs to.
  let commitments: [String: String]
  private let planned: [String: PresentationPlan.Packet]
  private let store: StudyStore

  /// Nil before packets were planned.
  init?(_ store: StudyStore) throws {
    guard let plan = try store.plan(), let declared = try store.declaredProtocol() else { return nil }
    self.plan = plan
    self.declared = declared
    self.store = store
    commitments = try store.commitmentsByPacket()
    planned = Dictionary(plan.packets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What to say where there is nothing yet to take packets into.
  static func noPacketsYet(_ folder: String) -> Refusal {
    Refusal(
      .notFinished,
      "\(folder): no packets were written yet, so nothing can be rated or reported. "
        + "Run: blindfold run \(quoted(folder))")
  }

  /// Stores what is new of a packet.
  ///
  /// - Returns: how many ratings were new.
  /// - Throws: ``StoreError/contradicts(path:sequence:earlier:)``; then nothing of it is stored.
  @discardableResult
  func take(_ packet: Checked) throws -> Int {
    try store.collect(packet.ratings, packet: packet.receipt.packet, from: packet.path, at: now())
  }

  /// Whether a packet holds another entry than was collected before.
  func contradicts(_ packet: Checked) throws -> Bool {
    try store.firstContradiction(packet.ratings, packet: packet.receipt.packet) != nil
  }

  /// Opens a packet and holds it to what was planned and committed to; nothing of it is stored.
  ///
  /// - Throws: ``PacketProblem``.
  func read(_ path: String) throws -> Checked {
    do {
      return try checked(PacketFile(path: path, writable: false))
    } catch let problem as PacketProblem {
      throw problem
    } catch PacketError.missing {
      throw PacketProblem(.missing, "\(path): no such packet. Nothing was collected from it. Check the path.")
    } catch let error as PacketError {
      if case .newer = error { throw PacketProblem(.newer, "\(error)") }
      if case .unreadable(_, let detail) = error { throw unreadable(path, detail) }
      if case .altered(_, let detail) = error {
        throw PacketProblem(
          .edited,
          "\(path): not as it was written (\(detail)). It was edited, or damaged on its way. Nothing of it was counted. Ask the "
            + "rater for the file as it was.")
      }
      throw unreadable(path, "\(error)")
    } catch {
      throw unreadable(path, "\(error)")
    }
  }

  /// What is wrong with a file is told to a conductor here, not to a rater.
  private func unreadable(_ path: String, _ detail: String) -> PacketProblem {
    PacketProblem(
      .unreadable,
      "\(path): not a readable packet (\(detail)). Nothing of it was counted now; what was collected from it before "
        + "stays. Ask the rater for the file again, or take this one away.")
  }

  private func checked(_ packet: PacketFile) throws -> Checked {
    let path = packet.path
    guard let planned = planned[packet.header.packet], planned.rater == packet.header.rater else {
      throw PacketProblem(
        .anotherStudy,
        "\(path): not a packet of this study. Nothing of it was counted. Leave it out, or "
          + "name the study it belongs to ('\(Self.harmless(packet.header.study))').")
    }
    guard packet.header.commitment == commitments[planned.id], packet.header.protocolHash == declared.hash else {
      throw PacketProblem(
        .anotherStudy,
        "\(path): carries another commitment or protocol than this study's. It was edited or "
          + "belongs to another run. Nothing of it was counted. Ask the rater for the file as it was.")
    }
    guard Self.shows(packet.presentations, planned.presentations) else {
      throw PacketProblem(
        .edited,
        "\(path): its captions or their order are not those that were planned. It was edited. "
          + "Nothing of it was counted. Ask the rater for the file as it was.")
    }
    guard
      try packet.rubric == declared.rubric && packet.header.layout == declared.layout
        && packet.guide == declared.guide ?? ReviewGuide() && Self.hasItsImages(packet)
    else {
      throw PacketProblem(
        .edited,
        "\(path): its questions, its examples or its pictures are not those that were planned. It was edited. "
          + "Nothing of it was counted. Ask the rater for the file as it was.")
    }
    // Read before the chain is checked: a rater may add to the file in between, and what is taken is then checked too.
    let ratings = try packet.ratings()
    // What a record says beside a judgement is not kept: a study that took it in would not fit its chain any more.
    if let broken = try packet.firstBrokenLink() ?? PacketFile.firstBrokenLink(in: ratings, of: packet.header) {
      throw PacketProblem(
        .edited,
        "\(path): rating \(broken) does not fit the chain: the file was edited after it was "
          + "rated. Nothing of it was counted. Ask the rater for the file as it was; the receipt shows the right head.")
    }
    return Checked(path: path, receipt: packet.receipt(after: ratings), ratings: ratings)
  }

  /// Whether a packet shows what was planned; captions that were removed from the plan, by their hashes.
  private static func shows(_ presentations: [Presentation], _ planned: [Presentation]) -> Bool {
    presentations.count == planned.count
      && zip(presentations, planned).allSatisfy { own, plan in
        own.id == plan.id && own.item == plan.item && own.slots.count == plan.slots.count
          && zip(own.slots, plan.slots).allSatisfy { slot, planned in
            slot.id == planned.id
              && planned.kept.map { SHA256.hex(slot.caption) == $0.sha256 } ?? (slot.caption == planned.caption)
          }
      }
  }

  /// Whether every picture is there; reading it holds it to the hash that it is named by.
  private static func hasItsImages(_ packet: PacketFile) throws -> Bool {
    try packet.presentations.allSatisfy { try packet.image(of: $0.item) != nil }
      && packet.guide.images.allSatisfy { try packet.guideImage($0) != nil }
  }

  /// A stranger's words without what a terminal would obey.
  private static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }))
  }
}
