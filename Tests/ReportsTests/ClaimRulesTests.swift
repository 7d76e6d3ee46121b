import Analysis
import StudyModel
import Testing

@testable import Reports

/// What no document may do, held by walking through every block of several: a claim without its interval, a number
/// without its count, a simulated number without its mark, an early unblinding in small print, one scope for the other.
@Suite("claims that data cannot carry")
struct ClaimRulesTests {
  static let dossiers: [String: Dossier] = [
    "decided": Fixture.decided, "early and simulated": Fixture.rehearsal, "one rater": Fixture.oneRater,
    "checked raters": Fixture.checked, "pairs": Fixture.pairs, "failures decide": failuresDecide, "unrated": unrated,
    "these raters": theseRaters, "no estimate": withoutEstimates, "simulated pairs": simulated(Fixture.pairs),
    "simulated, checked": simulated(Fixture.checked),
  ]

  private static func simulated(_ dossier: Dossier) -> Dossier {
    var dossier = dossier
    for index in dossier.raters.indices { dossier.raters[index].isSimulated = true }
    return dossier
  }

  private static var failuresDecide: Dossier {
    var dossier = Fixture.decided
    dossier.estimates.comparisons[0].differenceWithoutFailures = Fixture.scopes(-0.2, 0.11, 0.15)
    return dossier
  }

  private static var unrated: Dossier {
    var dossier = Fixture.decided
    dossier.estimates.comparisons.removeAll { $0.arm == Fixture.tiny }
    dossier.estimates.arms.removeAll { $0.arm == Fixture.tiny }
    return dossier
  }

  private static var theseRaters: Dossier {
    var dossier = Fixture.decided
    dossier.estimates.claim.scope = .theseRaters
    return dossier
  }

  private static var withoutEstimates: Dossier {
    var dossier = Fixture.decided
    dossier.estimates.comparisons = []
    dossier.estimates.arms = []
    (dossier.robustness, dossier.answers, dossier.nextSteps) = (nil, nil, [:])
    return dossier
  }

  /// A sentence or a row, with the caption it stands under.
  private struct Statement {
    var text: String
    var caption: String?
  }

  private struct Walk {
    var reading: Reading
    var document: Document

    init(_ name: String) throws {
      reading = try Reading(#require(ClaimRulesTests.dossiers[name]))
      document = DecisionDocument(reading: reading).document()
    }

    var tables: [Table] { document.blocks.compactMap { if case .table(let table) = $0 { table } else { nil } } }
    var figures: [Figure] { document.blocks.compactMap { if case .figure(let figure) = $0 { figure } else { nil } } }
    var verdicts: [String] {
      document.blocks.flatMap { block -> [String] in
        if case .verdicts(let lines) = block { lines.map(\.sentence.words) } else { [] }
      }
    }

    /// Everything that is said, but for headings, captions and lines to be copied.
    var statements: [Statement] {
      document.blocks.flatMap { block -> [Statement] in
        switch block {
        case .paragraph(let prose): [Statement(text: prose.words)]
        case .list(let entries): entries.map { Statement(text: $0.words) }
        case .verdicts(let lines): lines.map { Statement(text: $0.sentence.words) }
        case .table(let table):
          table.rows.map { Statement(text: $0.map(\.words).joined(separator: " | "), caption: table.caption.words) }
        case .heading, .figure, .code: []
        }
      }
    }
  }

  /// An interval, or the reason why there is none.
  private static func isBounded(_ text: String) -> Bool {
    text.contains(/\d+( %)? to [−+]?\d/) || text.contains("no interval") || text.contains("without an interval")
  }

  @Test(
    "a fact about a candidate stands beside its interval, or beside the reason why it has none",
    arguments: dossiers.keys.sorted())
  func intervals(_ name: String) throws {
    let facts =
      /measurably (higher|lower)|not worse within|equivalent within|worse by more than|worse beyond|would be (not|equi|undecided)/
    // These two tables say how a verdict would change; the intervals are in the tables beside them, as they say.
    let pointing = ["Does the verdict hold if", "What would flip a verdict"]
    for statement in try Walk(name).statements where statement.text.contains(facts) {
      if let caption = statement.caption, pointing.contains(where: caption.contains) { continue }
      // What nobody was shown to be is no claim about anybody.
      if statement.text.hasPrefix("Proposed: ") { continue }
      #expect(Self.isBounded(statement.text), "\(statement.text)")
    }
  }

