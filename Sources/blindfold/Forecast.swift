internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// What a run would do and cost, before anything is sent.
struct Forecast {
  private let reading: StudyReading
  /// Prompt tokens assumed for an image where no call has been made yet: a picture of about a megapixel.
  static let assumedImageTokens = 1100

  init(_ reading: StudyReading) throws { self.reading = reading }

  /// What captioning costs, with the chance of a verdict beside it.
  func text() async throws -> String {
    let images = try await NearDuplicates(of: reading.plan.items)
    // Where a cache is on trial they are what the set was drawn for.
    let alike = reading.plan.candidates.contains { $0.audit != nil } ? nil : images.warning
    return try text(
      await PlanHeadline(reading.plan), images: [alike, images.undecoded.warning].compactMap(\.self))
  }

  /// - Parameter images: what is wrong with images, in lines.
  private func text(_ headline: PlanHeadline, images: [String]) throws -> String {
    let plan = reading.plan
    let items = plan.items.count
    var lines = [
      "study \(plan.name): \(plan.question)",
      "\(items) images × \(plan.candidates.count) candidates, \(categories(plan))"
        + (plan.ratedItems.count < items ? "; raters see \(plan.ratedItems.count) of the images" : ""),
      "",
    ]
    lines += try calls(plan)
    let review = plan.review
    let each = plan.presentationsEach
    let shown = plan.shownWord
    let again = RaterChecks.count(review.checks.repeats, of: each)
    let minutes = plan.packetMinutes
    lines += [
      "",
      "\(counted(review.raters.count, "rater")) × \(counted(each, shown)) at "
        + "\(review.secondsPerItem) s \(review.pairs == nil ? "an image" : "a pair"): about \(minutes) minutes a packet, "
        + "\(minutes * review.raters.count) rater-minutes in all, "
        + (review.pairs.map {
          "\(counted(review.ratingsPerItem, "judgement")) of each of \(counted($0.count(candidates: plan.candidates.count), "pair")) of an image"
        } ?? "\(counted(review.ratingsPerItem, "rating")) an image"),
    ]
    lines += [plan.ratingsChoice, plan.lengthWarning].compactMap(\.self)
    lines += checks(review.checks, again, each, shown)
    lines += [
      "claim: \(plan.claim.criterion), \(plan.claim.scope.rawValue), margin \(plan.claim.margin) \(review.pairs == nil ? "points" : "of net preference")",
      headline.text,
      "  (\(headline.basis); more: blindfold plan \(quoted(reading.location.folder)))",
    ]
    if headline.chance < PlanHeadline.fair {
      lines.append("  That is less than an even chance: 'blindfold run' asks again before it captions the whole set.")
    }
    lines += images.flatMap { $0.split(separator: "\n").map { visible(String($0)) } }
    lines.append("nothing was sent. next: blindfold run \(quoted(reading.location.folder)) --limit 3")
    return lines.joined(separator: "\n")
  }

