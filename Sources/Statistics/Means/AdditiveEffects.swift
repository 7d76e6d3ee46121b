/// One score with all that may explain it.
public struct ExplainedScore: Hashable, Sendable {
  /// Which model. Only equality counts.
  public var model: Int
  /// Which rater.
  public var rater: Int
  /// Which image.
  public var image: Int
  /// Finite and below 1e100 in size.
  public var value: Double

  /// One score with all that may explain it.
  public init(model: Int, rater: Int, image: Int, value: Double) {
    self.model = model
    self.rater = rater
    self.image = image
    self.value = value
  }
}

/// What models score once it is allowed for who judged them, and on which images: needed where raters did not all see the
/// same.
///
///     score = model + rater + image, by least squares; rater effects add up to 0, image effects add up to 0
///
/// A model's adjusted mean is its score at the average rater and the average image, each counting once. Images are taken
/// out first (Frisch and Waugh 1933; Lovell 1963), so the cost does not grow with their square. Source: Searle (1971),
/// "Linear Models", chapter 7; R: `lm` with `contr.sum`.
///
/// By hand: model 0 has 2 from rater 0 on image 0; model 1 has 5 from rater 0 on image 0 and 6 from rater 1 on image 0.
/// Model 1 is 3 above model 0 and rater 1 is 1 above rater 0: leniency ∓½, adjusted means 2.5 and 5.5.
public struct AdditiveEffects: Hashable, Sendable {
  /// Adjusted mean by model.
  public let modelMeans: [Int: Double]
  /// How much more than the average rater each gives; they add up to 0.
  public let leniency: [Int: Double]

  /// - Throws: `noObservations`; `outOfDomain` for a score that is not finite; `inseparable` where who rated what does not
  ///   tell models, raters and images apart.
  /// - Complexity: O(n + I p² + p³) with p models and raters.
  public init(_ scores: [ExplainedScore]) throws(EstimationError) {
    guard !scores.isEmpty else { throw .noObservations }
    for score in scores where !(abs(score.value) < 1e100) {
      throw .outOfDomain(parameter: "an observation", value: score.value)
    }
    var modelIndex = DenseIndex<Int>()
    var raterIndex = DenseIndex<Int>()
    let places = scores.map { (model: modelIndex.number(of: $0.model), rater: raterIndex.number(of: $0.rater)) }
    let models = 1 + (places.map(\.model).max() ?? 0)
    let raters = 1 + (places.map(\.rater).max() ?? 0)

    // The first model and the first rater are at 0 until the end; the others have one column each.
    let columns = models - 1 + raters - 1
    func ownColumns(_ place: (model: Int, rater: Int)) -> [Int] {
      (place.model > 0 ? [place.model - 1] : []) + (place.rater > 0 ? [models - 1 + place.rater - 1] : [])
    }
    var imageIndex = DenseIndex<Int>()
    var byImage: [[Int]] = []
    for (number, score) in scores.enumerated() {
      let image = imageIndex.number(of: score.image)
      if image == byImage.count { byImage.append([]) }
      byImage[image].append(number)
    }
    var normal = [[Double]](repeating: [Double](repeating: 0, count: columns), count: columns)
    var right = [Double](repeating: 0, count: columns)
    for members in byImage {
      let count = Double(members.count)
      let mean = members.reduce(0) { $0 + scores[$1].value } / count
      var seen: [Int: Double] = [:]
      for number in members {
        let own = ownColumns(places[number])
        for column in own {
          seen[column, default: 0] += 1
          right[column] += scores[number].value - mean
          for other in own { normal[column][other] += 1 }
        }
      }
      for (column, times) in seen { for (other, more) in seen { normal[column][other] -= times * more / count } }
    }
    guard let solution = solvePositive(normal, right) else { throw .inseparable }

    let modelEffects = [0] + solution[..<(models - 1)]
    let raterEffects = [0] + solution[(models - 1)...]
    let imageEffects = byImage.map { members in
      members.reduce(0) {
        $0 + scores[$1].value - modelEffects[places[$1].model] - raterEffects[places[$1].rater]
      } / Double(members.count)
    }
    let averageRater = raterEffects.reduce(0, +) / Double(raters)
    let averageImage = imageEffects.reduce(0, +) / Double(imageEffects.count)
    var modelMeans: [Int: Double] = [:]
    var leniency: [Int: Double] = [:]
    for (score, place) in zip(scores, places) {
      modelMeans[score.model] = modelEffects[place.model] + averageRater + averageImage
      leniency[score.rater] = raterEffects[place.rater] - averageRater
    }
    self.modelMeans = modelMeans
    self.leniency = leniency
  }
}

/// Solves a symmetric system by elimination; nil where it is not positive definite, by a billionth of its diagonal.
private func solvePositive(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
  var matrix = matrix
  var right = right
  let diagonal = matrix.indices.map { matrix[$0][$0] }
  for pivot in matrix.indices {
    guard diagonal[pivot] > 0, matrix[pivot][pivot] > 1e-9 * diagonal[pivot] else { return nil }
    for row in (pivot + 1)..<max(pivot + 1, matrix.count) {
      let factor = matrix[row][pivot] / matrix[pivot][pivot]
      if factor == 0 { continue }
      for column in pivot..<matrix.count { matrix[row][column] -= factor * matrix[pivot][column] }
      right[row] -= factor * right[pivot]
    }
  }
  for row in matrix.indices.reversed() {
    for column in (row + 1)..<max(row + 1, matrix.count) { right[row] -= matrix[row][column] * right[column] }
    right[row] /= matrix[row][row]
  }
  return right
}
