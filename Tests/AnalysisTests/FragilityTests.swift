internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

@Suite("Fragility of a verdict")
struct FragilityTests {
  private func fragility(
    _ cells: [RatingCell], margin: Double, scope: Scope = .ratersLikeThese, trials: Int = 1000
  ) throws -> Finding<Fragility>? {
    var claimed = table(cells, margin: margin)
    claimed.claim.scope = scope
    let numbered = try NumberedTable(claimed)
    let groups = Dictionary(grouping: numbered.cells, by: \.arm)
    let estimator = ScopeEstimator(traffic: TrafficWeights(), categories: numbered.categories, confidence: 0.95)
    return JudgedPairs(
      groups[challenger] ?? [], against: groups[incumbent] ?? [], claim: claimed.claim, by: estimator
    ).fragility(within: 1...5, trials: trials)
  }

  /// The fact against the margin once the ratings of a set of cells moved by a point; nil where one leaves the scale.
  private func fact(
    _ cells: [RatingCell], moving chosen: [Int], favouring: Bool, margin: Double, scope: Scope
  ) throws -> MarginFact? {
    var cells = cells
    for index in chosen {
      cells[index].value += (cells[index].arm == challenger) == favouring ? 1 : -1
      guard (1...5).contains(cells[index].value) else { return nil }
    }
    return try table(cells, margin: margin).estimates().comparison?.verdicts[scope]?.margin
  }

  /// Every set of ratings, the small ones first.
  private func smallest(_ cells: [RatingCell], margin: Double, scope: Scope) throws -> Int? {
    let from = try #require(try fact(cells, moving: [], favouring: true, margin: margin, scope: scope))
    let sets = (1..<(1 << cells.count)).sorted { $0.nonzeroBitCount < $1.nonzeroBitCount }
    for set in sets {
      let chosen = cells.indices.filter { set & (1 << $0) != 0 }
      for favouring in [true, false] {
        guard let to = try fact(cells, moving: chosen, favouring: favouring, margin: margin, scope: scope) else {
          continue
        }
        let flips =
          switch from {
          case .notWorse, .equivalent: !favouring && (to == .undecided || to == .worseBeyondMargin)
          case .worseBeyondMargin: favouring && to != .worseBeyondMargin
          case .undecided: favouring ? to == .notWorse || to == .equivalent : to == .worseBeyondMargin
          }
        if flips { return chosen.count }
      }
    }
    return nil
  }

  static let tiny: [(old: String, new: String, margin: Double)] = [
    ("4 3 4 5", "4 4 3 5", 2.5), ("44 33 54", "43 34 53", 2), ("5 5 4 5 5", "2 1 2 2 1", 1),
    ("3 4 2 4 3", "3 3 3 4 4", 0.9),
    ("43 35 44", "44 33 45", 4.5), ("2 3 3 2 1", "4 5 4 5 3", 0.5),
  ]

  @Test("on tiny tables the search finds what trying every set of ratings finds", arguments: tiny.indices)
  func againstAll(_ index: Int) throws {
    let (old, new, margin) = Self.tiny[index]
    let cells = try cells(incumbent, old) + cells(challenger, new)
    let scope: Scope =
      old.contains { $0 == " " } && old.split(separator: " ")[0].count > 1
      ? .ratersLikeThese : .theseRaters
    let smallest = try smallest(cells, margin: margin, scope: scope)
    let found = try fragility(cells, margin: margin, scope: scope, trials: 5000)?.value
    #expect(found?.changes == smallest && found?.atLeast == smallest, "\(String(describing: found))")
    // Without trying all sets it is an upper bound, and what it says of smaller ones is nothing.
    let quick = try #require(try fragility(cells, margin: margin, scope: scope, trials: 0)?.value)
    #expect(quick.changes >= smallest ?? 0 && quick.atLeast == 1, "\(quick) against \(String(describing: smallest))")
  }

  @Test("what is found flips the verdict, and counts no failure and no weightless category")
  func flips() throws {
    let found = try #require(try fragility(Sparse.cells(), margin: 0.3)?.value)
    #expect(found.from == .notWorse && found.to == .undecided && !found.favoursCandidate)
    #expect(found.ratings == 172 && found.changes > 1 && found.share == Double(found.changes) / 172)
  }

  @Test("a verdict that holds by more takes more ratings to flip")
  func monotone() throws {
    let counts = try [0.3, 0.5, 0.8, 1.2].map { try fragility(Sparse.cells(), margin: $0)?.value?.changes ?? 0 }
    #expect(counts == counts.sorted() && Set(counts).count == 4, "\(counts)")
  }

  @Test("scopes and traffic have numbers of their own")
  func scopes() throws {
    var claimed = table(try Sparse.cells(), traffic: Sparse.traffic, margin: 0.5)
    let like = try claimed.robustness(seed: 1).comparison?.fragility.value
    claimed.claim.scope = .theseRaters
    let these = try claimed.robustness(seed: 1).comparison?.fragility.value
    let (wide, narrow) = (try #require(like), try #require(these))
    #expect(narrow.changes >= wide.changes)
  }

  @Test("without a verdict, or where no rating may move, there is a reason and no number")
  func refused() throws {
    let constant = try fragility(cells(incumbent, "33 33") + cells(challenger, "33 33"), margin: 0.3)
    #expect(constant?.reason == "there is no verdict to flip")
    let failures = try fragility(cells(incumbent, "11 11 11 11") + cells(challenger, "xx xx xx 5x"), margin: 4)
    #expect(failures?.reason == "not even one point more or less in every rating flips it")
  }
}
