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

  /// Tokens and prices of every model that a candidate may ask; empty where no price is known and none was asked.
  var services: [Block] {
    let models = reading.askedModels
    guard !models.isEmpty else { return [] }
    let rows = models.map { model -> [Prose] in
      let own = model.own
      return [
        name(model), price(model.price), Prose(stringLiteral: calls(model)), Prose(stringLiteral: paid(model)),
        Prose(
          stringLiteral: tokens(
            own?.inputTokens, model, [(own?.cachedTokens, "cached"), (own?.imageTokens, "of images")])),
        Prose(stringLiteral: tokens(own?.outputTokens, model, [(own?.reasoningTokens, "of reasoning")])),
        Prose(stringLiteral: speed(own?.speed)), Prose(stringLiteral: own.map(sent) ?? "–"),
        Prose(stringLiteral: Numbers.count(own?.partialAnswers ?? 0)),
      ]
    }
    let table = Table(
      caption: marked(
        "Tokens and prices.",
        " Of every model that a candidate may ask. Prices in US dollars per million tokens, as the study committed to "
          + "them; a kind of token without a price of its own costs what the others do. Calls are the candidate’s own, retries "
          + "among them: what a router takes from another candidate was asked for, and paid, there. Tokens as the services "
          + "counted them; a kind that no service counts apart is not listed. Speed: tokens per second behind the first, median "
          + "/ 5th percentile. An answer that broke off after some text is kept as evidence and never as a caption. "
          + "Counted, not estimated: no intervals."),
      columns: [
        .text("Candidate and model"), .text("Price"), .text("Calls"), .text("Paid"), .text("Prompt tokens"),
        .text("Completion tokens"), .text("Tokens per second"), .text("Image sent"), .text("Broken off"),
      ], rows: rows, stacks: true)
    return [.heading(3, "Tokens and prices"), .table(table)]
  }

  /// "`tiered`, part `cheap`".
  private func name(_ model: AskedModel) -> Prose {
    let name = name(model.candidate)
    return model.part.map { "\(name), part \(code: $0)" } ?? name
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

  private func calls(_ model: AskedModel) -> String {
    model.isTaken ? "none of its own" : Numbers.count(model.own?.calls ?? 0)
  }

  private func paid(_ model: AskedModel) -> String {
    guard let cost = model.own?.cost else { return Numbers.dollars(0) }
    guard cost.unknownCalls > 0 else { return Numbers.dollars(cost.dollars ?? 0) }
    let calls = Numbers.counted(cost.unknownCalls, "call")
    return cost.dollars.map { "\(Numbers.dollars($0)) and \(calls) of unknown cost" } ?? Numbers.unknown
  }

  private func speed(_ speed: TokenSpeed?) -> String {
    guard let speed else { return "not measured" }
    return "\(Numbers.fixed(speed.median, decimals: 1)) / \(Numbers.fixed(speed.p5, decimals: 1)) "
      + "(\(Numbers.counted(speed.calls, "call")))"
  }

  /// "30,412 (512 cached)"; of no call there are none.
  private func tokens(_ all: Int?, _ model: AskedModel, _ kinds: [(Int?, String)]) -> String {
    guard let all = all ?? (model.own == nil ? 0 : nil) else { return Numbers.unknown }
    let apart = kinds.compactMap { count, kind in count.map { "\(Numbers.count($0)) \(kind)" } }
    return Numbers.count(all) + (apart.isEmpty ? "" : " (\(apart.joined(separator: ", ")))")
  }

  private func sent(_ own: CallFacts) -> String {
    let words = ["data": "scaled down", "url": "as an address", "none": "none"]
    let kinds = own.imagesSent.sorted { $0.key < $1.key }.map {
      "\(words[$0.key] ?? $0.key) in \(Numbers.counted($0.value, "call"))"
    }
    return kinds.isEmpty ? "its file" : kinds.joined(separator: ", ")
  }
}
