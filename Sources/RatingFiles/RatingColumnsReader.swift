internal import Analysis
internal import CSV

/// Reads files of ratings, one row a rating, into columns: several files are one table.
///
/// Columns, in any order: `image_id`, `rater_id`, `model` (or `candidate`), `score` (or `value`), and if wanted `category`,
/// `criterion`, `is_failure`. Others are passed over. A row without a score (empty or NA) is no rating; it is left out and
/// counted.
public struct RatingColumnsReader: Sendable {
  /// A criterion's lowest and highest possible value.
  public struct Scales: Hashable, Sendable {
    /// Criterion → its scale.
    public var byCriterion: [String: ClosedRange<Double>]
    /// The scale of `criterion`, or of every criterion where that is nil.
    public var scale: ClosedRange<Double>?
    /// The claimed criterion.
    public var criterion: String?

    /// A criterion's lowest and highest possible value.
    public init(
      byCriterion: [String: ClosedRange<Double>] = [:], scale: ClosedRange<Double>? = nil, criterion: String? = nil
    ) {
      self.byCriterion = byCriterion
      self.scale = scale
      self.criterion = criterion
    }

    subscript(name: String) -> ClosedRange<Double>? {
      byCriterion[name] ?? (criterion == nil || criterion == name ? scale : nil)
    }
  }

  /// Larger ones are a mistake, and would drown every other.
  static let largest = 1e12

  private let scales: Scales
  private(set) var names = NameTables()
  private(set) var rows = RatingRows()
  private(set) var files: [String] = []
  private var faults: [RatingFileError.Fault] = []
  private(set) var ignored: [String] = []
  private(set) var withoutScore = 0

  /// Reads nothing yet.
  public init(scales: Scales = Scales()) { self.scales = scales }

  /// Adds a file's rows to the table.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for messages.
  /// - Throws: ``RatingFileError`` with up to ten faults, each with its line and column.
  /// - Complexity: O(bytes).
  public mutating func read(_ bytes: [UInt8], file: String) throws(RatingFileError) {
    var reader = CSVReader(bytes, trimsSpaces: true)
    let header = try FileHeader(&reader, file: file)
    let layout = try RatingLayout(header)
    files.append(file)
    rows.files.append((file: file, firstRow: rows.count))
    for column in layout.ignored where !ignored.contains(column) { ignored.append(column) }
    let sole = layout.criterion == nil ? names.criteria.number(of: header.columns[layout.score]) : 0
    do {
      while try reader.next() {
        add(reader, layout, file: file, soleCriterion: sole)
        if faults.count >= RatingFileError.limit { break }
      }
    } catch {
      faults.append(FileHeader.fault(error, file: file))
    }
    guard faults.isEmpty else { throw RatingFileError(faults) }
  }

