internal import Statistics

extension CaseMethods {
  /// Three confidence sequences at the stated times.
  static func confidenceSequenceCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let observations = try table.numbers("x").compactMap(\.self)
    guard observations.count == table.rows.count else {
      throw CaseError("\(table.path): an empty cell in column 'x'. Nothing was computed.")
    }
    let alpha = folder.params["alpha"]?.number ?? 0.05
    let times = folder.params["times"]?.list?.compactMap(\.number) ?? [Double(observations.count)]
    var answer = CaseAnswer()
    let methods: [(String, ConfidenceSequence)] = [
      ("empirical_bernstein", .empiricalBernstein), ("hoeffding", .hoeffding), ("betting_hedged", .bettingHedged),
    ]
    for (name, method) in methods {
      for time in times {
        guard let count = Int(exactly: time), count >= 0 else {
          throw CaseError("params: 'times' has \(time), which is no count.")
        }
        let keys = ["\(name).t\(count).lo", "\(name).t\(count).hi"]
        guard count <= observations.count else {
          for key in keys { answer.undefined(key, "there are \(observations.count) observations") }
          continue
        }
        answer.state(keys) { () throws(EstimationError) in
          let interval = try method.interval(after: observations.prefix(count), confidence: 1 - alpha)
          return [interval.lowerBound, interval.upperBound]
        }
      }
    }
    return answer
  }

  /// Human ratings on some images, a judge on all.
  static func predictionPoweredCase(_ folder: CaseFolder) throws -> CaseAnswer {
    guard folder.tables.count == 2 else {
      throw CaseError(
        "method 'ppi' needs two inputs, with and without human ratings; the case names \(folder.tables.count).")
    }
    func column(_ table: CaseTable, _ name: String) throws -> [Double] {
      let values = try table.numbers(name).compactMap(\.self)
      guard values.count == table.rows.count else {
        throw CaseError("\(table.path): an empty cell in column '\(name)'. Nothing was computed.")
      }
      return values
    }
    let human = try column(folder.tables[0], "human")
    let judge = try column(folder.tables[0], "judge")
    let others = try column(folder.tables[1], "judge")
    let alpha = folder.params["alpha"]?.number ?? 0.05
    var answer = CaseAnswer()
    for (name, weight) in [("classical", JudgeWeight.none), ("ppi", .full), ("ppi_plus", .tuned)] {
      let keys = ["estimate", "lo", "hi", "lambda"].map { "\(name).\($0)" }
      answer.state(keys) { () throws(EstimationError) in
        let mean = try predictionPoweredMean(
          human: human, judge: judge, unlabelled: others, weight: weight, confidence: 1 - alpha)
        return [mean.value, mean.interval.lowerBound, mean.interval.upperBound, mean.weight]
      }
    }
    return answer
  }
}
