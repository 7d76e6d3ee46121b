public import CSV

/// What a file holds, by its first line: the one place that decides which reader a file goes to.
public enum FileKind: Hashable, Sendable {
  /// One row a rating: `image_id,rater_id,model,score`.
  case ratings
  /// One row a comparison of two: `image_id,rater_id,model_a,model_b,outcome`.
  case pairs
}

/// A file's first line.
public struct FileHeader: Hashable, Sendable {
  /// The file, as it was named.
  public let file: String
  /// Names of columns in their order.
  public let columns: [String]
  /// The line they stand on.
  public let line: Int

  /// Takes the first record of a file.
  ///
  /// - Throws: ``RatingFileError`` for an empty file, two columns of one name, and cells that cannot be told apart.
  public init(_ reader: inout CSVReader, file: String) throws(RatingFileError) {
    self.file = file
    do {
      guard try reader.next() else {
        throw RatingFileError([
          .init(
            file, (1, 1), "this file is empty.", "Nothing was computed.",
            "Write a header such as `image_id,rater_id,model,score`, and one row a rating.")
        ])
      }
    } catch let error as CSVReader.Fault {
      throw RatingFileError([Self.fault(error, file: file)])
    } catch let error as RatingFileError {
      throw error
    } catch {
      throw RatingFileError([.init(file, (1, 1), "\(error)", "Nothing was computed.", "Check the file.")])
    }
    columns = reader.texts.map { String($0.drop { $0 == " " }) }
    line = reader.line
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) && !column.isEmpty {
      throw RatingFileError([
        .init(
          file, reader.place(of: index), "two columns are named '\(column)'.",
          "Its cells could not be told from the other's.", "Give every column a name of its own.")
      ])
    }
  }

  /// What the file holds.
  ///
  /// - Throws: ``RatingFileError`` for a header that is neither.
  public func kind() throws(RatingFileError) -> FileKind {
    if ["model_a", "model_b"].allSatisfy(columns.contains) { return .pairs }
    if columns.contains("image_id"), columns.contains("rater_id") { return .ratings }
    let separator = [";", "\t", "|"].first { mark in columns.count == 1 && columns[0].contains(mark) }
    throw RatingFileError([
      .init(
        file, (line, 1),
        separator.map { "cells seem to be separated by \($0 == "\t" ? "tabs" : "'" + String($0) + "'")." }
          ?? "no column 'image_id' or no column 'rater_id' in the header: \(columns.joined(separator: ", ")).",
        "Which cell is what could only be guessed.",
        separator == nil
          ? "The first line must name the columns: image_id,rater_id,model,score for ratings, "
            + "image_id,rater_id,model_a,model_b,outcome for pairs."
          : "Save the file with commas.")
    ])
  }

  /// The place of the first of these names that there is.
  func place(_ names: String...) -> Int? { names.lazy.compactMap { columns.firstIndex(of: $0) }.first }

  static func fault(_ error: CSVReader.Fault, file: String) -> RatingFileError.Fault {
    .init(
      file, (error.line, error.column), error.fact, "What follows could not be told apart.",
      "Close the quote, and double every quote inside a quoted cell.")
  }
}
