import Blinding
import Statistics
import StudyModel
import Testing

@testable import Analysis

/// What the difference would have been at earlier moments.
@Suite struct EstimateProgressTests {
  /// One judged cell; everything an incumbent gets is a 3.
  private func pair(
    _ image: Int, _ rater: String, _ difference: Int, order: Int, at time: Int64? = nil, category: String = "photo"
  ) throws -> [RatingCell] {
    let showing = Showing(position: 1, order: order, words: 5, madeAt: time)
    return try [(incumbent, 3), (challenger, 3 + difference)].map { arm, value in
      RatingCell(
        item: try item(image), category: category, rater: rater, arm: arm, criterion: "accuracy",
        value: Double(value), showing: showing)
    }
  }

  private func progress(_ cells: [RatingCell], traffic: [String: Double] = [:]) throws -> EstimateProgress {
    let table = table(cells, traffic: traffic)
    return try table.robustness(table.estimates(), seed: 1).progress
  }

  private func values(_ progress: EstimateProgress) -> [Double?] {
    progress.checkpoints.map { $0.differences[challenger]?.value }
  }

  // Two raters, two images. By time: r0's +1, r1's −1, r1's 0, r0's +2: means 1, 0/2, 0/3, 2/4.
  @Test("by hand: presentations enter in the order of their times, and each checkpoint is the mean so far")
  func byTime() throws {
    let cells =
      try pair(0, "r0", 1, order: 1, at: 100) + pair(1, "r0", 2, order: 2, at: 400)
      + pair(1, "r1", -1, order: 1, at: 200)
      + pair(0, "r1", 0, order: 2, at: 300)
    let progress = try progress(cells)
    #expect(progress.order == .time)
    #expect(progress.checkpoints.map(\.presentations) == [1, 2, 3, 4])
    #expect(progress.checkpoints.map(\.raters) == [1, 2, 2, 2])
    #expect(values(progress) == [1, 0, 0, 0.5])
  }

  // The same without one of the times: places ¼, ¼, ¾, ¾, so r0's +1, r1's −1, r0's +2, r1's 0: 1, 0, 2/3, 2/4.
  @Test("by hand: where one presentation has no time, each rater's own order counts, side by side")
  func byOwnOrder() throws {
    let cells =
      try pair(0, "r0", 1, order: 1, at: 100) + pair(1, "r0", 2, order: 2, at: 400) + pair(1, "r1", -1, order: 1)
      + pair(0, "r1", 0, order: 2, at: 300)
    let progress = try progress(cells)
    #expect(progress.order == .ownOrder)
    let found = values(progress).compactMap(\.self)
    #expect(zip(found, [1, 0, 2.0 / 3, 0.5]).allSatisfy { abs($0 - $1) < 1e-12 } && found.count == 4)
  }

