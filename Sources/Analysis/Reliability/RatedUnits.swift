internal import Statistics

/// The ratings that raters gave, caption by caption.
struct RatedUnits {
  /// Where a unit's ratings begin; one more at the end.
  private(set) var starts: [Int] = [0]
  private(set) var values: [Double] = []
  /// Rater number by rating.
  private(set) var raters: [Int32] = []

  /// Captions with a rating.
  var count: Int { starts.count - 1 }

  /// - Complexity: O(rows): they stand together by caption.
  init(_ columns: RatingColumns) {
    values.reserveCapacity(columns.count)
    raters.reserveCapacity(columns.count)
    var last: (image: Int32, arm: Int32)?
    for row in columns.value.indices where columns.isFailure.isEmpty || !columns.isFailure[row] {
      let unit = (image: columns.image[row], arm: columns.arm[row])
      if let last, last != unit { starts.append(values.count) }
      last = unit
      values.append(columns.value[row])
      raters.append(columns.rater[row])
    }
    if !values.isEmpty { starts.append(values.count) }
  }

  /// Units as they are, none of them empty.
  init(_ units: [[(rater: Int32, value: Double)]]) {
    for unit in units {
      values += unit.map(\.value)
      raters += unit.map(\.rater)
      starts.append(values.count)
    }
  }

  /// Each unit's values.
  var lists: [[Double]] { (0..<count).map { Array(values[starts[$0]..<starts[$0 + 1]]) } }

  /// Different raters.
  var raterNumbers: [Int32] { Set(raters).sorted() }

  /// Ratings as observations, the unit in the place of the image.
  var observations: [Observation] {
    var list: [Observation] = []
    list.reserveCapacity(values.count)
    for unit in 0..<count {
      for index in starts[unit]..<starts[unit + 1] {
        list.append(Observation(image: unit, rater: Int(raters[index]), value: values[index]))
      }
    }
    return list
  }
}

/// The points of a scale, where it has points.
struct RatedLevels {
  /// More are a continuous scale, on which two raters rarely give the same value.
  static let most = 101

  /// Ascending; nil where there are too many.
  let values: [Double]?
  /// How many different values were given.
  let observed: Int

  /// Every whole number of the declared range where all values are whole, else the values that occur.
  ///
  /// - Complexity: O(rows).
  init(_ columns: RatingColumns) {
    let observed = Set(columns.value)
    self.observed = observed.count
    if let range = columns.range, observed.allSatisfy({ $0 == $0.rounded() }),
      range.lowerBound == range.lowerBound.rounded(), range.upperBound - range.lowerBound < Double(Self.most)
    {
      values = Array(stride(from: range.lowerBound, through: range.upperBound, by: 1))
    } else {
      values = observed.count <= Self.most ? observed.sorted() : nil
    }
  }

  /// Names without an order, numbered from 0.
  init(names count: Int, observed: Int) {
    values = (0..<count).map(Double.init)
    self.observed = observed
  }

  /// Why nothing is said level by level.
  var tooMany: String {
    "\(observed) different values: agreement point by point needs a scale of \(Self.most) or fewer"
  }
}