  @Test("the rules have teeth: a claim without its interval, and one that has it")
  func teeth() {
    for bare in ["flash is measurably higher", "not worse within 0.30 points (12 raters)", "−0.04"] {
      #expect(!Self.isBounded(bare), "\(bare)")
    }
    for bounded in [
      "−0.04 (−0.19 to 0.11)", "83 % (77 % to 89 %)", "+0.06 (−0.23 to +0.36)", "3 (no interval: one rater)",
    ] {
      #expect(Self.isBounded(bounded), "\(bounded)")
    }
  }

  @Test(
    "a table with numbers says what its intervals are for, or why there are none", arguments: dossiers.keys.sorted())
  func tables(_ name: String) throws {
    for table in try Walk(name).tables {
      let cells = table.rows.flatMap { $0.dropFirst() }.map(\.words)
      guard cells.contains(where: { $0.contains(/\d\.\d|\d %/) }),
        !["Where this comes from.", "What else may decide."].contains(where: table.caption.words.contains)
      else { continue }
      #expect(table.caption.words.lowercased().contains("interval"), "\(table.caption.words)")
    }
  }

  @Test(
    "a measured number in a sentence has an interval, a reason for none, or what it was counted in",
    arguments: dossiers.keys.sorted())
  func sentences(_ name: String) throws {
    // What was declared, agreed on by convention, or worked out for a study that is not there yet.
    let stated = [
      "The smallest loss that would matter was fixed", "Proposed: ", "Next step:", "Listed from", "At equal lengths",
      "It raises a flag",
    ]
    for statement in try Walk(name).statements where statement.caption == nil {
      guard statement.text.contains(/\d\.\d|\d %/), !stated.contains(where: statement.text.contains) else { continue }
      let isCounted = statement.text.contains(/\d+ of [\d,]+/)
      let isTested = statement.text.contains(/\bp (below )?\d\.\d/)
      let isDescribed = statement.text.contains("no interval") || statement.text.contains("without intervals")
      #expect(
        Self.isBounded(statement.text) || statement.text.contains("95 % interval,") || isCounted || isTested
          || isDescribed, "\(statement.text)")
    }
  }

  @Test("nothing is called better or best", arguments: dossiers.keys.sorted())
  func better(_ name: String) throws {
    let walk = try Walk(name)
    let allowed = ["not by how much it is better"]
    for statement in walk.statements where statement.text.contains(/\b([Bb]etter|[Bb]est)\b/) {
      let isPlace = statement.text.contains("best and the worst place on the screen")
      #expect(isPlace || allowed.contains { statement.text.contains($0) }, "\(statement.text)")
    }
  }

