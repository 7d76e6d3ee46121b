internal import Analysis
internal import StudyModel

/// Where the numbers come from, how far they carry, and how to quote and check them.
extension DecisionDocument {
  var provenance: [Block] {
    let facts = dossier.provenance
    let unblinding = dossier.unblinding
    var rows: [[Prose]] = [
      ["Run finished", Prose(stringLiteral: dossier.runFinished.map(Dates.minute) ?? "no run")],
      [
        "Unblinded",
        "\(Dates.minute(unblinding.at)) by \(code: unblinding.by), with \(Numbers.count(unblinding.ratingsIn)) of "
          + "\(Numbers.count(unblinding.ratingsPlanned)) planned ratings in: “\(unblinding.because)”",
      ],
      ["Report made", Prose(stringLiteral: Dates.minute(dossier.reportMade))],
      ["Rubric", "\(code: dossier.rubric.name), version \(Numbers.count(dossier.rubric.version))"],
    ]
    let hashes = [
      ("Protocol", facts.protocolHash), ("Study file", facts.studyFile), ("Rubric file", facts.rubric),
      ("Image set", facts.imageSet),
    ]
    rows += hashes.map { name, hash in
      ["\(name), SHA-256", hash.map { "\(code: $0)" } ?? Prose(stringLiteral: Numbers.unknown)]
    }
    rows += facts.files.sorted { $0.key < $1.key }.map { ["\(code: $0.key), SHA-256", "\(code: $0.value)"] }
    rows += facts.commitments.enumerated().map { ["Commitment \(Numbers.count($0 + 1)) to the key", "\(code: $1)"] }
    rows += facts.seeds.sorted { $0.key < $1.key }.map { ["Seed, \($0.key)", "\(code: String($0.value))"] }
    rows += facts.versions.sorted { $0.key < $1.key }.map { ["Version, \($0.key)", "\(code: $0.value)"] }
    return [
      .heading(3, "Protocol and provenance"), .list(questions), .paragraph(changes),
    ] + amendments + [
      .table(
        Table(
          caption: "\(strong: "Where this comes from.")", columns: [.text("What"), .text("Value")], rows: rows)
      )
    ]
  }

  /// What was asked, word for word, with the anchors of the claimed criterion.
  private var questions: [Prose] {
    dossier.rubric.questions.map { question in
      let lead: Prose = "\(code: question.id): “\(question.ask)”"
      guard question.id == claim.criterion, case .scale(let points) = question.kind else { return lead }
      let anchors = points.map { "\($0.value) = \($0.anchor)" }.joined(separator: " ")
      return "\(lead) \(anchors)"
    }
  }

  private var changes: Prose {
    dossier.amendments.isEmpty
      ? "No amendment to the protocol and no deviation from it was logged."
      : "\(strong: "Logged amendments and deviations: \(Numbers.count(dossier.amendments.count)).")"
  }

  private var amendments: [Block] {
    guard !dossier.amendments.isEmpty else { return [] }
    return [
      .list(
        dossier.amendments.map { amendment in
          let date: Prose = amendment.at.map { "\(Dates.minute($0)): " } ?? ""
          let reason: Prose = amendment.because.map { " Reason: “\($0)”" } ?? ""
          // The log's names stand in straight quotation marks, as a terminal shows them.
          let what = amendment.what.replacing(/'([^' ]+)'/) { "“\($0.1)”" }
          return "\(date)\(what).\(reason)"
        })
    ]
  }

  var limits: [Block] {
    var entries: [Prose] = [
      claim.scope == .ratersLikeThese
        ? "The claim is for people like these raters and images like these. It says nothing of other images or tasks."
        : "The claim is for these raters only. What other people would say is not known from it.",
      "“No difference shown” is not a proof that there is none.",
    ]
    if reading.areCompared {
      entries.append("A net preference says how often one of two captions was preferred, not by how much it is better.")
    }
    if reading.challengers.count > 1 {
      entries.append(together)
    }
    if let mark = reading.mark { entries.append("\(strong: "\(mark)"): a rehearsal, not evidence.") }
    if dossier.unblinding.isEarly {
      entries.append("The blind was lifted early: see the first line.")
    }
    if reading.candidates.contains(where: { $0.cost.perThousand == nil }) {
      entries.append("Some costs are unknown. Unknown does not mean free.")
    }
    if reading.candidates.contains(where: { $0.cost.without != nil }) {
      entries.append(
        "Calls that brought no answer and whose cost is unknown are in no cost per image. If they were billed, a candidate "
          + "whose calls fail costs more than it says here.")
    }
    if reading.candidates.contains(where: { $0.facts.latency != nil }) {
      entries.append("Times on the wire are those of the run’s place, days and load.")
    }
    entries += [
      "Models behind a service address can change without notice: the verdict is for what was served on the days of "
        + "the run.",
      "Hashes show that these files agree with each other and with what raters were shown. They do not show that "
        + "raters worked alone, or that no other study was thrown away.",
    ]
    return [.heading(3, "Limits"), .list(entries)]
  }

  var citing: [Block] {
    let hash = dossier.provenance.protocolHash
    let warning = reading.mark.map { " [\($0)]" } ?? ""
    let citation =
      "Blindfold study \(dossier.study), report of \(Dates.day(dossier.reportMade)), "
      + "protocol SHA-256 \(hash.prefix(16))…\(warning)"
    var blocks: [Block] = [
      .heading(3, "How to cite"), .code([citation]),
      .paragraph("Quote a verdict with its brackets: the interval, the scope and the counts belong to it."),
      .heading(3, "How to check"),
      .list(
        [
          "\(code: "manifest.json") lists the SHA-256 of every file beside it.",
          reading.areCompared ? pairsFile : ratingsFile,
          "\(code: "answers.csv") holds what raters said that is not a number.",
          "\(code: "junit.xml") has every verdict as a test result, for pipelines.",
          "\(code: "results.json") holds every number of this document with six decimals.",
        ]
          + (reading.mark == nil
            ? [] : ["In the CSV files \(code: "simulated") says what of a row came from a stand-in."])),
    ]
    if !dossier.recheck.isEmpty { blocks.append(.code(dossier.recheck)) }
    return blocks
  }

  private var pairsFile: Prose {
    "\(code: "ratings.csv") holds every pair by candidate: \(code: "model_a") was shown first; \(code: "outcome") says which "
      + "was preferred, and \(code: "basis") whether a rater said so or nobody had to be asked. \(code: "order"), "
      + "\(code: "seconds"), \(code: "words_a"), \(code: "words_b") and \(code: "reasons") say how the pair was shown and "
      + "what was said beside."
  }

  private var ratingsFile: Prose {
    "\(code: "ratings.csv") holds every score by candidate: means and differences can be worked out again. Its "
      + "columns \(code: "position"), \(code: "order"), \(code: "words") and \(code: "seconds") say how a caption was "
      + "shown: its place among its image’s captions, the image’s turn in the rater’s work, its length, and the time on "
      + "the image."
  }
}
