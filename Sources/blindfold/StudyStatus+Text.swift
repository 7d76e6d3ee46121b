internal import Analysis
internal import Foundation
internal import Roster
internal import StudyModel

extension StudyStatus {
  /// What `blindfold status` prints.
  ///
  /// - Parameter study: as it was typed, for the commands that come next.
  func text(study: String) -> String {
    var lines = ["study \(name): \(question)", "captions: \(captionsStored) of \(captionsPlanned) stored, in all"]
    if let unblinded {
      lines.append("unblinded on \(Self.minute(unblinded.at)) by \(unblinded.who): \(unblinded.what)")
    }
    if let purge {
      let change = purge.change
      lines.append(
        (purge.isFinished ? "purged" : "purge not finished, begun") + " on \(Self.minute(change.at)) by \(change.who): "
          + change.what + (change.because.map { " (“\($0)”)" } ?? ""))
    }
    if let rated {
      lines += [""] + table(rated) + [""] + summary(rated)
    } else {
      lines.append("no packets are planned yet, so nobody rates")
    }
    lines += changes("extensions", extensions)
    if !withdrawals.isEmpty { lines += changes("withdrawals", withdrawals) }
    lines += changes("amendments", amendments)
    lines.append("next: \(next(study))")
    return lines.joined(separator: "\n")
  }

  private func table(_ rated: Rated) -> [String] {
    let head = ["rater", "rated", "skipped", "flagged", "last activity", "s an image", "left", "packets"]
    let rows = rated.progress.raters.map { rater in
      [
        rater.name + (rater.isGuest ? " (guest)" : ""), "\(rater.rated) of \(rater.planned)", "\(rater.skipped)",
        "\(rater.flagged)", rater.lastMadeAt.map(Self.minute) ?? "–",
        rater.secondsAnItem.map { String(format: "%.0f", $0) } ?? "–",
        left(rater, rated), found(rated.packets[rater.name] ?? []),
      ]
    }
    return [TextGrid(rows: [head] + rows, left: Set(head.indices)).text]
  }

  private func left(_ rater: StudyProgress.Rater, _ rated: Rated) -> String {
    switch rated.state(of: rater) {
    case .done: "done"
    case .withdrawn: "withdrawn, \(rater.open) open"
    case .replaced(let other): "replaced by \(other), \(rater.open) open"
    case .waiting, .begun: "\(Self.minutes(rater.minutesLeft)) min"
    }
  }

  /// Who has not begun a day or more after packets were planned, longest first; nil where nobody.
  private func absent(_ rated: Rated) -> String? {
    let waiting = rated.progress.raters.filter { !$0.isGuest }.compactMap { rater -> (name: String, days: Int)? in
      guard case .waiting(let days) = rated.state(of: rater), days > 0 else { return nil }
      return (rater.name, days)
    }.sorted { ($1.days, $0.name) < ($0.days, $1.name) }
    guard !waiting.isEmpty else { return nil }
    return "not begun: "
      + waiting.map { "\($0.name) for \($0.days) day\($0.days == 1 ? "" : "s")" }.joined(separator: ", ")
      + "   (blindfold assign withdraws or replaces a rater)"
  }

  /// How long packets are, and which of them are long.
  private func lengths(_ rated: Rated) -> String {
    let all = rated.packets.sorted { $0.key < $1.key }.flatMap { rater, packets in packets.map { (rater, minutes($0)) }
    }
    let (least, most) = (all.map(\.1).min() ?? 0, all.map(\.1).max() ?? 0)
    let long = all.filter { $0.1 > PacketTime.longMinutes }
    return "packets: about \(least == most ? "\(most)" : "\(least) to \(most)") minutes each"
      + (long.isEmpty
        ? ""
        : "; over \(PacketTime.longMinutes), which tires people: "
          + long.map { "\($0.0) (\($0.1))" }.joined(separator: ", "))
  }

  private func found(_ packets: [PacketState]) -> String {
    packets.map { packet in
      if packet.problem != nil { return "not readable" }
      if purge != nil { return "\(packet.isHere ? "here" : "removed"), \(packet.entries) entries collected" }
      if packet.isHere { return packet.entries == 0 ? "not begun" : "here" }
      return packet.entries == 0 ? "not returned" : "away, \(packet.entries) entries collected"
    }.joined(separator: "; ")
  }

