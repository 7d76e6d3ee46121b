import Analysis
import Blinding
import Statistics
import StudyModel
import Testing

/// What near hits of a cache would do, by hand.
@Suite("A hit audit") struct HitAuditTests {
  private let terms = AuditTerms(near: 12, wrong: .below(points: 1, criterion: "accuracy"))

  /// Image → category, of a set whose last images are no hits.
  private func categories(_ count: Int, _ name: (Int) -> String = { _ in "photo" }) throws -> [ItemID: String] {
    Dictionary(uniqueKeysWithValues: try (0..<count).map { (try item($0), name($0)) })
  }

  /// Hits of images 0, 1, …: their bits; each has a picture of its own that lends its caption.
  private func hits(_ bits: [Int]) throws -> [AuditHit] {
    try bits.enumerated().map { AuditHit(item: try item($0), donor: try item(100 + $0), bits: $1) }
  }

  @Test("an image is wrong by the mean over its raters, and each threshold has all hits up to it")
  func byHand() throws {
    // Differences: 0 (444/444), −1 (two thirds of −1.5 would not do: 3,3 against 4,4), −2/3, and −2 by one rater.
    let fresh = try cells(incumbent, "444 44. 444 5..")
    let served = try cells(challenger, "444 33. 433 3..")
    let audit = try table(fresh + served).hitAudit(
      of: challenger, against: incumbent, hits: try hits([2, 4, 4, 9]), terms: terms, categories: try categories(8))
    #expect(audit.judged.map(\.isWrong) == [false, true, false, true] && audit.judged.map(\.raters) == [3, 2, 3, 1])
    #expect(audit.judged.map(\.bits) == [2, 4, 4, 9] && audit.judged[1].difference == -1)
    #expect(audit.thresholds.map(\.bits) == [2, 4, 9] && audit.thresholds.map(\.wrong) == [0, 1, 2])
    #expect(audit.thresholds.map(\.judged) == [1, 3, 4] && audit.thresholds.map(\.share) == [0.125, 0.375, 0.5])
    #expect(audit.thresholds[1].rate.value == 1.0 / 3)
    let exact = try clopperPearsonInterval(successes: 1, of: 3)
    #expect(abs((audit.thresholds[1].rate.lower ?? 1) - exact.lowerBound) < 1e-12)
    #expect(abs((audit.thresholds[1].rate.upper ?? 0) - exact.upperBound) < 1e-12)
    #expect(audit.choice == .noLimit && audit.unjudged == 0)
  }

