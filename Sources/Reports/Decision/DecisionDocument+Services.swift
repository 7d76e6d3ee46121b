internal import Roster

/// What services said of themselves and of their tokens, and what those cost.
extension DecisionDocument {
  /// What a reader of costs and scores must know of who answered; nothing where one model answered all.
  var mixtures: [Block] {
    let notes = reading.candidates.flatMap { candidate in
      candidate.facts.served.sorted { $0.key < $1.key }.flatMap { remarks(candidate, part: $0.key, $0.value) }
    }
    return notes.isEmpty ? [] : [.list(notes)]
  }

  private func remarks(_ candidate: CandidateReading, part: String, _ seen: ServedSightings) -> [Prose] {
    let name: Prose = part.isEmpty ? "\(code: candidate.label)" : "\(code: candidate.label), part \(code: part)"
    var notes: [Prose] = []
    if let others = seen.others {
      let asked: Prose = others.requested.map { " (\(code: $0))" } ?? ""
      let fallbacks =
        others.afterFallback == 0 ? "" : ", \(Numbers.count(others.afterFallback)) of them after a fallback at a proxy"
      notes.append(
        "\(strong: "\(name): \(Numbers.counted(others.captions, "caption")) of \(Numbers.count(seen.captions)) by another model than asked for\(asked)"), "
          + "from caption \(Numbers.count(others.first)) of the run on\(fallbacks). Its score is of all that answered."
      )
    }
    if let change = change(seen.models, "answered as", but: seen.others?.first) { notes.append("\(name): \(change)") }
    if let change = change(seen.fingerprints, "had the fingerprint", but: nil) { notes.append("\(name): \(change)") }
    return notes
  }

  /// "the service answered as `b` from caption 13 of the run on, before as `a`."
  ///
  /// - Parameter known: the caption whose change is told already.
  private func change(_ names: [ServedSightings.Sighting], _ verb: String, but known: Int?) -> Prose? {
    guard let first = names.first else { return nil }
    let later = names.dropFirst().filter { $0.first != known }
    guard let second = later.first else { return nil }
    let more = later.count == 1 ? "" : "; \(Numbers.counted(later.count - 1, "further name")) came later"
    return
      "from caption \(Numbers.count(second.first)) of the run on the service \(verb) \(code: second.name), before "
      + "\(code: first.name)\(more)."
  }

  /// Tokens and prices; empty where there is nothing to tell beside what Table 2 has.
  var services: [Block] {
    guard dossier.hasServiceDetails(reading) else { return [] }
    let rows = reading.candidates.filter { !$0.facts.isReadyMade }.map { candidate -> [Prose] in
      let facts = candidate.facts
      return [
        name(candidate), price(candidate.candidate.price), Prose(stringLiteral: speed(facts.speed)),
        Prose(
          stringLiteral: tokens(facts.inputTokens, [(facts.cachedTokens, "cached"), (facts.imageTokens, "of images")])),
        Prose(stringLiteral: tokens(facts.outputTokens, [(facts.reasoningTokens, "of reasoning")])),
        Prose(stringLiteral: sent(facts)), Prose(stringLiteral: Numbers.count(facts.partialAnswers)),
      ]
    }
    let table = Table(
      caption: marked(
        "Tokens and prices.",
        " Prices in US dollars per million tokens, as the study committed to them; a kind of token without a price of its "
          + "own costs what the others do. Tokens as the services counted them, over all calls; a kind that no service counts "
          + "apart is not listed. Speed: tokens per second behind the first, median / 5th percentile. An answer that broke "
          + "off after some text is kept as evidence and never as a caption."),
      columns: [
        .text("Candidate"), .text("Price"), .text("Tokens per second"), .text("Prompt tokens"),
        .text("Completion tokens"), .text("Image sent"), .text("Broken off"),
      ], rows: rows, stacks: true)
    return [.heading(3, "Tokens and prices"), .table(table)]
  }

  /// "2.50 in, 10.00 out, 1.25 cached (`prices.json`)".
  private func price(_ price: Price?) -> Prose {
    guard let price else { return "not stated" }
    let kinds: [(Double?, String)] = [
      (price.input, "in"), (price.output, "out"), (price.cached, "cached"), (price.reasoning, "reasoning"),
      (price.image, "image"),
    ]
    let text = kinds.compactMap { amount, kind in amount.map { "\(Numbers.dollars($0, like: $0)) \(kind)" } }
    let source: Prose = price.source.map { " (\(code: $0.file))" } ?? ""
    return "\(text.joined(separator: ", "))\(source)"
  }

  private func speed(_ speed: TokenSpeed?) -> String {
    guard let speed else { return "not measured" }
    return "\(Numbers.fixed(speed.median, decimals: 1)) / \(Numbers.fixed(speed.p5, decimals: 1)) "
      + "(\(Numbers.counted(speed.calls, "call")))"
  }

  /// "30,412 (512 cached)".
  private func tokens(_ all: Int?, _ kinds: [(Int?, String)]) -> String {
    guard let all else { return Numbers.unknown }
    let apart = kinds.compactMap { count, kind in count.map { "\(Numbers.count($0)) \(kind)" } }
    return Numbers.count(all) + (apart.isEmpty ? "" : " (\(apart.joined(separator: ", ")))")
  }

  private func sent(_ facts: ArmFacts) -> String {
    let words = ["data": "scaled down", "url": "as an address", "none": "none"]
    let kinds = facts.imagesSent.sorted { $0.key < $1.key }.map {
      "\(words[$0.key] ?? $0.key) in \(Numbers.counted($0.value, "call"))"
    }
    return kinds.isEmpty ? "its file" : kinds.joined(separator: ", ")
  }
}

extension Dossier {
  /// Whether services said, or cost, anything beside what every study tells.
  func hasServiceDetails(_ reading: Reading) -> Bool {
    reading.candidates.contains { candidate in
      let (facts, price) = (candidate.facts, candidate.candidate.price)
      return facts.speed != nil || facts.partialAnswers > 0 || !facts.imagesSent.isEmpty
        || [facts.cachedTokens, facts.imageTokens, facts.reasoningTokens].contains { $0 != nil }
        || facts.served.values.contains { !$0.isUniform }
        || price.map { $0 != Price(input: $0.input, output: $0.output) } ?? false
    }
  }
}