  private func summary(_ rated: Rated) -> [String] {
    let progress = rated.progress
    let awaited = progress.raters.filter { !$0.isGuest }
    let done = awaited.reduce(0) { $0 + $1.rated }
    // Of a withdrawn rater nothing is awaited beyond what is in.
    let planned = awaited.reduce(0) { $0 + ($1.isWithdrawn ? $1.rated : $1.planned - $1.skipped) }
    let counted = awaited.count { !$0.isWithdrawn || $0.rated > 0 }
    var lines = [
      "ratings: \(done) of \(planned) presentations of \(counted) raters, "
        + "about \(Self.minutes(awaited.reduce(0) { $0 + $1.minutesLeft })) rater-minutes left"
    ]
    let shown = progress.areCompared ? "a pair" : "an image"
    let pace = progress.secondsAnItem.map { String(format: "%.0f s \(shown) (median)", $0) } ?? "not measured yet"
    lines.append("time: \(pace), \(secondsPerItem) s expected")
    lines += [lengths(rated), absent(rated)].compactMap(\.self)
    let basis =
      progress.areCompared
      ? "\(progress.captionsRatedTwice) pairs with two judgements or more, all candidates together"
      : "\(progress.captionsRatedTwice) captions with two ratings or more, all candidates together"
    lines.append(
      "agreement on \(rated.claim.criterion): "
        + (progress.alpha.map {
          "Krippendorff's alpha (\(progress.areCompared ? "nominal" : "ordinal")) \(String(format: "%.2f", $0)), \(basis)"
        }
          ?? "unknown (\(progress.alphaReason ?? "no ratings yet"))"))
    lines += [precision(progress, rated.claim)]
    for packet in rated.packets.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      if let problem = packet.problem { lines.append(problem) }
    }
    return lines
  }

  private func precision(_ progress: StudyProgress, _ claim: Claim) -> String {
    let precision = progress.precision
    let unit = progress.areCompared ? "net preference" : "points"
    func points(_ value: Double) -> String { "±" + String(format: "%.2f", value) }
    let basis =
      "half of the \(Int((claim.confidence * 100).rounded())) % interval of a \(progress.areCompared ? "net preference" : "difference") for \(claim.scope.rawValue), "
      + "median over all pairs of candidates\(progress.areCompared ? " that are compared" : "")"
    let margin = "margin \(String(format: "%.2f", claim.margin))"
    return switch (precision.now, precision.atCompletion) {
    case (let now?, let then?):
      "precision: \(points(now)) \(unit) now, about \(points(then)) when all ratings are in; \(margin)\n  (\(basis))"
    case (let now?, nil):
      "precision: \(points(now)) \(unit) now; \(margin)\n  (\(basis); \(precision.reason ?? "not foretold"))"
    default: "precision: unknown (\(precision.reason ?? "no ratings yet")); \(margin)"
    }
  }

  private func changes(_ title: String, _ changes: [Change]) -> [String] {
    guard !changes.isEmpty else { return ["\(title): none"] }
    return ["\(title):"]
      + changes.map { "  \(Self.minute($0.at)) \($0.who): \($0.what)" + ($0.because.map { " (“\($0)”)" } ?? "") }
  }

  private func next(_ study: String) -> String {
    if let purge, !purge.isFinished { return "blindfold purge \(quoted(study)) --images   (it goes on)" }
    guard let rated else { return "blindfold run \(quoted(study))" }
    let open = rated.progress.raters.filter { !$0.isGuest && !$0.isWithdrawn && $0.open > 0 }
    if let first = open.first {
      return open.count == 1
        ? "blindfold review \(quoted(study)) --rater \(first.name)"
        : "blindfold review \(quoted(study)) --rater NAME   (waiting for \(open.map(\.name).joined(separator: ", ")))"
    }
    return "blindfold report \(quoted(study))"
      + (unblinded == nil ? ", or more raters first: blindfold extend \(quoted(study)) --raters NAME…" : "")
  }

  /// For example `2026-11-22 08:05 UTC`.
  static func minute(_ milliseconds: Int64) -> String {
    let text = Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    return text.prefix(16).replacing("T", with: " ") + " UTC"
  }

  private static func minutes(_ minutes: Double) -> Int { Int(minutes.rounded(.up)) }
}
