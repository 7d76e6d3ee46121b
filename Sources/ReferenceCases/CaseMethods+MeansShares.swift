internal import Statistics

extension CaseMethods {
  /// Wilson's and Clopper and Pearson's intervals of `[successes, trials]`.
  static func proportions(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for counts in try cases(of: folder, length: 2) {
      let (x, n) = (counts[0], counts[1])
      answer.set("\(x)/\(n).wilson", Result { () throws(EstimationError) in try wilsonInterval(successes: x, of: n) })
      answer.set(
        "\(x)/\(n).cp", Result { () throws(EstimationError) in try clopperPearsonInterval(successes: x, of: n) })
    }
    return answer
  }

  /// Newcombe's interval of `[successes, trials, successes, trials]`.
  static func independentProportions(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for counts in try cases(of: folder, length: 4) {
      answer.set(
        "\(counts[0])/\(counts[1])-\(counts[2])/\(counts[3]).", ["diff": \.value, "lo": \.lower, "hi": \.upper],
        Result { () throws(EstimationError) in
          try newcombeDifference((counts[0], counts[1]), minus: (counts[2], counts[3]))
        })
    }
    return answer
  }

  /// The lists of whole numbers under `cases`.
  private static func cases(of folder: CaseFolder, length: Int) throws -> [[Int]] {
    guard let list = folder.params["cases"]?.list else {
      throw CaseError("params: 'cases' must be a list. Nothing was computed.")
    }
    return try list.map { counts in
      guard let counts = counts.wholeNumbers, counts.count == length else {
        throw CaseError("params: each of 'cases' must be \(length) whole numbers. Nothing was computed.")
      }
      return counts
    }
  }

  /// Two models on the same images: `[both pass, only the first, only the second, neither]`.
  static func pairedProportions(_ folder: CaseFolder) throws -> CaseAnswer {
    guard let counts = folder.params["table"]?.wholeNumbers, counts.count == 4 else {
      throw CaseError("params: 'table' must be four whole numbers. Nothing was computed.")
    }
    let table = Result { () throws(EstimationError) in
      try PairedTable(both: counts[0], onlyFirst: counts[1], onlySecond: counts[2], neither: counts[3])
    }
    let bounds = ["lo": \ProportionDifference.lower, "hi": \.upper]
    var answer = CaseAnswer()
    answer.set("", ["diff": \.difference, "mcnemar_exact_p": \.exactP, "mcnemar_midp": \.midP], table)
    answer.set(
      "newcombe10.", bounds,
      table.flatMap { table in Result { () throws(EstimationError) in try table.newcombeInterval() } })
    answer.set(
      "tango.", bounds, table.flatMap { table in Result { () throws(EstimationError) in try table.tangoInterval() } })
    return answer
  }

  /// How often `model_a` of the first row wins; rows with the models the other way round are turned.
  static func winRate(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let images = CaseLabels(try table.texts("image_id"))
    let sides = zip(try table.texts("model_a"), try table.texts("model_b")).map { [$0, $1] }
    let judgements = try table.texts("outcome").enumerated().map {
      row, outcome -> (image: Int, outcome: WinRate.Outcome) in
      let isTurned = sides[row] != sides[0]
      guard !isTurned || sides[row] == sides[0].reversed() else {
        throw CaseError("\(table.path):\(row + 2): a third model; a win rate has two. Nothing was computed.")
      }
      switch outcome {
      case "tie": return (images.numbers[row], .tie)
      case "a": return (images.numbers[row], isTurned ? .loss : .win)
      case "b": return (images.numbers[row], isTurned ? .win : .loss)
      default:
        throw CaseError("\(table.path):\(row + 2): outcome '\(outcome)' is not a, b or tie. Nothing was computed.")
      }
    }
    let found = Result { () throws(EstimationError) in try WinRate(judgements) }
    var answer = CaseAnswer()
    answer.set("n_images", Double(images.names.count))
    answer.set("wins", Double(judgements.count { $0.outcome == .win }))
    answer.set("losses", Double(judgements.count { $0.outcome == .loss }))
    answer.set("ties", Double(judgements.count { $0.outcome == .tie }))
    answer.set("", ["win_rate_ties_half": \.rate.value, "net_win": \.netWin, "sign_test_p": \.signTestP], found)
    answer.set(
      "", ["se_image": \.standardError, "lo": \.lower, "hi": \.upper],
      found.flatMap { found in Result { () throws(EstimationError) in try found.rate.overNewImages() } })
    return answer
  }
}

extension CaseAnswer {
  /// States both ends of an interval, or why there is none.
  fileprivate mutating func set(_ key: String, _ interval: Result<ClosedRange<Double>, EstimationError>) {
    set("\(key).lo", interval.map(\.lowerBound))
    set("\(key).hi", interval.map(\.upperBound))
  }
}
