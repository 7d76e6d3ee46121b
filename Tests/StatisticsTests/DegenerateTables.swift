import Statistics

/// Random tables of the kinds that break estimators: few images, few raters, one value only, holes, the tiny and the huge.
struct DegenerateTable {
  var images: Int
  var raters: Int
  /// One for each model; the same cells may be missing or not.
  var models: [[Observation]]
  let kind: String

  init(_ random: inout SeededGenerator) {
    images = [1, 2, 2, 3, 4, 6].randomElement(using: &random) ?? 2
    raters = [1, 1, 2, 2, 3, 4].randomElement(using: &random) ?? 1
    let holes = random.pick([0, 0, 0.2, 0.7])
    let (kind, palette) = Self.palettes.randomElement(using: &random) ?? ("", [])
    self.kind = "\(kind), \(images) × \(raters), holes \(holes)"
    let form = Int.random(in: 0..<5, using: &random)
    models = []
    for _ in 0..<2 {
      let own = random.pick(palette)
      let byImage = (0..<images).map { _ in random.pick(palette) }
      let byRater = (0..<raters).map { _ in random.pick(palette) }
      var list: [Observation] = []
      for image in 0..<images {
        for rater in 0..<raters where Double.random(in: 0..<1, using: &random) >= holes {
          // One value for the model, one an image, one a rater, or any for each cell.
          let value =
            switch form {
            case 0: own
            case 1: byImage[image]
            case 2: byRater[rater]
            default: random.pick(palette)
            }
          list.append(Observation(image: image, rater: rater, value: value))
        }
      }
      models.append(list)
    }
  }

  private static let palettes: [(String, [Double])] = [
    ("constant", [4]), ("all failures", [1]), ("zeros", [0]), ("two values", [1, 5]), ("scale", [1, 2, 3, 4, 5]),
    ("tenths", [0.1, 0.2, 0.3, 0.7]), ("signs", [-1, 0, 1]), ("tiny", [1e-300, 2e-300, 5e-300]),
    ("smallest", [Double.leastNonzeroMagnitude, 3 * Double.leastNonzeroMagnitude]), ("huge", [1e300, -1e300, 3e300]),
    ("large", [1e99, -1e99, 3e99]),
    ("square overflows", [1e155, 3e155]), ("far apart", [1e-300, 1, 1e99]), ("nearly equal", [1, 1 + 2.3e-16]),
    ("offset", [1e9, 1e9 + 1]), ("not numbers", [.nan, 1, .infinity]),
  ]

  /// Rows of a table without holes; nil where there are some.
  var rows: [[Double]]? {
    let first = models[0]
    guard first.count == images * raters else { return nil }
    return (0..<images).map { image in first.filter { $0.image == image }.map(\.value) }
  }

  /// Each image's values, none included.
  var units: [[Double]] { (0..<images).map { image in models[0].filter { $0.image == image }.map(\.value) } }
}

/// What an estimator may do with such a table: refuse with a reason, or give finite numbers.
struct Verdicts {
  private(set) var broken: [String] = []
  private(set) var stated = 0
  private(set) var refused = 0

  /// - Parameter body: an estimator; gives back what is wrong with its numbers.
  mutating func check(_ name: String, _ kind: String, _ body: () throws -> [String]) {
    do {
      let faults = try body()
      stated += 1
      for fault in faults { broken.append("\(name) (\(kind)): \(fault)") }
    } catch let error as EstimationError {
      refused += 1
      if error.description.isEmpty { broken.append("\(name) (\(kind)): no reason") }
    } catch let error as AgreementError {
      refused += 1
      if error.description.isEmpty { broken.append("\(name) (\(kind)): no reason") }
    } catch {
      broken.append("\(name) (\(kind)): threw \(error)")
    }
  }
}

/// A number must be finite.
func numbers(_ pairs: (String, Double?)...) -> [String] {
  pairs.compactMap { name, value in value.flatMap { $0.isFinite ? nil : "\(name) is \($0)" } }
}

/// A chance lies from 0 to 1.
func chances(_ pairs: (String, Double)...) -> [String] {
  pairs.compactMap { name, value in value >= 0 && value <= 1 + 1e-12 ? nil : "\(name) is \(value)" }
}

/// An interval has finite bounds and a width.
func interval(_ lower: Double, _ upper: Double) -> [String] {
  lower.isFinite && upper.isFinite && lower < upper ? [] : ["the interval is \(lower) to \(upper)"]
}

/// An estimate is finite, inside its interval, and not exact.
func estimate(_ estimate: Estimate) -> [String] {
  interval(estimate.lower, estimate.upper)
    + (estimate.value.isFinite && estimate.lower < estimate.value && estimate.value < estimate.upper
      ? [] : ["the value \(estimate.value) is not inside \(estimate.lower) to \(estimate.upper)"])
    + (estimate.standardError > 0 && estimate.standardError.isFinite
      ? [] : ["the standard error is \(estimate.standardError)"])
    + (estimate.degreesOfFreedom > 0 && estimate.degreesOfFreedom.isFinite
      ? [] : ["the degrees of freedom are \(estimate.degreesOfFreedom)"])
}

extension SeededGenerator {
  /// One of the numbers.
  mutating func pick(_ numbers: [Double]) -> Double { numbers.randomElement(using: &self) ?? 0 }
}
