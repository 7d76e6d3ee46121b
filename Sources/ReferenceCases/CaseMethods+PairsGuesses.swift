internal import Statistics

extension CaseMethods {
  /// How often each side was chosen.
  static func positionBiasCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let sides = try table.texts("chosen_position")
    if let row = sides.firstIndex(where: { !["left", "right", "tie"].contains($0) }) {
      throw CaseError(
        "\(table.path):\(row + 2): position '\(sides[row])' is none of left, right, tie. Nothing was computed.")
    }
    let (left, right) = (sides.count { $0 == "left" }, sides.count { $0 == "right" })
    var answer = CaseAnswer()
    answer.set("left", Double(left))
    answer.set("right", Double(right))
    answer.set("ties", Double(sides.count - left - right))
    answer.state(["p_left", "wilson_lo", "wilson_hi", "p_exact"]) { () throws(EstimationError) in
      let interval = try wilsonInterval(successes: left, of: left + right)
      return [
        Double(left) / Double(left + right), interval.lowerBound, interval.upperBound,
        try binomialTest(successes: left, of: left + right),
      ]
    }
    return answer
  }

  /// Bang's index of each of two arms, and James' of both. `table` has a row for each guess, in the order of `arms`, and
  /// one for "do not know"; a column for each arm.
  static func blindingCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let arms = folder.params["arms"]?.list?.compactMap(\.text) ?? []
    let table = folder.params["table"]?.list?.map { $0.list?.compactMap(\.number) ?? [] } ?? []
    let counts = table.map { $0.compactMap { Int(exactly: $0) } }
    guard arms.count == 2, counts.count == 3, counts.allSatisfy({ $0.count == 2 }) else {
      throw CaseError(
        "params: 'arms' must name two arms and 'table' hold three rows of two counts. Nothing was computed.")
    }
    var answer = CaseAnswer()
    func guesses(_ arm: Int) throws(EstimationError) -> BlindingGuesses {
      try BlindingGuesses(right: counts[arm][arm], wrong: counts[1 - arm][arm], unknown: counts[2][arm])
    }
    let noSpread = "every answer is of one kind, so their spread is unknown"
    for (arm, name) in arms.enumerated() {
      let keys = ["", ".se", ".lo", ".hi"].map { "bang.\(name)\($0)" }
      do throws(EstimationError) {
        let index = try guesses(arm).bang
        let interval = try index.interval()
        let values = [index.value, index.standardError, interval?.lowerBound, interval?.upperBound]
        for (key, value) in zip(keys, values) { answer.set(key, reasonless: noSpread, value) }
      } catch {
        for key in keys { answer.undefined(key, "\(error)") }
      }
    }
    do throws(EstimationError) {
      let index = try jamesIndex(guesses(0), guesses(1))
      answer.set("james", index.value)
      answer.set("james.se", reasonless: noSpread, index.standardError)
    } catch {
      for key in ["james", "james.se"] {
        answer.undefined(key, error == .noObservations ? "\(error)" : "those who guessed had one arm and named one arm")
      }
    }
    return answer
  }

  /// Right answers in tests with a known chance of guessing.
  static func distinguishabilityCase(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for test in folder.params.objects("tests") {
      let id = try test.text("id")
      guard let correct = Int(exactly: try test.number("correct")), let trials = Int(exactly: try test.number("n"))
      else { throw CaseError("params: 'correct' and 'n' of '\(id)' must be counts.") }
      let chance = try test.number("p0")
      let keys = ["p_value", "wilson_lo", "wilson_hi", "prop_discriminators"].map { "\(id).\($0)" }
      func result() throws(EstimationError) -> Distinguishability {
        try Distinguishability(correct: correct, of: trials, chance: chance)
      }
      answer.state(keys) { () throws(EstimationError) in
        let found = try result()
        return [found.pValue, found.interval.lowerBound, found.interval.upperBound, found.discriminators]
      }
      if try test.text("method") == "2afc" {
        answer.state(["\(id).dprime"]) { () throws(EstimationError) in [try result().pairSensitivity()] }
      }
    }
    return answer
  }

  /// (P + R) / 2 plus the penalties, which are stored as negatives.
  ///
  /// Source: Kasai et al. (2022), "Transparent human evaluation for image captioning" (THumB), NAACL.
  static func thumbTotalCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let ids = try table.texts("caption_id")
    let columns = try ["P", "R", "Fl", "Con", "Inc"].map(table.numbers)
    var answer = CaseAnswer()
    for (row, id) in ids.enumerated() {
      let values = columns.compactMap { $0[row] }
      if values.count < columns.count {
        answer.undefined("\(id).total", "a part of the total is missing")
      } else if values[2...].contains(where: { $0 > 0 }) {
        answer.undefined("\(id).total", "a penalty is above 0; penalties are stored as negatives")
      } else {
        answer.set("\(id).total", (values[0] + values[1]) / 2 + values[2] + values[3] + values[4])
      }
    }
    return answer
  }
}
