internal import Analysis
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Adds packets to a study before unblinding: for more raters, for raters who come back, who come late or take over.
///
/// The study's folder is locked as long as this lives, and every packet that is there is collected.
struct StudyExtender {
  /// The study as it was typed.
  let study: String
  let reading: StudyReading
  let store: StudyStore
  let collection: Collection
  private let lock: StudyLock

  /// - Parameter refusesTakenIDs: whether more may be asked of raters under a name that `answers.csv` uses already.
  /// - Throws: `Refusal` after unblinding, and where the image set is not the one that was captioned; `StudyFileError`.
  init(_ study: String, refusesTakenIDs: Bool = false) throws {
    self.study = study
    reading = try StudyReading(StudyLocation(study))
    if refusesTakenIDs { try RubricFile.refuseTakenIDs(reading.plan.review.rubricPath) }
    lock = try StudyLock(folder: reading.location.folder)
    store = try StudyStore(folder: reading.location.folder, create: false)
    try Self.refuseOnceUnblinded(store)
    try Self.refuseOtherImages(store, reading)
    try store.noteProtocol(of: reading.plan, at: now())
    collection = try Collection(reading, store: store)
  }

  /// Writes the packets of an extension that a kill cut off.
  ///
  /// - Returns: that extension; nil where none was cut off.
  func resume() throws -> ExtensionRecord? {
    guard let unfinished = try store.unfinishedExtension(), let hash = try store.commitments().last?.hash else {
      return nil
    }
    _ = try PacketPlan(reading, store: store).write(under: hash)
    print("extension \(unfinished.number) had been cut off; its packets are complete now, as they were drawn up then")
    return unfinished
  }

  /// Commits to an extension, then writes its packets.
  ///
  /// - Parameter withdrawal: of the rater whose open items these are; nil where nobody is replaced.
  func add(_ draft: ExtensionDraft, because: String?, withdrawal: WithdrawalRecord? = nil) throws {
    let hash = try commit(draft, because, withdrawal)
    _ = try PacketPlan(reading, store: store).write(under: hash)
    print("commitment \(draft.number + 1): \(hash)")
    try showPackets()
  }

  /// The number that the next extension gets.
  func nextNumber() throws -> Int { (try store.extensions().last?.number ?? 0) + 1 }

  /// Stores the extension with its commitment.
  ///
  /// - Returns: the commitment's hash, which the new packets carry.
  private func commit(_ draft: ExtensionDraft, _ because: String?, _ withdrawal: WithdrawalRecord?) throws -> String {
    guard let previous = try store.commitments().last else {
      throw Refusal(.wrongInput, "\(store.folder): no commitment is stored. Restore the study from a backup.")
    }
    let seed = PresentationPlan.seed(ofExtension: draft.number, secretSeed: try store.secrets().shuffleSeed)
    // What was declared holds for further packets too: the same checks, hidden by the same rules.
    let checks = collection.declared.checks ?? RaterChecks()
    var plan: PresentationPlan
    do {
      if let design = collection.declared.pairs {
        plan = PresentationPlan(
          pairs: try pairs(design, draft, seed), outputs: collection.outputs, secretSeed: seed, after: collection.plan)
        plan.hideRepeats(ofPairs: checks.repeats, secretSeed: seed, after: collection.plan)
      } else {
        plan = PresentationPlan(
          assignment: draft.assignment, outputs: collection.outputs, secretSeed: seed, after: collection.plan)
        try plan.hide(
          checks, outputs: collection.outputs, categories: try store.categories(), secretSeed: seed,
          seen: collection.plan.itemsByRater, after: collection.plan)
      }
    } catch let error as HiddenCheckError {
      throw Refusal(
        .wrongInput,
        "\(store.folder): \(error). Nothing was changed. Ask for fewer images with --images-each or --further.")
    }
    let commitment = Commitment(
      Commitment.Addition(
        nonce: randomSecret(), previous: previous.hash, number: draft.number, protocolHash: collection.declared.hash,
        plan: plan))
    let awaited = collection.awaited
    try store.extend(
      ExtensionRecord(
        number: draft.number, at: now(), because: because, request: draft.request,
        presentations: draft.presentations, ratingsIn: awaited.reduce(0) { $0 + $1.rated },
        ratingsPlanned: awaited.reduce(0) { $0 + $1.planned - $1.skipped }, withdrawal: withdrawal),
      with: plan, commitment)
    return commitment.hash
  }

  /// Packets of the last extension, and how they are rated.
  func showPackets() throws {
    let hash = try store.commitments().last?.hash
    let commitments = try store.commitmentsByPacket()
    print("each goes on with, or takes the file along:")
    for entry in try store.plan()?.numbered ?? [] where commitments[entry.packet.id] == hash {
      let file = reading.location.packet(of: entry.packet.rater, number: entry.number)
      print("  blindfold review \(quoted(study)) --rater \(entry.packet.rater)   (\(file))")
    }
    print("then: blindfold report \(quoted(study)), which waits for these too")
  }

  private static func refuseOnceUnblinded(_ store: StudyStore) throws {
    guard let record = try store.unblinding() else { return }
    let day = Date(timeIntervalSince1970: Double(record.at) / 1000).formatted(.iso8601)
    throw Refusal(
      .wrongInput,
      "\(store.folder): unblinded on \(day) by \(record.who), so who judges what can no longer be changed. Whoever asks "
        + "for more ratings now, or for fewer, can have seen which way they go, and the intervals would no longer hold "
        + "what they promise. Nothing was changed. For more evidence, start a new study in another folder.")
  }

  /// Only what was captioned and committed to can be shown: new images would come with captions of another day, and could
  /// be chosen by what was seen.
  private static func refuseOtherImages(_ store: StudyStore, _ reading: StudyReading) throws {
    let known = Set(try store.categories().keys)
    let listed = Set(reading.plan.items.map(\.id))
    guard known != listed else { return }
    throw Refusal(
      .wrongInput,
      "\(reading.location.studyFile): its image set is not the one that was captioned "
        + "(\(listed.subtracting(known).count) images are new, \(known.subtracting(listed).count) are gone). A study is "
        + "extended by raters and by ratings of its own images, never by new images. Nothing was changed. Put the set "
        + "back as it was, and start a new study in another folder for other images.")
  }
}