  @Test(
    "a verdict says its scope, how many raters and images it rests on, or that there is nothing",
    arguments: dossiers.keys.sorted())
  func counts(_ name: String) throws {
    let walk = try Walk(name)
    for sentence in walk.verdicts {
      let isCounted = sentence.contains(/\d+ raters?, \d+ images?/)
      #expect(isCounted || sentence.contains("it has no \(walk.reading.judgement)s"), "\(sentence)")
      if isCounted && walk.reading.dossier.unblinding.isEarly { #expect(sentence.contains("unblinded early")) }
      if isCounted { #expect(sentence.contains(walk.reading.claim.scope.rawValue), "\(sentence)") }
    }
  }

  @Test(
    "every score and difference of the first table has an interval or a reason, and its row says on how many it rests",
    arguments: dossiers.keys.sorted())
  func firstTable(_ name: String) throws {
    let walk = try Walk(name)
    let table = try #require(walk.tables.first)
    let measured = /^[−+]?\d+(\.\d+)?( %)?( |$)/
    for row in table.rows.map({ $0.map(\.words) }) {
      for cell in row.dropFirst().dropLast() where cell.contains(measured) && !cell.hasSuffix("by definition") {
        // An index repeats the score beside it, which has the reason.
        #expect(Self.isBounded(cell) || row.contains { $0.contains("no interval") }, "\(row)")
      }
      #expect(row.last.map { $0.contains("image") || ["none", "–"].contains($0) } == true, "\(row)")
    }
  }

  @Test(
    "what is simulated is marked in every table, figure, verdict and measured sentence",
    arguments: dossiers.keys.sorted())
  func marks(_ name: String) throws {
    let walk = try Walk(name)
    guard let mark = walk.reading.mark else {
      #expect(
        !(walk.document.warnings.map(\.words) + walk.statements.map(\.text)).contains { $0.contains("simulated") })
      return
    }
    // Hashes, dates and versions: nothing there was rated.
    for table in walk.tables where !table.caption.words.contains("Where this comes from.") {
      #expect(table.caption.words.contains(mark), "\(table.caption.words)")
    }
    for figure in walk.figures {
      #expect(figure.caption.words.contains(mark) && figure.alternative.contains(mark) && figure.svg.contains(mark))
    }
    let declared = [
      "The smallest loss that would matter", "Proposed: keep", "Read together", "Models behind", "It raises a flag",
    ]
    for statement in walk.statements where statement.caption == nil && statement.text.contains(/\d[.,]\d|\d %/) {
      #expect(
        statement.text.contains(mark) || declared.contains { statement.text.contains($0) }, "\(statement.text)")
    }
    for file in try ReportWriter.render(walk.reading.dossier) {
      if file.name.hasSuffix(".csv") {
        // A row is as simulated as its rater and its model are; every rater of these is.
        let rows = file.text.split(separator: "\n")
        #expect(
          rows.first?.hasSuffix(",simulated") == true
            && rows.dropFirst().allSatisfy { $0.contains(",simulated ratings") })
      } else {
        #expect(file.text.lowercased().contains(mark), "\(file.name)")
      }
    }
    #expect(try jobSummary(walk.reading.dossier, folder: "x").contains(mark))
  }

  @Test(
    "an early unblinding is the first thing said, and nothing is said of it otherwise",
    arguments: dossiers.keys.sorted())
  func early(_ name: String) throws {
    let dossier = try #require(Self.dossiers[name])
    let files = Dictionary(uniqueKeysWithValues: try ReportWriter.render(dossier).map { ($0.name, $0.text) })
    let isEarly = dossier.unblinding.isEarly
    let summary = try jobSummary(dossier, folder: "x").drop { $0.isNewline }
    #expect(files["decision.md"]?.hasPrefix("> **Unblinded early**") == isEarly)
    #expect(summary.hasPrefix("> **Unblinded early**") == isEarly)
    #expect(files["junit.xml"]?.contains("unblinded early") == isEarly)
    #expect(try verdictTable(dossier).hasPrefix("UNBLINDED EARLY") == isEarly)
  }

  @Test(
    "the other scope has no part in a verdict, and where it stands it is called what it is",
    arguments: dossiers.keys.sorted())
  func scopes(_ name: String) throws {
    let walk = try Walk(name)
    let other = walk.reading.claim.scope.other.rawValue
    for sentence in walk.verdicts { #expect(!sentence.contains(other), "\(sentence)") }
    for table in walk.tables {
      let titles = table.columns.map(\.title.words)
      for title in titles where title.contains(other) && !table.caption.words.contains("No verdict rests on them") {
        #expect(title.lowercased().contains("not the claim"), "\(title)")
      }
    }
    let allowed = Set(Scope.allCases.map(\.rawValue))
    #expect(allowed.count == 2 && walk.document.blocks.count > 10)
  }

  @Test("from a rehearsal nothing is proposed")
  func rehearsal() throws {
    for name in Self.dossiers.keys.sorted() {
      let walk = try Walk(name)
      let proposals = walk.statements.map(\.text).filter { $0.hasPrefix("Proposed: ") }
      // On the first screen and under "Decision outcome".
      #expect(proposals.count == 2)
      if walk.reading.mark != nil {
        for proposal in proposals { #expect(proposal.hasPrefix("Proposed: nothing")) }
      }
    }
  }

  @Test("every link of the line of contents leads to a heading of the document")
  func contents() throws {
    let text = try #require(ReportWriter.render(Fixture.decided).first { $0.name == "decision.md" }).text
    let lines = text.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0 == "## More information" })
    let links = lines[place + 1].matches(of: /\[([^\]]+)\]\(#([^)]+)\)/)
    #expect(links.count > 8)
    for link in links {
      #expect(lines.contains("### " + link.1), "\(link.1)")
      let anchor = link.1.lowercased().filter { $0.isLetter || $0 == " " }.replacing(" ", with: "-")
      #expect(link.2 == anchor)
    }
  }

  @Test("the parts of an architecture decision record are all there, in its order", arguments: dossiers.keys.sorted())
  func form(_ name: String) throws {
    let headings = try Walk(name).document.blocks.compactMap { block -> String? in
      if case .heading(let level, let title) = block,
        level == 2 || ["Consequences", "Confirmation"].contains(title.words)
      {
        title.words
      } else {
        nil
      }
    }
    #expect(
      headings == [
        "Context and problem statement", "Decision drivers", "Considered options", "Decision outcome", "Consequences",
        "Confirmation", "Pros and cons of the options", "More information",
      ])
  }
}
