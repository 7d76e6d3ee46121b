internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// More raters, or more images for raters there are, on the same outputs: before unblinding only.
struct ExtendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend",
    abstract: "Add raters, or further images for raters there are, on the same captions, before unblinding.",
    discussion: """
      Nothing is captioned again and nobody learns who wrote what. New packets show captions of the same run in shuffled \
      order of their own; nobody gets an image twice. Each extension has a commitment of its own, chained to the one \
      before, and is logged and listed in the report, which then waits for the new ratings too. After unblinding it is \
      refused: the decision to go on could rest on what was seen.

      Without --raters and --further, raters newly listed in study.yaml are added. Images that are not in the study \
      cannot be: start a new study for these. 'blindfold status' shows how exact the study is, and nothing else.

      Example:
        blindfold extend results/2026-11-alt-text --raters kim lee --images-each 30
        blindfold extend results/2026-11-alt-text --raters kim --because "too wide"
        blindfold extend results/2026-11-alt-text --further 10 --to ana bo
        blindfold extend results/2026-11-alt-text --raters mo noa --dry-run
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(parsing: .upToNextOption, help: "Pseudonyms of new raters, a packet each.")
  var raters: [String] = []

  @Option(help: "Images of the study for each new rater; as many as the first packets hold unless given.")
  var imagesEach: Int?

  @Option(help: "Further images for raters there are, in a packet of their own (packets/ana.2.sqlite).")
  var further: Int?

  @Option(parsing: .upToNextOption, help: "Raters who get --further images; all unless given.")
  var to: [String] = []

  @Option(help: "Why. It is logged and stands in the report.")
  var because: String?

  @Flag(help: "Print what would be added; add nothing.")
  var dryRun = false

  func validate() throws {
    if let imagesEach, imagesEach < 1 {
      throw ValidationError("--images-each \(imagesEach): give a number of images, 1 or more.")
    }
    if let further, further < 1 { throw ValidationError("--further \(further): give a number of images, 1 or more.") }
    if further == nil && !to.isEmpty {
      throw ValidationError("--to \(to.joined(separator: " ")): give --further as well, the number of images.")
    }
  }

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      let lock = try StudyLock(folder: reading.location.folder)
      defer { withExtendedLifetime(lock) {} }
      let store = try StudyStore(folder: reading.location.folder, create: false)
      try refuseOnceUnblinded(store)
      try refusePairs(reading)
      try refuseOtherImages(store, reading)
      try store.noteProtocol(of: reading.plan, at: now())
      let collection = try Collection(reading, store: store)
      let resumed = dryRun ? nil : try resume(reading, store)
      if resumed != nil && raters.isEmpty && further == nil { return try showPackets(ofLast: store, reading) }
      let request = try request(collection, reading)
      if try isThere(request, resumed: resumed, store) { return try showPackets(ofLast: store, reading) }
      let extensions = try store.extensions()
      let draft = try ExtensionDraft(
        request, number: (extensions.last?.number ?? 0) + 1, collection: collection, reading: reading)
      try show(draft, collection, reading, store)
      if dryRun {
        print("dry run: nobody was added and no packet was written")
        return
      }
      let hash = try commit(draft, collection, store)
      _ = try PacketPlan(reading, store: store).write(under: hash)
      try store.finishExtensions()
      print("commitment \(draft.number + 1): \(hash)")
      try showPackets(ofLast: store, reading)
    }
  }

  private func refuseOnceUnblinded(_ store: StudyStore) throws {
    guard let record = try store.unblinding() else { return }
    let day = Date(timeIntervalSince1970: Double(record.at) / 1000).formatted(.iso8601)
    throw Refusal(
      .wrongInput,
      "\(store.folder): unblinded on \(day) by \(record.who), so it cannot be extended. Whoever asks for more ratings now "
        + "can have seen which way they go, and the intervals would no longer hold what they promise. Nothing was "
        + "changed. For more evidence, start a new study in another folder.")
  }

  private func refusePairs(_ reading: StudyReading) throws {
    guard reading.plan.review.pairs != nil else { return }
    throw Refusal(
      .wrongInput,
      "\(reading.location.studyFile): compares captions in pairs, and a study of pairs cannot be extended in this version: "
        + "further pairs would not be balanced with those that were dealt. Nothing was changed. For more judgements, start "
        + "a new study in another folder, with more raters.")
  }

  /// Only what was captioned and committed to can be shown: new images would come with captions of another day, and could
  /// be chosen by what was seen.
  private func refuseOtherImages(_ store: StudyStore, _ reading: StudyReading) throws {
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

  /// What is asked for, with the defaults filled in.
  private func request(_ collection: Collection, _ reading: StudyReading) throws -> ExtensionRecord.Request {
    let declared = collection.declared
    let known = collection.plan.raters
    let regulars = known.filter { !declared.guests.contains($0) }
    var new = raters
    if new.isEmpty && further == nil { new = reading.plan.review.raters.filter { !known.contains($0) } }
    if new.isEmpty && further == nil {
      throw Refusal(
        .wrongInput,
        "\(reading.location.folder): no new rater is named, and study.yaml lists none who has no packet. Nothing was "
          + "changed. Give --raters NAME…, or --further N for the raters there are.")
    }
    for name in new where !ReviewSettings.isPseudonym(name) {
      throw Refusal(
        .wrongInput,
        "--raters \(name): not made of 1 to 32 lower-case letters, digits and '-'. A packet's file is named by it; "
          + "nothing was changed. Write, for example, kim.")
    }
    if let twice = Dictionary(grouping: new, by: \.self).filter({ $0.value.count > 1 }).keys.min() {
      throw Refusal(.wrongInput, "--raters: '\(twice)' stands twice. Nothing was changed. Name each rater once.")
    }
    if let stranger = to.first(where: { !regulars.contains($0) }) {
      throw Refusal(
        .wrongInput,
        "--to \(stranger): no rater of this study for whom the report waits. Nothing was changed. Raters are: "
          + "\(regulars.joined(separator: ", ")).")
    }
    let items = reading.plan.items.count
    let each = imagesEach ?? firstPacketSize(collection, regulars) ?? items
    guard each <= items, (further ?? 0) <= items else {
      throw Refusal(
        .wrongInput,
        "\(reading.location.folder): \(max(each, further ?? 0)) images each are more than the study's \(items). Nothing "
          + "was changed. Nobody rates an image twice: give at most \(items).")
    }
    let returning = further == nil ? [] : to.isEmpty ? regulars : to
    return ExtensionRecord.Request(
      raters: new, imagesEach: new.isEmpty ? 0 : each, returning: returning, further: further ?? 0)
  }

  /// Items in the largest of the first packets.
  private func firstPacketSize(_ collection: Collection, _ raters: [String]) -> Int? {
    collection.plan.numbered.filter { $0.number == 1 && raters.contains($0.packet.rater) }
      .map { Set($0.packet.presentations.map(\.item) + $0.packet.unshown).count }.max()
  }

  /// Writes the packets of an extension that a kill cut off.
  ///
  /// - Returns: that extension; nil where none was cut off.
  private func resume(_ reading: StudyReading, _ store: StudyStore) throws -> ExtensionRecord? {
    guard let unfinished = try store.unfinishedExtension(), let hash = try store.commitments().last?.hash else {
      return nil
    }
    _ = try PacketPlan(reading, store: store).write(under: hash)
    try store.finishExtensions()
    print("extension \(unfinished.number) had been cut off; its packets are complete now, as they were drawn up then")
    return unfinished
  }

  /// Whether the last extension is what is asked for. Raters are added once, so to ask for the same raters again is to
  /// ask for the same extension; further images are another one each time, unless a kill came between.
  private func isThere(
    _ request: ExtensionRecord.Request, resumed: ExtensionRecord?, _ store: StudyStore
  ) throws -> Bool {
    if resumed?.request == request { return true }
    let known = try store.plan()?.raters ?? []
    guard let rater = request.raters.first(where: known.contains) else { return false }
    if let last = try store.extensions().last, last.request == request {
      print("extension \(last.number) has added these already; nothing was changed")
      return true
    }
    throw Refusal(
      .wrongInput,
      "--raters \(rater): has a packet already. Nothing was changed. A new rater needs a name of their own; for more "
        + "images for '\(rater)': blindfold extend \(quoted(study)) --further N --to \(rater)")
  }

  /// Stores the extension with its commitment.
  ///
  /// - Returns: the commitment's hash, which the new packets carry.
  private func commit(_ draft: ExtensionDraft, _ collection: Collection, _ store: StudyStore) throws -> String {
    guard let previous = try store.commitments().last else {
      throw Refusal(.wrongInput, "\(store.folder): no commitment is stored. Restore the study from a backup.")
    }
    let seed = PresentationPlan.seed(ofExtension: draft.number, secretSeed: try store.secrets().shuffleSeed)
    var plan = PresentationPlan(
      assignment: draft.assignment, outputs: collection.outputs, secretSeed: seed, after: collection.plan)
    // What was declared holds for further packets too: the same checks, hidden by the same rules.
    do {
      try plan.hide(
        collection.declared.checks ?? RaterChecks(), outputs: collection.outputs, categories: try store.categories(),
        secretSeed: seed, seen: collection.plan.itemsByRater, after: collection.plan)
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
        ratingsPlanned: awaited.reduce(0) { $0 + $1.planned - $1.skipped }),
      with: plan, commitment)
    return commitment.hash
  }

  private func show(
    _ draft: ExtensionDraft, _ collection: Collection, _ reading: StudyReading, _ store: StudyStore
  ) throws {
    let request = draft.request
    let seconds = reading.plan.review.secondsPerItem
    var lines: [String] = []
    if !request.raters.isEmpty {
      lines.append("  \(request.raters.joined(separator: ", ")): \(request.imagesEach) images each")
    }
    for rater in request.returning {
      lines.append("  \(rater): \(draft.assignment.items[rater]?.count ?? 0) further images")
    }
    let images = draft.ratingsAnImage(reading.plan.items)
    print(
      """
      extension \(draft.number), on the captions there are:
      \(lines.joined(separator: "\n"))
      \(draft.presentations) more presentations, about \((draft.presentations * seconds + 59) / 60) rater-minutes
      ratings an image: \(images.before) planned so far, then \(images.after)
      \(try precision(draft, collection, reading, store))
      """)
    if let rater = draft.short.keys.min() {
      printError(
        "fewer images were left than \(request.further) for \(draft.short.count) of them (for '\(rater)': "
          + "\(draft.short[rater] ?? 0)): nobody rates an image twice")
    }
  }

  /// What the extension is expected to bring, over all pairs of candidates: it may be looked at before unblinding.
  private func precision(
    _ draft: ExtensionDraft, _ collection: Collection, _ reading: StudyReading, _ store: StudyStore
  ) throws -> String {
    let declared = collection.declared
    let (ratings, categories) = (try store.ratings(), try store.categories())
    let expected = try [[:], draft.assignment.items].map { further in
      try StudyProgress(
        plan: collection.plan, ratings: ratings, outputs: collection.outputs, categories: categories,
        rubric: declared.rubric, claim: declared.claim, traffic: declared.traffic, guests: declared.guests,
        secondsPerItem: reading.plan.review.secondsPerItem, further: further
      ).precision
    }
    let margin = String(format: "%.2f", declared.claim.margin)
    guard let without = expected[0].atCompletion, let with = expected[1].atCompletion else {
      return "precision: cannot be foretold yet (\(expected[0].reason ?? "no ratings")); margin \(margin)"
    }
    return "precision when all is in: about "
      + String(format: "±%.2f points without this, about ±%.2f with it; ", without, with) + "margin \(margin)"
  }

  private func showPackets(ofLast store: StudyStore, _ reading: StudyReading) throws {
    let hash = try store.commitments().last?.hash
    let commitments = try store.commitmentsByPacket()
    print("each goes on with, or takes the file along:")
    for entry in try store.plan()?.numbered ?? [] where commitments[entry.packet.id] == hash {
      let file = reading.location.packet(of: entry.packet.rater, number: entry.number)
      print("  blindfold review \(quoted(study)) --rater \(entry.packet.rater)   (\(file))")
    }
    print("then: blindfold report \(quoted(study)), which waits for these too")
  }
}
