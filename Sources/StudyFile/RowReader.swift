internal import StudyModel

/// Turns one line of a metadata or manifest file into a row.
struct RowReader {
  let images: ImageFiles
  /// Columns that may hold the image's path; the first that is there counts.
  let nameColumns: [String]
  private var reportedColumns: Set<String> = []

  /// Columns that never become fields: they are what a candidate must not be told.
  static let neverFields: Set<String> = ["text", "caption", "captions", "facts"]

  init(images: ImageFiles, nameColumns: [String]) {
    self.images = images
    self.nameColumns = nameColumns
  }

  mutating func row(_ values: [String: JSONValue], at place: Place) -> DataRow? {
    guard let column = nameColumns.first(where: { values[$0] != nil && values[$0] != .null }),
      case .text(let name) = values[column]
    else {
      refuseWithoutName(values, place)
      return nil
    }
    guard let (path, format) = images.check(name, at: place) else { return nil }
    let reference = ["text", "caption", "captions"].lazy.compactMap { values[$0]?.firstText.map(trimmed) }.first
    let category = values["category"]?.field.map(trimmed) ?? ""
    return DataRow(
      fileName: name, path: path, place: place, format: format,
      category: category.isEmpty ? DataSet.noCategory : category,
      reference: reference.flatMap { $0.isEmpty ? nil : $0 }, fields: fields(values, place))
  }

  private mutating func fields(_ values: [String: JSONValue], _ place: Place) -> [String: String] {
    var fields: [String: String] = [:]
    for (column, value) in values.sorted(by: { $0.key < $1.key })
    where !nameColumns.contains(column) && column != "category" && !Self.neverFields.contains(column) && value != .null
    {
      if let field = value.field {
        fields[column] = field
      } else if reportedColumns.insert(column).inserted {
        images.complaints.notice(place, "column \(shown(column)) holds more than a value a line; it is not used.")
      }
    }
    return fields
  }

  private func refuseWithoutName(_ values: [String: JSONValue], _ place: Place) {
    let several = values.keys.filter { $0.hasSuffix("file_names") || $0.hasSuffix("_file_name") }.min()
    if let several {
      images.complaints.add(
        place, "this line names images in '\(several)': several images a line are not in this version.",
        "Which of them is meant could only be guessed.", "Write one line an image, with '\(nameColumns[0])'.")
    } else {
      images.complaints.add(
        place, "this line has no '\(nameColumns[0])'.", "The image it stands for could not be found.",
        "Add \"\(nameColumns[0])\" with a path relative to \(Paths.shown(images.root)).")
    }
  }
}
