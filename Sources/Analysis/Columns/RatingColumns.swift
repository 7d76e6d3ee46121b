/// One criterion's ratings as columns of numbers: what a million ratings fit into (21 bytes each), and what everything
/// that looks at a whole table of ratings works on.
///
/// A rating is one row: an image, a rater, an arm and a value. Images, raters and arms are numbers, places in the tables
/// of names. Names are sorted and rows are in the order of image, arm, rater, so that the same ratings give the same
/// digits in whatever order they were collected, and the ratings of one caption (image × arm) stand together.
public struct RatingColumns: Sendable {
  /// The question id, `score`, or what a file calls it.
  public let criterion: String
  /// Names of images by number, ascending. A name may have no row.
  public let images: [String]
  /// Category by image number; empty where there are no categories.
  public let categories: [String]
  /// Names of raters by number, ascending.
  public let raters: [String]
  /// Names of arms by number, ascending: codes in a study, models where a file names them.
  public let arms: [String]
  /// Image number by row.
  public let image: [Int32]
  /// Rater number by row.
  public let rater: [Int32]
  /// Arm number by row.
  public let arm: [Int32]
  /// In rubric points, by row; finite, below 1e12 in size.
  public let value: [Double]
  /// Whether a row's value was set by rule because there was no caption to judge; empty where that is so for none.
  public let isFailure: [Bool]
  /// Lowest and highest possible value, where declared.
  public var range: ClosedRange<Double>?

  /// Rows.
  public var count: Int { value.count }

  /// Two rows for one image, rater and arm.
  public struct Repetition: Error, Hashable, Sendable {
    /// The place of the earlier row among those handed over.
    public let first: Int
    /// The place of the later one.
    public let second: Int

    /// Two rows for one image, rater and arm.
    public init(first: Int, second: Int) {
      self.first = first
      self.second = second
    }
  }

  /// Orders names and rows.
  ///
  /// - Parameters:
  ///   - criterion: what was judged.
  ///   - names: tables of names in any order, each name once; categories by image, or none.
  ///   - image: by row, a place in `names.images`; likewise `rater` and `arm`.
  ///   - value: by row.
  ///   - isFailure: by row, or empty.
  ///   - range: lowest and highest possible value, where declared.
  /// - Throws: ``Repetition`` for the first cell (in order) that has two rows.
  /// - Complexity: O(rows), and O(n log n) in the number of names.
  public init(
    criterion: String, names: RatingNames, image: [Int32], rater: [Int32], arm: [Int32], value: [Double],
    isFailure: [Bool] = [], range: ClosedRange<Double>? = nil
  ) throws(Repetition) {
    let rows = value.count
    precondition(image.count == rows && rater.count == rows && arm.count == rows, "columns of one length")
    precondition(isFailure.isEmpty || isFailure.count == rows, "columns of one length")
    let (images, imagePlaces) = Self.ascending(names.images)
    let (raters, raterPlaces) = Self.ascending(names.raters)
    let (arms, armPlaces) = Self.ascending(names.arms)
    var order = (0..<Int32(rows)).map(\.self)
    // The last key first: each pass keeps the order of the ones before.
    Self.sort(&order, by: rater, places: raterPlaces)
    Self.sort(&order, by: arm, places: armPlaces)
    Self.sort(&order, by: image, places: imagePlaces)
    for (before, row) in zip(order, order.dropFirst()) {
      let (before, row) = (Int(before), Int(row))
      if image[before] == image[row], rater[before] == rater[row], arm[before] == arm[row] {
        throw Repetition(first: min(before, row), second: max(before, row))
      }
    }
    self.criterion = criterion
    self.images = images.map { names.images[$0] }
    self.categories = names.categories.isEmpty ? [] : images.map { names.categories[$0] }
    self.raters = raters.map { names.raters[$0] }
    self.arms = arms.map { names.arms[$0] }
    self.image = order.map { imagePlaces[Int(image[Int($0)])] }
    self.rater = order.map { raterPlaces[Int(rater[Int($0)])] }
    self.arm = order.map { armPlaces[Int(arm[Int($0)])] }
    self.value = order.map { value[Int($0)] }
    self.isFailure = isFailure.contains(true) ? order.map { isFailure[Int($0)] } : []
    self.range = range
  }

  /// The order of names, and each name's place in it.
  private static func ascending(_ names: [String]) -> (order: [Int], places: [Int32]) {
    let order = names.indices.sorted { names[$0] < names[$1] }
    var places = [Int32](repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { places[index] = Int32(place) }
    return (order, places)
  }

  /// A counting sort that leaves equal keys in their order.
  private static func sort(_ order: inout [Int32], by column: [Int32], places: [Int32]) {
    var starts = [Int](repeating: 0, count: places.count + 1)
    for row in order { starts[Int(places[Int(column[Int(row)])]) + 1] += 1 }
    for key in places.indices { starts[key + 1] += starts[key] }
    var sorted = order
    for row in order {
      let key = Int(places[Int(column[Int(row)])])
      sorted[starts[key]] = row
      starts[key] += 1
    }
    order = sorted
  }
}

/// The tables of names that rows of numbers point into.
public struct RatingNames: Hashable, Sendable {
  /// Of images.
  public var images: [String]
  /// Category by image; empty where there are none.
  public var categories: [String]
  /// Of raters.
  public var raters: [String]
  /// Of arms.
  public var arms: [String]

  /// The tables of names.
  public init(images: [String] = [], categories: [String] = [], raters: [String] = [], arms: [String] = []) {
    self.images = images
    self.categories = categories
    self.raters = raters
    self.arms = arms
  }
}
