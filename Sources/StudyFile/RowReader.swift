internal import Roster
internal import StudyModel

/// Turns one line of a metadata or manifest file into a row.
struct RowReader {
  let images: ImageFiles
  /// Columns that may hold the image's path; the first that is there counts.
  let nameColumns: [String]
  private var reportedColumns: Set<String> = []

  /// Columns that may hold an image's captions; the first that has any counts.
  static let captionColumns = ["text", "caption", "captions"]
  /// Columns that never become fields: they are what a candidate must not be told.
  static let neverFields = Set(captionColumns + ["facts"])

  init(images: ImageFiles, nameColumns: [String]) {
    self.images = images
    self.nameColumns = nameColumns
  }

  mutating func row(_ values: [String: JSONValue], at place: Place) -> DataRow? {
    guard let column = nameColumns.first(where: { values[$0] != nil && values[$0] != .null }),
      let written = values[column]
    else {
      refuseWithoutName(values, place)
      return nil
    }
    guard case .text(let name) = written else {
      refuse(written, under: column, place)
      return nil
    }
    images.dataSet.listed.add(name)
    guard let (path, format) = images.check(name, at: place), isHarmless(values["url"], place),
      let references = references(values, place)
    else { return nil }
    var category = values["category"]?.plainField.map(trimmed) ?? ""
    if category.isEmpty { category = DataSet.noCategory }
    var fields = fields(values, place)
    if let column = images.dataSet.stratum {
      guard let stratum = values[column]?.plainField.map(trimmed), !stratum.isEmpty else {
        images.complaints.add(
          place, "this line has no \(shown(column)), which 'dataset.stratum' names.",
          "What the image stands for would be left to guesswork.", "Add the column to every line.")
        return nil
      }
      // Prompts and rules know an image by its category; what it stands for is the estimate's business alone.
      fields["category"] = category
      fields[column] = nil
      category = stratum
    }
    return DataRow(
      fileName: name, path: path, place: place, format: format, category: category, references: references,
      fields: fields)
  }

  /// The captions of the first column that has any.
  private func references(_ values: [String: JSONValue], _ place: Place) -> [String]? {
    for column in Self.captionColumns {
      guard let value = values[column] else { continue }
      guard let texts = value.texts else {
        images.complaints.add(
          place, "'\(column)' of this line is neither a text nor a list of texts.", "Its captions could not be read.",
          "Write \"\(column)\": \"…\", or [\"…\", \"…\"].")
        return nil
      }
      if !texts.isEmpty { return texts }
    }
    return []
  }

  mutating func fields(_ values: [String: JSONValue], _ place: Place) -> [String: String] {
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

  /// Whether a line's address, if it has one, is none that must never be asked for. Other texts are fields like any.
  func isHarmless(_ value: JSONValue?, _ place: Place) -> Bool {
    guard case .text(let address) = value else { return true }
    do {
      _ = try ImageAddress(address)
    } catch {
      guard let fact = error.fact(of: address) else { return true }
      images.complaints.add(
        place, fact, "Such an address is never asked for, nor handed to a service.",
        "Remove it, or write the image's address on the public network.")
      return false
    }
    return true
  }

  /// Refuses a name that is no text: Hugging Face's `datasets` writes an image as an object with its path.
  private func refuse(_ value: JSONValue, under column: String, _ place: Place) {
    let path: String? = if case .text(let path) = value["path"] { path } else { nil }
    images.complaints.add(
      place, "'\(column)' of this line is \(value.kind), not a text.", "The image it stands for could not be found.",
      "Write \"\(column)\": \(path.map { "\"\(quoted($0).dropFirst().dropLast())\", without the object" } ?? "\"…\", its path seen from \(images.folder)")."
    )
  }

  func refuseWithoutName(_ values: [String: JSONValue], _ place: Place) {
    let name = nameColumns[0]
    if let several = values.keys.filter({ $0 == "file_names" || $0.hasSuffix("_file_names") }).min() {
      images.complaints.add(
        place, "this line names images in '\(several)': several images a line are not in this version.",
        "Which of them is meant could only be guessed.", "Write one line an image, with '\(name)'.")
    } else if let other = values.keys.filter({ $0.hasSuffix("_file_name") }).min() {
      images.complaints.add(
        place, "this line names an image in '\(other)', and has no '\(name)'.",
        "Whether that is the image to caption could only be guessed.", "Call it '\(name)'.")
    } else if let address = values["url"], address != .null {
      guard isHarmless(address, place) else { return }
      images.complaints.add(
        place, "this line has an address ('url') and no '\(name)'.",
        "An item is named by the SHA-256 of its image's bytes, and they are not here.",
        "Fetch the images once by `blindfold fetch \(place.file) FOLDER`, and name FOLDER as the set.")
    } else {
      images.complaints.add(
        place, "this line has no '\(name)'.", "The image it stands for could not be found.",
        "Add \"\(name)\" with a path relative to \(images.folder).")
    }
  }
}
