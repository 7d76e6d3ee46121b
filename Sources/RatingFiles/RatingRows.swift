internal import Analysis
internal import CSV

/// Rows as they were read, in columns.
struct RatingRows: Sendable {
  private(set) var image: [Int32] = []
  private(set) var rater: [Int32] = []
  private(set) var model: [Int32] = []
  private(set) var criterion: [Int32] = []
  private(set) var value: [Double] = []
  /// Empty until the first failure.
  private(set) var isFailure: [Bool] = []
  /// The line a row begins on.
  private(set) var line: [Int32] = []
  /// Each file and the first of its rows.
  var files: [(file: String, firstRow: Int)] = []
  /// Rows' places among all, where some were chosen.
  private var origins: [Int32] = []

  var count: Int { value.count }

  mutating func append(
    image: Int32, rater: Int32, model: Int32, criterion: Int32, value: Double, isFailure: Bool, line: Int
  ) {
    self.image.append(image)
    self.rater.append(rater)
    self.model.append(model)
    self.criterion.append(criterion)
    self.value.append(value)
    self.line.append(Int32(truncatingIfNeeded: line))
    if isFailure, self.isFailure.isEmpty { self.isFailure = [Bool](repeating: false, count: count - 1) }
    if isFailure || !self.isFailure.isEmpty { self.isFailure.append(isFailure) }
  }

  /// The rows of one criterion.
  func rows(of number: Int32, isOnly: Bool) -> RatingRows {
    if isOnly { return self }
    var chosen = RatingRows()
    for row in value.indices where criterion[row] == number {
      chosen.append(
        image: image[row], rater: rater[row], model: model[row], criterion: number, value: value[row],
        isFailure: isFailure.isEmpty ? false : isFailure[row], line: Int(line[row]))
      chosen.origins.append(Int32(row))
    }
    return chosen
  }

  /// A row's place among all.
  func row(_ place: Int) -> Int { origins.isEmpty ? place : Int(origins[place]) }

  /// The file of a row.
  func place(line: Int32, row: Int) -> (file: String, line: Int) {
    (files.last { $0.firstRow <= row }?.file ?? "", Int(line))
  }
}

/// Names of everything, by number.
struct NameTables: Sendable {
  var images = NameTable()
  var raters = NameTable()
  var models = NameTable()
  var criteria = NameTable()
  var categories = NameTable()
  /// By criterion number.
  var scales: [ClosedRange<Double>?] = []
  /// Category number by image; −1 where none was given.
  private var categoryOfImage: [Int32] = []

  /// - Returns: the image's other category, where it has one.
  mutating func setCategory(_ category: Int32, of image: Int32) -> Int32? {
    while categoryOfImage.count <= Int(image) { categoryOfImage.append(-1) }
    let known = categoryOfImage[Int(image)]
    if known >= 0, known != category { return known }
    categoryOfImage[Int(image)] = category
    return nil
  }

  var ratingNames: RatingNames {
    RatingNames(
      images: images.names,
      categories: categories.names.isEmpty
        ? []
        : images.names.indices.map { image in
          let number = image < categoryOfImage.count ? categoryOfImage[image] : -1
          return number >= 0 ? categories.names[Int(number)] : RatingFileTable.noCategory
        }, raters: raters.names, arms: models.names)
  }
}

/// Which cell is what.
struct RatingLayout {
  let columns: Int
  let names: [String]
  let image: Int
  let rater: Int
  let model: Int
  let score: Int
  let category: Int?
  let criterion: Int?
  let isFailure: Int?
  let ignored: [String]

  init(_ header: FileHeader) throws(RatingFileError) {
    func refuse(_ fact: String, _ next: String) -> RatingFileError {
      RatingFileError([.init(header.file, (header.line, 1), fact, "Which cell is what could only be guessed.", next)])
    }
    for (one, other) in [("model", "candidate"), ("score", "value")] {
      if header.columns.contains(one), header.columns.contains(other) {
        throw refuse("both '\(one)' and '\(other)' are columns.", "Rename the one that is not meant.")
      }
    }
    let next = "The first line must name the columns image_id, rater_id, model (or candidate) and score (or value)."
    let found = "the header has: \(header.columns.joined(separator: ", "))."
    guard let image = header.place("image_id") else { throw refuse("no column 'image_id'; \(found)", next) }
    guard let rater = header.place("rater_id") else { throw refuse("no column 'rater_id'; \(found)", next) }
    guard let model = header.place("model", "candidate") else { throw refuse("no column 'model'; \(found)", next) }
    guard let score = header.place("score", "value") else { throw refuse("no column 'score'; \(found)", next) }
    columns = header.columns.count
    names = header.columns
    (self.image, self.rater, self.model, self.score) = (image, rater, model, score)
    category = header.place("category")
    criterion = header.place("criterion")
    isFailure = header.place("is_failure")
    let used = [image, rater, model, score, category, criterion, isFailure].compactMap(\.self)
    ignored = header.columns.indices.filter { !used.contains($0) }.map { header.columns[$0] }
  }
}

/// 4 rather than 4.0.
func short(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// "1 cell", "3 cells".
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