  @Test("what an estimator refuses is an error, and drops neither an arm nor a checkpoint")
  func notSwallowed() throws {
    func cells(_ values: [Double]) throws -> [NumberedTable.Cell] {
      let made =
        try pair(0, "r0", 1, order: 1) + pair(1, "r0", 0, order: 2) + pair(0, "r1", 1, order: 1)
        + pair(1, "r1", -1, order: 2)
      return try zip(NumberedTable(table(made)).cells, values).map { cell, value in
        NumberedTable.Cell(
          arm: cell.arm, criterion: cell.criterion, isFailure: false, showing: cell.showing,
          observation: Observation(image: cell.observation.image, rater: cell.observation.rater, value: value))
      }
    }
    func look(_ cells: [NumberedTable.Cell]) throws(AnalysisError) -> EstimateProgress {
      try EstimateProgress(
        cells, names: ["r0", "r1"], incumbent: incumbent, areCompared: false,
        by: ScopeEstimator(confidence: 0.95))
    }
    let whole = try cells([4, 3, 3, 3, 4, 3, 2, 3])
    #expect(try look(whole).checkpoints.last?.differences[challenger] != nil)
    // Not a number: the mean refuses it.
    let broken = try cells([4, 3, 3, 3, 4, 3, .nan, 3])
    #expect { try look(broken) } throws: { error in
      if case AnalysisError.notEstimable(challenger, "accuracy", _) = error { true } else { false }
    }
    // One cell twice: no pairs can be made.
    #expect(throws: AnalysisError.self) { try look(whole + whole) }
  }

  /// Sparse ratings with places: 30 images × 4 raters in three weighted categories, each rater in an order of their own.
  private func sparse(timed: Bool) throws -> [RatingCell] {
    let items = try Dictionary(uniqueKeysWithValues: (0..<30).map { (try item($0), $0) })
    return try Sparse.cells().map { cell in
      var cell = cell
      let (image, rater) = (items[cell.item] ?? 0, cell.rater.last?.wholeNumberValue ?? 0)
      let order = (image * 7 + rater * 11) % 30 + 1
      cell.showing = Showing(
        position: 1, order: order, words: 5, madeAt: timed ? Int64(order * 1000 + rater * 700 * (rater + 1)) : nil)
      return cell
    }
  }

  @Test("the last checkpoint is the report's estimate, to the last digit", arguments: [true, false], [true, false])
  func last(timed: Bool, weighted: Bool) throws {
    let table = table(try sparse(timed: timed), traffic: weighted ? Sparse.traffic : [:])
    let estimates = try table.estimates()
    let progress = try table.robustness(estimates, seed: 1).progress
    #expect(progress.order == (timed ? .time : .ownOrder))
    #expect(progress.checkpoints.count == EstimateProgress.most)
    #expect(progress.checkpoints.last?.presentations == progress.presentations)
    #expect(progress.checkpoints.last?.differences[challenger] == estimates.comparison?.difference)
    #expect(estimates.comparison?.difference != nil)
  }

  @Test("a checkpoint is what the estimator says of the first so many presentations, intervals and all")
  func checkpoints() throws {
    let cells = try sparse(timed: true)
    let progress = try progress(cells, traffic: Sparse.traffic)
    struct Seen: Hashable {
      let rater: String
      let order: Int
    }
    let sorted = cells.sorted { ($0.showing?.madeAt ?? 0, $0.rater) < ($1.showing?.madeAt ?? 0, $1.rater) }
    var order: [Seen] = []
    for cell in sorted {
      let seen = Seen(rater: cell.rater, order: cell.showing?.order ?? 0)
      if !order.contains(seen) { order.append(seen) }
    }
    for checkpoint in progress.checkpoints {
      let first = Set(order.prefix(checkpoint.presentations))
      let part = table(
        cells.filter { first.contains(Seen(rater: $0.rater, order: $0.showing?.order ?? 0)) }, traffic: Sparse.traffic)
      #expect(try checkpoint.differences[challenger] == part.estimates().comparison?.difference)
    }
  }

  @Test("nothing hangs on the order of the cells or on the arms' codes")
  func invariance() throws {
    let cells = try sparse(timed: false)
    let found = try progress(cells, traffic: Sparse.traffic)
    #expect(try progress(cells.reversed(), traffic: Sparse.traffic) == found)
    let swapped = cells.map { cell in
      var cell = cell
      cell.arm = cell.arm == incumbent ? ArmCode(rawValue: "zz") : ArmCode(rawValue: "aa")
      return cell
    }
    var table = table(swapped, traffic: Sparse.traffic)
    table.incumbent = ArmCode(rawValue: "zz")
    let renamed = try table.robustness(table.estimates(), seed: 1).progress
    #expect(
      renamed.checkpoints.map { $0.differences[ArmCode(rawValue: "aa")] }
        == found.checkpoints.map { $0.differences[challenger] })
  }

  @Test("before every category with traffic has a pair there is no interval, and the reason says so")
  func missingCategory() throws {
    var cells: [RatingCell] = []
    for image in 0..<8 {
      for rater in 0..<3 {
        cells += try pair(
          image, "r\(rater)", (image * image + rater) % 4 - 1, order: image + 1, at: Int64(image * 10 + rater),
          category: image < 4 ? "photo" : "chart")
      }
    }
    let progress = try progress(cells, traffic: ["photo": 0.5, "chart": 0.5])
    let first = try #require(progress.checkpoints.first { $0.presentations >= 6 })
    #expect(first.differences[challenger]?.theseRaters.reason?.contains("“chart” has traffic and no ratings") == true)
    #expect(progress.checkpoints.last?.differences[challenger]?.theseRaters.estimate != nil)
  }

  // Four shown, each +1; two images that no arm captioned, both at the lowest point: 0 each, with presentations 1 and 3.
  // Means: 1/2, 2/3, 3/5, 4/6.
  @Test("by hand: what nobody was shown enters in step with its rater's presentations")
  func unshown() throws {
    var cells = try (0..<4).flatMap { try pair($0, "r0", 1, order: $0 + 1, at: Int64($0)) }
    for image in [8, 9] {
      cells += try [incumbent, challenger].map { arm in
        RatingCell(
          item: try item(image), category: "photo", rater: "r0", arm: arm, criterion: "accuracy", value: 1,
          isFailure: true)
      }
    }
    let progress = try progress(cells)
    #expect(progress.presentations == 4)
    let found = values(progress).compactMap(\.self)
    #expect(zip(found, [0.5, 2.0 / 3, 0.6, 4.0 / 6]).allSatisfy { abs($0 - $1) < 1e-12 } && found.count == 4)
  }

  @Test("a failure beside captions that were shown enters with them")
  func failure() throws {
    var cells = try pair(0, "r0", 0, order: 2, at: 20) + pair(1, "r0", 1, order: 1, at: 10)
    let failed = try #require(cells.firstIndex { $0.arm == challenger })
    (cells[failed].isFailure, cells[failed].value, cells[failed].showing) = (true, 1, nil)
    #expect(try values(progress(cells)) == [1, -0.5])
  }

  @Test("without places, with one presentation or without a pair there is a reason and no checkpoint")
  func refused() throws {
    let grids = try cells(incumbent, "333 444 345") + cells(challenger, "343 444 355")
    for cells in [grids, try pair(0, "r0", 1, order: 1)] {
      let progress = try progress(cells)
      #expect(progress.checkpoints.isEmpty && progress.reason?.contains("fewer than two presentations") == true)
    }
    let alone = try (pair(0, "r0", 1, order: 1) + pair(1, "r0", 1, order: 2)).filter { $0.arm == incumbent }
    #expect(try progress(alone).reason?.contains("no candidate has a pair") == true)
  }

  @Test("pairs are presentations of their own, and the last checkpoint is the net preference as reported")
  func pairs() throws {
    let third = ArmCode(rawValue: "arm-third")
    var preferences: [Preference] = []
    for image in 0..<6 {
      for rater in 0..<3 {
        for (number, arm) in [challenger, third].enumerated() {
          let isAsked = !(image == 5 && number == 1)
          let order = image * 2 + number + 1
          let showings = [1, 2].map { Showing(position: $0, order: order, words: 4, madeAt: Int64(order * 5 + rater)) }
          preferences.append(
            Preference(
              item: try item(image), category: "photo", rater: "r\(rater)", first: arm, second: incumbent,
              outcome: isAsked ? [.first, .second, .tie][(image + rater + number) % 3] : .tie,
              basis: isAsked ? .judged : .sameCaption, showings: isAsked ? showings : []))
        }
      }
    }
    var table = table(preferences.cells(against: incumbent, on: "accuracy"), ranges: [:])
    table.preferences = preferences
    let estimates = try table.estimates()
    let progress = try table.robustness(estimates, seed: 1).progress
    #expect(progress.order == .time && progress.presentations == 6 * 3 * 2 - 3)
    for comparison in estimates.comparisons {
      #expect(progress.checkpoints.last?.differences[comparison.arm] == comparison.difference)
    }
    #expect(estimates.comparisons.count == 2)
  }

  @Test("a person's judgement has a time, a stand-in's has none")
  func standIns() throws {
    for (mode, time) in [("kitty", Int64(77)), ("simulated", nil)] {
      let slot = Slot(id: SlotID(rawValue: "s"), caption: "a b")
      let shown = Presentation(id: PresentationID(rawValue: "p"), item: try item(1), slots: [slot])
      let judgement = Judgement(
        presentation: shown.id, slot: slot.id, question: "accuracy", answer: .number(3), madeAt: 77, onTask: 0,
        display: Display(mode: mode, columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0))
      let showings = Showings([Rating(sequence: 1, judgement: judgement, chain: "")])
      #expect(showings.showing(of: slot.id, in: shown)?.madeAt == time)
    }
  }
}
