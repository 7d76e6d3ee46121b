internal import Statistics

extension CaseMethods {
  /// Signs flipped image by image. More than 16 images are sampled, from params' `seed` or 1.
  static func signFlips(_ folder: CaseFolder) throws -> CaseAnswer {
    let differences = imageMeans(try folder.table().imageValues("diff_")).map(\.value)
    let seed = folder.params["seed"]?.number.flatMap(UInt64.init(exactly:)) ?? 1
    let test = Result { () throws(EstimationError) in try SignFlipTest(imageDifferences: differences, seed: seed) }
    var answer = CaseAnswer()
    answer.set("n", Double(differences.count))
    answer.set("", ["mean": \.mean, "p_two_sided": \.twoSided, "p_greater": \.greater], test)
    answer.set("n_assignments", test.map { Double($0.patterns) })
    return answer
  }

  /// Wilcoxon's signed ranks.
  static func signedRanks(_ folder: CaseFolder) throws -> CaseAnswer {
    let differences = imageMeans(try folder.table().imageValues("diff_")).map(\.value)
    let test = Result { () throws(EstimationError) in try SignedRankTest(imageDifferences: differences) }
    var answer = CaseAnswer()
    answer.set("n_nonzero", test.map { Double($0.nonzero) })
    answer.set("", ["W_plus": \.positiveRankSum, "p_exact_conditional": \.twoSided], test)
    return answer
  }

  /// Two one-sided tests against a margin, at 5 % each.
  static func equivalence(_ folder: CaseFolder) throws -> CaseAnswer {
    let differences = try folder.table().imageValues("diff_")
    let margin = try folder.params.number("margin")
    let test = Result { () throws(EstimationError) in try EquivalenceTest(differences, margin: margin) }
    var answer = CaseAnswer()
    answer.set("mean", Result { () throws(EstimationError) in try CrossedMean(imageMeans(differences)).value })
    answer.set(
      "",
      [
        "se": \.wide.standardError, "df": \.wide.degreesOfFreedom, "p_lower": \.lowerP, "p_upper": \.upperP,
        "p_tost": \.p, "ci90_lo": \.narrow.lower, "ci90_hi": \.narrow.upper, "ci95_lo": \.wide.lower,
        "ci95_hi": \.wide.upper,
      ], test)
    for (key, fact) in [
      ("equivalent", \EquivalenceTest.isEquivalent), ("non_inferior", \.isNotWorse), ("superior", \.isHigher),
    ] {
      switch test {
      case .success(let test): answer.set(key, test[keyPath: fact])
      case .failure(let error): answer.undefined(key, error.description)
      }
    }
    return answer
  }

  /// Models ranked image by image: one column a model. Images without all models are left out.
  static func friedman(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let columns = try table.columns.filter { $0 != "image_id" }.map { try table.numbers($0) }
    let rows = table.rows.indices.map { row in columns.compactMap { $0[row] } }.filter { $0.count == columns.count }
    let test = Result { () throws(EstimationError) in try FriedmanTest(rows: rows) }
    var answer = CaseAnswer()
    answer.set("", ["chi2": \.chiSquare, "p": \.p, "kendall_W": \.kendallW], test)
    answer.set("df", test.map { Double($0.degreesOfFreedom) })
    return answer
  }

  /// A family of p values. Those that are missing are not of the family.
  static func adjustedFamily(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let labels = try table.texts("label")
    let given = try table.numbers("p")
    let family = given.compactMap(\.self)
    var answer = CaseAnswer()
    for (name, adjusted) in [
      ("holm", Result { () throws(EstimationError) in try holmAdjusted(family) }),
      ("bh", Result { () throws(EstimationError) in try falseDiscoveryAdjusted(family) }),
      ("by", Result { () throws(EstimationError) in try falseDiscoveryAdjusted(family, under: .any) }),
      ("bonferroni", Result { () throws(EstimationError) in try bonferroniAdjusted(family) }),
    ] {
      var place = 0
      for (label, p) in zip(labels, given) {
        guard p != nil else {
          answer.undefined("\(name).\(label)", "no p value")
          continue
        }
        let own = place
        answer.set("\(name).\(label)", adjusted.map { $0[own] })
        place += 1
      }
    }
    return answer
  }
}
