internal import Blinding
internal import Foundation
internal import Packet
internal import Roster
internal import StudyModel
internal import StudyStore

/// Draws up presentations once, commits to the key, and writes the packets that are not there yet.
struct PacketPlan {
  private let reading: StudyReading
  private let store: StudyStore

  init(_ reading: StudyReading, store: StudyStore) {
    self.reading = reading
    self.store = store
  }

  /// Writes what is not there yet.
  ///
  /// - Parameter commitment: only packets that carry this one; nil: all.
  /// - Returns: raters with a packet, in the study file's order, then those whom an extension added.
  func write(under commitment: String? = nil) throws -> [String] {
    let plan = try committedPlan()
    guard let declared = try store.declaredProtocol() else {
      throw Refusal(.wrongInput, "\(store.folder): no commitment is stored. Restore the study from a backup.")
    }
    // Packets are handed out one by one: none of the others is a rater's business.
    try FileManager.default.createDirectory(
      atPath: reading.location.packets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for caption in (declared.guide ?? ReviewGuide()).copies(of: try store.outputs()) {
      printError(
        "\(reading.location.studyFile): the example or practice caption '\(caption)' is word for word a candidate's. Raters "
          + "who see it again know it, and know what you think of it. Packets are written all the same: the study file is "
          + "declared. In the next study write examples in your own words.")
    }
    let review = reading.plan.review
    let guideImages = try guideImages(of: declared)
    let items = Dictionary(reading.plan.items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let commitments = try store.commitmentsByPacket()
    for (packet, number) in plan.numbered.map({ ($0.packet, $0.number) }) {
      if let commitment, commitments[packet.id] != commitment { continue }
      let file = reading.location.packet(of: packet.rater, number: number)
      // A packet that is there may hold ratings: it is never written over.
      if FileManager.default.fileExists(atPath: file) { continue }
      var images: [ItemID: [UInt8]] = [:]
      for id in packet.presentations.map(\.item) {
        guard let item = items[id] else {
          throw Refusal(
            .missingFile,
            "image \(id): not in the set any more. No packet was written for "
              + "'\(packet.rater)'. Put the image set back as it was and run again.")
        }
        images[id] = try imageBytes(of: item)
      }
      let header = PacketHeader(
        packet: packet.id, study: reading.plan.name, rater: packet.rater, secondsPerItem: review.secondsPerItem,
        protocolHash: declared.hash, commitment: try carried(by: packet, commitments),
        asksForGuess: declared.checks?.asksForGuess == true ? true : nil, layout: declared.layout)
      try PacketFile.create(
        PacketContents(
          header: header, rubric: declared.rubric, presentations: packet.presentations, images: images,
          guide: declared.guide ?? ReviewGuide(), guideImages: guideImages), at: file)
    }
    try store.finishExtensions()
    let listed = review.raters + review.guests
    return listed.filter(plan.raters.contains) + plan.raters.filter { !listed.contains($0) }
  }

  /// The guide's pictures as they were declared.
  private func guideImages(of declared: DeclaredProtocol) throws -> [ItemID: [UInt8]] {
    try (declared.guide?.images ?? []).reduce(into: [:]) { images, id in
      guard let path = reading.plan.review.guideImages[id] else {
        throw Refusal(
          .missingFile,
          "\(reading.location.studyFile): an example or practice picture is not the one that was declared (\(id)). No "
            + "packet was written. Put the picture back as it was and run again.")
      }
      images[id] = try imageBytes(at: path, named: id)
    }
  }

  private func carried(by packet: PresentationPlan.Packet, _ commitments: [String: String]) throws -> String {
    guard let hash = commitments[packet.id] else {
      throw Refusal(.wrongInput, "\(store.folder): no commitment is stored. Restore the study from a backup.")
    }
    return hash
  }

  private func committedPlan() throws -> PresentationPlan {
    if let plan = try store.plan() {
      let planned = Set(plan.packets.map(\.rater))
      for rater in reading.plan.review.raters + reading.plan.review.guests where !planned.contains(rater) {
        printError(
          "\(reading.location.studyFile): rater '\(rater)' was added after packets were planned and gets none. Before "
            + "unblinding, this gives a packet: blindfold extend \(quoted(store.folder)) --raters \(rater)")
      }
      return plan
    }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: reading.location.packets)) ?? []
    guard !files.contains(where: { $0.hasSuffix(".sqlite") }) else {
      throw Refusal(
        .wrongInput,
        "\(reading.location.packets): packets are there, but study.sqlite knows of none: it was replaced by an older "
          + "copy. New packets would make the old ones worthless, so nothing was written. Restore the newer study.sqlite."
      )
    }
    let review = reading.plan.review
    let outputs = try store.outputs()
    let secrets = try store.secrets()
    let plan: PresentationPlan
    if let design = review.pairs {
      plan = try pairs(design, outputs, secrets.shuffleSeed)
    } else {
      let assignment = try Assignment(
        items: reading.plan.ratedItems.map { ($0.id, $0.category) }, raters: review.raters, guests: review.guests,
        ratingsPerItem: review.ratingsPerItem, seed: reading.plan.seed)
      var drawn = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secrets.shuffleSeed)
      try hideChecks(in: &drawn, outputs, secrets.shuffleSeed)
      plan = drawn
    }
    let commitment = Commitment(
      Commitment.Contents(
        nonce: secrets.nonce, protocolHash: reading.plan.protocolHash, definitions: try store.definitions(),
        outputs: outputs, plan: plan))
    // Before the plan, so that a kill in between cannot lose it.
    if let choice = reading.plan.ratingsChoice,
      try !store.log().contains(where: { $0.event == "ratings chosen" && $0.detail == choice })
    {
      try store.note(event: "ratings chosen", detail: choice, at: now())
    }
    try store.commit(plan, commitment, at: now())
    return plan
  }

  /// Presentations of pairs, with repeats where they are declared.
  private func pairs(_ design: PairDesign, _ outputs: [Output], _ seed: [UInt8]) throws -> PresentationPlan {
    let review = reading.plan.review
    let arms = try store.arms()
    guard let incumbent = arms[reading.plan.incumbent] else {
      throw Refusal(
        .wrongInput,
        "\(store.folder): no arm is stored for the incumbent '\(reading.plan.incumbent)'. No packet was written. Restore "
          + "the study from a backup.")
    }
    let assignment = try PairAssignment(
      items: reading.plan.items.map { ($0.id, $0.category) }, raters: review.raters, guests: review.guests,
      pairs: design.pairs(of: Array(arms.values), incumbent: incumbent), judgements: review.ratingsPerItem,
      seed: reading.plan.seed, secretSeed: seed)
    var plan = PresentationPlan(pairs: assignment, outputs: outputs, secretSeed: seed)
    plan.hideRepeats(ofPairs: review.checks.repeats, secretSeed: seed)
    return plan
  }

  private func hideChecks(in plan: inout PresentationPlan, _ outputs: [Output], _ seed: [UInt8]) throws {
    do {
      try plan.hide(
        reading.plan.review.checks, outputs: outputs, categories: try store.categories(), secretSeed: seed)
    } catch let error as HiddenCheckError {
      throw Refusal(
        .wrongInput,
        "\(reading.location.studyFile): \(error). No packet was written. Lower 'ratings_per_item', or remove "
          + "'anchors'.")
    }
  }
}
