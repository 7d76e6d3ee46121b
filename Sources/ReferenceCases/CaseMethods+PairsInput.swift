internal import Statistics

/// A table of judgements of pairs: one row a pair with `wins_a`, `wins_b` and perhaps `ties`, or one row a judgement
/// with `outcome` a, b or tie.
struct PairsInput {
  /// Sorted.
  let models: [String]
  /// The reference's place among the models.
  let reference: Int
  let counts: PairwiseCounts
  /// One decided judgement a row, where the table has judgements with images and raters.
  let comparisons: [ClusteredComparison]

  init(_ folder: CaseFolder) throws {
    let table = try folder.table()
    let (first, second) = (try table.texts("model_a"), try table.texts("model_b"))
    models = Set(first + second).sorted()
    let name = try folder.params.text("ref")
    guard let reference = models.firstIndex(of: name) else {
      throw CaseError("params: 'ref' is '\(name)', which \(table.path) does not have. Nothing was computed.")
    }
    self.reference = reference
    let places = Dictionary(uniqueKeysWithValues: zip(models, models.indices))
    var counts = PairwiseCounts(models: models.count)
    var comparisons: [ClusteredComparison] = []
    let judged = table.columns.contains("outcome")
    let outcomes = judged ? try table.texts("outcome") : []
    let images = judged ? try numbered(table, "image_id") : []
    let raters = judged ? try numbered(table, "rater_id") : []
    let winsA = judged ? [] : try counted(table, "wins_a")
    let winsB = judged ? [] : try counted(table, "wins_b")
    let ties = !judged && table.columns.contains("ties") ? try counted(table, "ties") : []
    for row in first.indices {
      guard let a = places[first[row]], let b = places[second[row]], a != b else {
        throw CaseError("\(table.path):\(row + 2): a model compared with itself. Nothing was computed.")
      }
      guard judged else {
        counts.add(winsA[row], winner: a, loser: b)
        counts.add(winsB[row], winner: b, loser: a)
        if !ties.isEmpty { counts.add(ties[row], tieBetween: a, and: b) }
        continue
      }
      switch outcomes[row] {
      case "a", "b":
        let (winner, loser) = outcomes[row] == "a" ? (a, b) : (b, a)
        counts.add(winner: winner, loser: loser)
        if !images.isEmpty, !raters.isEmpty {
          comparisons.append(
            ClusteredComparison(winner: winner, loser: loser, image: images[row], rater: raters[row]))
        }
      case "tie": counts.add(tieBetween: a, and: b)
      default:
        throw CaseError(
          "\(table.path):\(row + 2): outcome '\(outcomes[row])' is none of a, b, tie. Nothing was computed.")
      }
    }
    self.counts = counts
    self.comparisons = comparisons
  }

  /// Every model but the reference.
  var others: [(place: Int, name: String)] {
    models.enumerated().filter { $0.offset != reference }.map { (place: $0.offset, name: $0.element) }
  }
}

/// A column's texts as numbers in the order in which they first appear; empty without such a column.
private func numbered(_ table: CaseTable, _ column: String) throws -> [Int] {
  guard table.columns.contains(column) else { return [] }
  var known: [String: Int] = [:]
  return try table.texts(column).map { text in
    let number = known[text] ?? known.count
    known[text] = number
    return number
  }
}

/// A column of counts; an empty cell is 0.
private func counted(_ table: CaseTable, _ column: String) throws -> [Double] {
  try table.numbers(column).enumerated().map { row, count in
    let count = count ?? 0
    guard count >= 0 else {
      throw CaseError("\(table.path):\(row + 2): '\(column)' is below 0. Nothing was computed.")
    }
    return count
  }
}