  /// What checks the raters in each packet, in a line; none where nothing does.
  private func checks(_ checks: RaterChecks, _ again: Int, _ each: Int, _ shown: String) -> [String] {
    let anchors = RaterChecks.count(checks.lowAnchors, of: each)
    let parts = [
      again > 0 ? "\(counted(again, shown)) shown again" : nil,
      anchors > 0 ? (anchors == 1 ? "1 caption of another image" : "\(anchors) captions of other images") : nil,
      checks.asksForGuess ? "a last question on which captions are used today" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? [] : ["checks in each packet: \(parts.joined(separator: ", "))"]
  }

  private func categories(_ plan: StudyPlan) -> String {
    let counts = plan.items.reduce(into: [String: Int]()) { $0[$1.category, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  /// One line a candidate: calls left, and what they would cost.
  private func calls(_ plan: StudyPlan) throws -> [String] {
    var stored: [ArmCode: Set<ItemID>] = [:]
    var arms: [String: ArmCode] = [:]
    var ledger: [ArmCode: LedgerFacts] = [:]
    if StudyStore.exists(in: reading.location.folder) {
      let store = try StudyStore(folder: reading.location.folder, create: false, recover: false)
      arms = try store.arms()
      for output in try store.outputs() { stored[output.arm, default: []].insert(output.item) }
      ledger = try store.facts()
    }
    var (total, unknown) = (0.0, [String]())
    var lines: [String] = []
    for candidate in plan.candidates {
      let arm = arms[candidate.label]
      let done = arm.flatMap { stored[$0] } ?? []
      let left = plan.items.count - done.count
      if candidate.policy != nil {
        let policy = try PolicyForecast(candidate, items: plan.items.filter { !done.contains($0.id) })
        let each = { model in tokens(of: model, arms, ledger) }
        if let cost = policy.cost(each) { total += cost } else { unknown.append(candidate.label) }
        lines.append(
          "  \(candidate.label): \(policy.text)" + (policy.calls.isEmpty ? "" : ", \(policy.money(each, dollars))"))
        continue
      }
      guard let call = candidate.call else {
        lines.append("  \(candidate.label): ready-made, no calls")
        continue
      }
      let (each, basis) = tokens(call, ledger: arm.flatMap { ledger[$0] })
      defer {
        if !call.particulars.isEmpty { lines.append("    " + visible(call.particulars.joined(separator: ", "))) }
      }
      guard let price = candidate.price else {
        unknown.append(candidate.label)
        lines.append("  \(candidate.label): \(left) calls, cost unknown (no price declared)")
        continue
      }
      let cost = Double(left) * price.cost(inputTokens: each.input, outputTokens: each.output)
      total += cost
      lines.append("  \(candidate.label): \(left) calls, about \(dollars(cost)) USD (\(basis))")
    }
    let rest = unknown.map { "'\($0)'" }.joined(separator: ", ")
    lines.append(
      "  in all: "
        + (unknown.isEmpty
          ? "about \(dollars(total)) USD"
          : (total > 0
            ? "about \(dollars(total)) USD, and what is unknown of \(rest)" : "unknown, because that of \(rest) is")))
    return lines
  }

  /// What the captions of an image are expected to cost, over all candidates.
  func captionCost() throws -> CaptionCost {
    var cost = CaptionCost(perImage: 0, hasCalls: false)
    var ledger: [String: LedgerFacts] = [:]
    if StudyStore.exists(in: reading.location.folder) {
      let store = try StudyStore(folder: reading.location.folder, create: false, recover: false)
      let facts = try store.facts()
      ledger = try store.arms().compactMapValues { facts[$0] }
    }
    for candidate in reading.plan.candidates {
      if candidate.policy != nil {
        let policy = try PolicyForecast(candidate, items: reading.plan.items)
        let each = { (model: Candidate) in model.call.map { tokens($0, ledger: ledger[model.label]).each } ?? (0, 0) }
        cost.policies.append(
          PolicyCost(candidate, policy, items: reading.plan.items.count, each: each, dollars: dollars))
        guard !policy.calls.isEmpty else { continue }
        cost.hasCalls = true
        let all = policy.cost(each)
        cost.perImage = cost.perImage.flatMap { sum in all.map { sum + $0 / Double(reading.plan.items.count) } }
        continue
      }
      guard let call = candidate.call else { continue }
      cost.hasCalls = true
      guard let price = candidate.price else {
        cost.perImage = nil
        continue
      }
      let each = tokens(call, ledger: ledger[candidate.label]).each
      cost.perImage = cost.perImage.map { $0 + price.cost(inputTokens: each.input, outputTokens: each.output) }
    }
    return cost
  }

  private func tokens(
    of model: Candidate, _ arms: [String: ArmCode], _ ledger: [ArmCode: LedgerFacts]
  ) -> (input: Int, output: Int) {
    model.call.map { tokens($0, ledger: arms[model.label].flatMap { ledger[$0] }).each } ?? (0, 0)
  }

  /// Tokens a call is expected to take, and what that rests on.
  private func tokens(_ call: ModelCall, ledger: LedgerFacts?) -> (each: (input: Int, output: Int), basis: String) {
    if let ledger, let input = ledger.inputTokens, let output = ledger.outputTokens, !ledger.latencies.isEmpty {
      let calls = ledger.latencies.count
      return ((input / calls, output / calls), "mean of \(calls) measured calls")
    }
    // Four characters a token is the usual rule of thumb for English.
    let prompt = ((call.system?.count ?? 0) + call.user.count) / 4
    let output = call.tokenLimit ?? 100
    let image = call.imageMode == .none ? 0 : Self.assumedImageTokens
    return (
      (prompt + image, output),
      "assuming \(image) prompt tokens an image and \(output) of answer; measured after --limit 3"
    )
  }

  private func dollars(_ amount: Double) -> String { String(format: amount < 1 ? "%.4f" : "%.2f", amount) }
}

/// What captioning an image with every candidate is expected to cost.
struct CaptionCost {
  /// US dollars; nil where one candidate's price is not known.
  var perImage: Double?
  /// Whether there is anything to pay for: ready-made captions make no calls.
  var hasCalls: Bool
  /// What each policy of the study means for calls and costs.
  var policies: [PolicyCost] = []

  /// US dollars for so many images; nil where unknown.
  func dollars(images: Int) -> Double? { hasCalls ? perImage.map { $0 * Double(images) } : 0 }

  /// For a table cell.
  func text(images: Int) -> String {
    guard hasCalls else { return "none" }
    return dollars(images: images).map { String(format: $0 < 1 ? "%.3f" : "%.2f", $0) } ?? "unknown"
  }
}

/// What a paid smoke test shows: captions, their cost, the next command.
struct SmokeTest {
  /// The most images whose captions are shown.
  private static let most = 100

  let text: String

  init(_ reading: StudyReading, items: [SetItem], arms: [String: ArmCode], store: StudyStore) throws {
    let facts = try store.ownFacts()
    var lines: [String] = []
    for item in items.prefix(Self.most) {
      lines.append("\(item.fileName) (\(item.category))")
      for candidate in reading.plan.candidates where arms[candidate.label] != nil {
        let output = try arms[candidate.label].flatMap { try store.output(of: $0, for: item.id) }
        let caption = output.map { $0.text ?? "[\($0.outcome.rawValue)]" } ?? "[missing]"
        lines.append("  \(candidate.label): \(visible(caption))")
      }
    }
    if items.count > Self.most { lines.append("and \(items.count - Self.most) more images, not shown") }
    lines.append("")
    for candidate in reading.plan.candidates {
      let parts = arms[candidate.label].flatMap { facts[$0] }.map { Array($0.values) } ?? []
      lines.append("  \(candidate.label): \(Self.spent(candidate, parts))")
    }
    for candidate in reading.plan.candidates where candidate.audit != nil {
      lines.append("  \(candidate.label): a cache on trial; it takes what is stored once the whole set is captioned")
    }
    lines.append("these are kept. next: blindfold run \(quoted(reading.location.folder))")
    text = lines.joined(separator: "\n")
  }

  /// The candidate's own calls and what they cost. Zero is not unknown.
  private static func spent(_ candidate: Candidate, _ parts: [LedgerFacts]) -> String {
    if candidate.isReadyMade { return "ready-made" }
    let calls = parts.reduce(0) { $0 + $1.attempts }
    let unknown = parts.reduce(0) { $0 + $1.unknownCosts }
    let known = parts.compactMap(\.cost)
    let taken =
      candidate.takes.isEmpty
      ? "" : " of its own; takes captions of \(candidate.takes.sorted().joined(separator: ", "))"
    guard calls > 0 else { return "no calls\(candidate.hasCache && taken.isEmpty ? ": all from its cache" : taken)" }
    let cost = known.isEmpty ? "cost unknown" : String(format: "%.6f USD", known.reduce(0, +))
    return "\(counted(calls, "call"))\(taken), \(cost)"
      + (unknown > 0 && !known.isEmpty ? ", \(counted(unknown, "call")) of unknown cost" : "")
  }
}

/// A caption as text that cannot act on the conductor's terminal: control characters are shown, not sent.
func visible(_ caption: String) -> String {
  String(
    String.UnicodeScalarView(
      caption.unicodeScalars.map { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar.value < 32 ? Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}" : "\u{FFFD}"
        case .format, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        default: scalar
        }
      }))
}