  @Test("thirds of points add up: 5, 4, 4 against 5, 5, 6 is one point below")
  func thirds() throws {
    let cells = try cells(incumbent, "555") + cells(challenger, "544")
    let one = AuditTerms(near: 12, wrong: .below(points: 2.0 / 3, criterion: "accuracy"))
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: try hits([0]), terms: one, categories: try categories(1))
    #expect(audit.judged.first?.isWrong == true)
  }

  @Test("a hit that nobody judged is counted and left out; one beyond the largest threshold is none")
  func unjudged() throws {
    let cells = try cells(incumbent, "4 4 ...") + cells(challenger, "1 . ...")
    var all = try hits([1, 3, 5, 13])
    all[2].isShown = false
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: all, terms: terms, categories: try categories(10))
    #expect(audit.judged.count == 1 && audit.unjudged == 1)
    #expect(audit.thresholds.map(\.hits) == [1, 2, 3] && audit.thresholds.map(\.judged) == [1, 1, 1])
    #expect(audit.thresholds.map(\.uncovered) == [[], [3], [3, 5]])
  }

  @Test("traffic weighs images: the rare category's wrong hit counts for what the category does")
  func traffic() throws {
    // Images 0–3 photo (0.8 of traffic over 6), 4–5 chart (0.2 over 4): weights 0.8/6 and 0.2/4.
    let fresh = try cells(incumbent, "4 4 4 4 4 4")
    let served = try cells(challenger, "4 4 4 4 1 1") { $0 < 4 ? "photo" : "chart" }
    let weighted = table(
      try fresh.map { cell in
        var cell = cell
        cell.category = [try item(4), try item(5)].contains(cell.item) ? "chart" : "photo"
        return cell
      } + served, traffic: ["photo": 0.8, "chart": 0.2])
    let audit = try weighted.hitAudit(
      of: challenger, against: incumbent, hits: try hits([3, 3, 3, 3, 3, 3]), terms: terms,
      categories: try categories(10) { (4..<8).contains($0) ? "chart" : "photo" })
    let threshold = try #require(audit.thresholds.first)
    // 2 × 0.05 / (4 × 0.1333… + 2 × 0.05) = 0.1 / 0.6333…
    #expect(abs((threshold.rate.value ?? 0) - 0.1 / (4 * 0.8 / 6 + 0.1)) < 1e-12)
    // 0.8 × 4/6 + 0.2 × 2/4
    #expect(abs(threshold.share - (0.8 * 4 / 6 + 0.1)) < 1e-12)
    // n* = (Σw)² / Σw²
    let sum = 4 * 0.8 / 6 + 0.1
    let squares = 4 * (0.8 / 6) * (0.8 / 6) + 2 * 0.05 * 0.05
    #expect(abs(threshold.effective - sum * sum / squares) < 1e-9)
  }

  @Test("drawn hits stand for those of as many bits where they were drawn")
  func population() throws {
    // 2 of 10 hits at 0 bits, none wrong; 2 of 90 at 8 bits, one wrong: (45 × 1) / (10 + 90) = 0.45.
    let cells = try cells(incumbent, "4 4 4 4") + cells(challenger, "4 4 4 1")
    var terms = terms
    terms.population = AuditTerms.Population(images: 1000, hits: [0: 10, 8: 90, 11: 30])
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: try hits([0, 0, 8, 8]), terms: terms, categories: try categories(4))
    #expect(audit.thresholds.map(\.bits) == [0, 8, 11] && audit.thresholds.map(\.share) == [0.01, 0.1, 0.13])
    #expect(abs((audit.thresholds[1].rate.value ?? 0) - 0.45) < 1e-12)
    // (5 + 5 + 45 + 45)² / (2 × 25 + 2 × 2025)
    #expect(abs(audit.thresholds[1].effective - 10_000.0 / 4100) < 1e-9)
    #expect(audit.thresholds.map(\.uncovered) == [[], [], [11]], "nothing was judged for the 30 at 11 bits")
  }

  @Test("pictures of one family count as one, also by way of a third")
  func families() throws {
    let cells = try cells(incumbent, "4 4 4") + cells(challenger, "1 1 4")
    var chain = try hits([1, 1, 1])
    chain[1].donor = try item(0)
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: chain, terms: terms, categories: try categories(3))
    let threshold = try #require(audit.thresholds.first)
    #expect(threshold.families == 2 && threshold.judged == 3)
    // Clusters of weight 2/3 and 1/3: 1 / (4/9 + 1/9) = 1.8.
    #expect(abs(threshold.effective - 1.8) < 1e-9)
  }

  @Test(
    "the largest threshold that keeps to the limit is found upwards from the first that could, and the first failure ends it"
  )
  func choice() throws {
    func choice(_ bits: [Int], wrong: Set<Int>, limit: Double) throws -> HitAudit.Choice {
      let word = { (value: (Int) -> String) in bits.indices.map(value).joined(separator: " ") }
      let cells =
        try cells(incumbent, word { _ in "4" }) + cells(challenger, word { wrong.contains($0) ? "1" : "4" })
      var terms = terms
      terms.limit = limit
      return try table(cells).hitAudit(
        of: challenger, against: incumbent, hits: try hits(bits), terms: terms, categories: try categories(200)
      ).choice
    }
    // 5 hits without a wrong one have an upper bound of 0.52, 20 one of 0.168, 30 of 0.116.
    let bits = Array(repeating: 1, count: 5) + Array(repeating: 4, count: 15) + Array(repeating: 7, count: 10)
    #expect(try choice(bits, wrong: [], limit: 0.2) == .shown(bits: 7), "1 bit could not show it, and is passed over")
    #expect(try choice(bits, wrong: [20, 21, 22, 23], limit: 0.2) == .shown(bits: 4), "4 of 30: upper bound 0.307")
    #expect(try choice(bits, wrong: [3, 4], limit: 0.2) == .none(first: 4, needed: 17), "2 of 20 ended it at 4 bits")
    #expect(try choice(bits, wrong: [], limit: 0.05) == .none(first: nil, needed: 72), "30 hits are too few for 5 %")
  }

  @Test("where answers decide, half of the raters are enough, and a caption like the fresh one is never wrong")
  func answers() throws {
    let cells = try cells(incumbent, "44 44 444 4") + cells(challenger, "44 44 444 4")
    func said(_ image: Int, _ rater: String, _ answer: Answer, arms: [ArmCode] = [challenger]) throws -> GivenAnswer {
      GivenAnswer(item: try item(image), category: "photo", rater: rater, arms: arms, question: "fits", answer: answer)
    }
    let given = GivenAnswers(
      answers: [
        try said(0, "r0", .option("other")), try said(0, "r1", .option("fits")),
        try said(1, "r0", .option("other"), arms: [incumbent]), try said(2, "r2", .tags(["other", "odd"])),
        try said(3, "r0", .option("other"), arms: [challenger, incumbent]), try said(2, "r9", .option("other")),
      ], judged: [:])
    let terms = AuditTerms(near: 12, wrong: .answered(question: "fits", answers: ["other"]))
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: try hits([0, 1, 2, 3]), terms: terms, categories: try categories(4),
      answers: given)
    #expect(audit.judged.map(\.isWrong) == [true, false, false, false])
    #expect(audit.judged.map(\.share) == [0.5, 0, 1.0 / 3, 0], "whoever is not in the table counts for nothing")
  }

  @Test("without a hit there is no threshold")
  func none() throws {
    let cells = try cells(incumbent, "4") + cells(challenger, "4")
    let audit = try table(cells).hitAudit(
      of: challenger, against: incumbent, hits: [], terms: terms, categories: try categories(1))
    #expect(audit.thresholds.isEmpty && audit.choice == .noLimit)
  }
}
