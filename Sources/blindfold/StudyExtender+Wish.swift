internal import Analysis
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

extension StudyExtender {
  /// What is asked of an extension, as it was typed.
  struct Wish {
    var raters: [String] = []
    /// Nil: as many as take about 20 minutes.
    var imagesEach: Int?
    var further: Int?
    var to: [String] = []
    var because: String?
    var isDryRun = false
  }

  /// Adds what is wished for, once: the same wish after a kill completes what was begun.
  func extend(_ wish: Wish) throws {
    let resumed = wish.isDryRun ? nil : try resume()
    if resumed != nil && wish.raters.isEmpty && wish.further == nil { return try showPackets() }
    let (request, basis) = try request(wish)
    if try isThere(request, wish, resumed: resumed) { return try showPackets() }
    let draft = try ExtensionDraft(request, number: nextNumber(), collection: collection, reading: reading)
    if let basis { print(basis) }
    try show(draft)
    if wish.isDryRun {
      print("dry run: nobody was added and no packet was written")
      return
    }
    try add(draft, because: wish.because)
  }

  /// What is asked for, with the defaults filled in, and what the default number of images rests on.
  private func request(_ wish: Wish) throws -> (ExtensionRecord.Request, basis: String?) {
    let known = collection.plan.raters
    let regulars = collection.awaited.map(\.rater).filter { collection.withdrawals[$0] == nil }
    var new = wish.raters
    if new.isEmpty && wish.further == nil { new = reading.plan.review.raters.filter { !known.contains($0) } }
    if new.isEmpty && wish.further == nil {
      throw Refusal(
        .wrongInput,
        "\(reading.location.folder): no new rater is named, and study.yaml lists none who has no packet. Nothing was "
          + "changed. Give --raters NAME…, or --further N for the raters there are.")
    }
    for name in new { try Self.refuseUnlessPseudonym(name, "--raters") }
    if let twice = Dictionary(grouping: new, by: \.self).filter({ $0.value.count > 1 }).keys.min() {
      throw Refusal(.wrongInput, "--raters: '\(twice)' stands twice. Nothing was changed. Name each rater once.")
    }
    if let stranger = wish.to.first(where: { !regulars.contains($0) }) {
      throw Refusal(
        .wrongInput,
        "--to \(stranger): no rater of this study for whom the report waits. Nothing was changed. Raters are: "
          + "\(regulars.joined(separator: ", ")).")
    }
    let items = reading.plan.ratedItems.count
    var (each, basis) = (wish.imagesEach ?? 0, String?.none)
    if wish.imagesEach == nil && !new.isEmpty { (each, basis) = usualImages(of: items) }
    guard each <= items, (wish.further ?? 0) <= items else {
      throw Refusal(
        .wrongInput,
        "\(reading.location.folder): \(max(each, wish.further ?? 0)) images each are more than the study's \(items). "
          + "Nothing was changed. Nobody rates an image twice: give at most \(items).")
    }
    let returning = wish.further == nil ? [] : wish.to.isEmpty ? regulars : wish.to
    return (
      ExtensionRecord.Request(
        raters: new, imagesEach: new.isEmpty ? 0 : each, returning: returning, further: wish.further ?? 0), basis
    )
  }

  /// As many images as take about 20 minutes at the pace measured, and what was measured.
  private func usualImages(of items: Int) -> (each: Int, basis: String) {
    let pace = collection.pace
    let declared = reading.plan.review.secondsPerItem
    let time = PacketTime(
      secondsPerItem: pace?.seconds ?? Double(declared), repeats: collection.declared.checks?.repeats ?? 0)
    let fits = time.items(minutes: PacketTime.usualMinutes)
    // An anchor's caption comes from an image outside the packet.
    let most = (collection.declared.checks?.lowAnchors ?? 0) > 0 ? max(1, items - 1) : items
    let each = min(fits, most)
    let measured =
      pace.map {
        String(format: "at the pace measured in this study (median %.0f s an image, %d rated)", $0.seconds, $0.rated)
      } ?? "at \(declared) s an image, since no pace is measured yet"
    return (
      each,
      each < fits
        ? "\(each) images for each new rater, all there are: about \(time.minutes(items: each)) minutes \(measured)"
        : "\(each) images for each new rater, about \(time.minutes(items: each)) minutes \(measured); "
          + "--images-each N for another number"
    )
  }

  static func refuseUnlessPseudonym(_ name: String, _ option: String) throws {
    guard !ReviewSettings.isPseudonym(name) else { return }
    throw Refusal(
      .wrongInput,
      "\(option) \(name): not made of 1 to 32 lower-case letters, digits and '-'. A packet's file is named by it; "
        + "nothing was changed. Write, for example, kim.")
  }

  /// Whether the last extension is what is asked for. Raters are added once, so to ask for the same raters again is to
  /// ask for the same extension; further images are another one each time, unless a kill came between.
  private func isThere(_ request: ExtensionRecord.Request, _ wish: Wish, resumed: ExtensionRecord?) throws -> Bool {
    func isSame(_ other: ExtensionRecord.Request) -> Bool {
      var other = other
      // A default number of images goes with the pace, which may be another by now.
      if wish.imagesEach == nil { other.imagesEach = request.imagesEach }
      return other == request
    }
    if let resumed, isSame(resumed.request) { return true }
    let known = try store.plan()?.raters ?? []
    guard let rater = request.raters.first(where: known.contains) else { return false }
    if let last = try store.extensions().last, isSame(last.request) {
      print("extension \(last.number) has added these already; nothing was changed")
      return true
    }
    throw Refusal(
      .wrongInput,
      "rater \(rater): has a packet already. Nothing was changed. A new rater needs a name of their own; for more "
        + "images for '\(rater)': blindfold extend \(quoted(study)) --further N --to \(rater)")
  }
}