  private mutating func add(_ reader: CSVReader, _ layout: RatingLayout, file: String, soleCriterion: Int32) {
    func refuse(_ place: (line: Int, column: Int), _ fact: String, _ consequence: String, _ next: String) {
      faults.append(.init(file, place, fact, consequence, next))
    }
    guard reader.count == layout.columns else {
      return refuse(
        (reader.line, 1), "this row has \(counted(reader.count, "cell")), the header \(layout.columns).",
        "Which cell belongs to which column could only be guessed.",
        "Add the missing commas, or quote a cell that holds one.")
    }
    for cell in [layout.image, layout.rater, layout.model] where reader.isEmpty(cell) {
      return refuse(
        reader.place(of: cell), "'\(layout.names[cell])' is empty.", "The rating could not be told from others.",
        "Fill it in, or delete the row.")
    }
    guard let image = names.images.number(of: layout.image, in: reader),
      let rater = names.raters.number(of: layout.rater, in: reader),
      let model = names.models.number(of: layout.model, in: reader),
      let criterion = layout.criterion.map({ names.criteria.number(of: $0, in: reader) }) ?? soleCriterion
    else {
      return refuse((reader.line, 1), "this row is not UTF-8 text.", "Names would come out wrong.", "Save it as UTF-8.")
    }
    if names.scales.count < names.criteria.names.count { names.scales = names.criteria.names.map { scales[$0] } }
    let scale = names.scales[Int(criterion)]
    var isFailure = false
    if let cell = layout.isFailure, !reader.isEmpty(cell) {
      switch reader.text(cell).lowercased() {
      case "true", "1", "yes": isFailure = true
      case "false", "0", "no": break
      case let other:
        return refuse(
          reader.place(of: cell), "'is_failure' is '\(other)'.", "It is not clear whether a rater gave this score.",
          "Write true or false.")
      }
    }
    var value = reader.number(layout.score)
    if value == nil, reader.isEmpty(layout.score) || ["NA", "NaN", "null"].contains(reader.text(layout.score)) {
      guard isFailure else {
        withoutScore += 1
        return
      }
      guard let scale else {
        return refuse(
          reader.place(of: layout.score), "a failure without a score.",
          "It counts as the scale's lowest point, and the scale is not known.", "Declare it: --scale 1...5.")
      }
      value = scale.lowerBound
    }
    guard let value, abs(value) <= Self.largest else {
      return refuse(
        reader.place(of: layout.score), "'\(reader.text(layout.score))' is not a number.",
        "A mean with it would mean nothing.", "Write a decimal such as 4 or 3.5; leave the cell empty for no rating.")
    }
    if let scale, !scale.contains(value) {
      return refuse(
        reader.place(of: layout.score),
        "\(reader.text(layout.score)) is not on the scale from \(short(scale.lowerBound)) to \(short(scale.upperBound)).",
        "A mean with it would mean nothing.", "Correct the score, or the scale.")
    }
    if let cell = layout.category, !reader.isEmpty(cell), !setCategory(image, cell, reader, file: file) { return }
    rows.append(
      image: image, rater: rater, model: model, criterion: criterion, value: value, isFailure: isFailure,
      line: reader.line)
  }

  /// Whether the image has no other category.
  private mutating func setCategory(_ image: Int32, _ cell: Int, _ reader: CSVReader, file: String) -> Bool {
    guard let category = names.categories.number(of: cell, in: reader) else { return true }
    switch names.setCategory(category, of: image) {
    case nil: return true
    case let other?:
      faults.append(
        .init(
          file, reader.place(of: cell),
          "image '\(names.images.names[Int(image)])' is in category '\(reader.text(cell))' here and in "
            + "'\(names.categories.names[Int(other)])' in an earlier row.",
          "An image counts in one stratum only.", "Give the image one category."))
      return false
    }
  }

  /// The table by criterion.
  ///
  /// - Throws: ``RatingFileError`` for no rating at all, and for two ratings of one cell.
  /// - Complexity: O(rows).
  public func table() throws(RatingFileError) -> RatingFileTable {
    guard rows.count > 0 else {
      throw RatingFileError([
        .init(
          files.first ?? "", (1, 1), "no rating after the header.", "Nothing was computed.",
          "Add one row a rating with a score.")
      ])
    }
    var criteria: [RatingColumns] = []
    let order = names.criteria.names.indices.sorted { names.criteria.names[$0] < names.criteria.names[$1] }
    for number in order {
      let chosen = rows.rows(of: Int32(number), isOnly: order.count == 1)
      if chosen.count == 0 { continue }
      do {
        criteria.append(
          try RatingColumns(
            criterion: names.criteria.names[number], names: names.ratingNames, image: chosen.image,
            rater: chosen.rater, arm: chosen.model, value: chosen.value, isFailure: chosen.isFailure,
            range: scales[names.criteria.names[number]]))
      } catch {
        let first = rows.place(line: chosen.line[error.first], row: chosen.row(error.first))
        let second = rows.place(line: chosen.line[error.second], row: chosen.row(error.second))
        let row = error.second
        throw RatingFileError([
          .init(
            second.file, (second.line, 1),
            "rater '\(names.raters.names[Int(chosen.rater[row])])' has a second rating of image "
              + "'\(names.images.names[Int(chosen.image[row])])' by model '\(names.models.names[Int(chosen.model[row])])'; "
              + "the first is at \(first.file):\(first.line).",
            "It is not clear which of them counts.", "Keep one of them.")
        ])
      }
    }
    return RatingFileTable(
      criteria: criteria, files: files, rows: rows.count, withoutScore: withoutScore, ignoredColumns: ignored)
  }
}
