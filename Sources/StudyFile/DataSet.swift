internal import Digest
internal import Roster
internal import StudyModel

/// The forms of a data set that are read.
enum DataFormat: String, CaseIterable {
  /// A folder with metadata.jsonl or metadata.csv, as Hugging Face's ImageFolder has it.
  case imagefolder
  /// A folder of images, with captions in same-named .txt files if any; a sub-folder is a category.
  case folder
  /// A table with an `image` column.
  case csv
  /// JSON Lines with an `image` key.
  case jsonl
  /// COCO captions; nocaps and VizWiz-Captions are such.
  case coco
  /// Karpathy's split files.
  case karpathy
  /// Flickr8k's and Flickr30k's token files.
  case flickr
}

/// One image as a data set lists it, before its bytes are read.
struct DataRow {
  /// The name as the data set has it.
  var fileName: String
  /// The file, resolved.
  var path: String
  /// Where the data set lists it.
  var place: Place
  var format: ImageFormat
  var category: String
  var references: [String]
  var fields: [String: String]
}

/// Reads a data set in any of its forms. Every image is looked at; only what is sampled is read whole.
struct DataSet {
  let complaints: Complaints
  /// Where images that cannot be used go; nil: they are refused.
  var leftOut: LeftOutImages?
  /// Where every image's name goes.
  let listed = ListedImages()
  /// Why bytes are no picture that can be shown, in a few words; nil where they are one.
  var fault: ([UInt8]) -> String? = { _ in nil }

  /// Category of images that have none.
  static let noCategory = "all"

  /// - Parameters:
  ///   - path: a folder or a file.
  ///   - format: nil to go by what is there.
  ///   - split: the split to take, with its place in the study file; nil: all.
  ///   - place: where the study file names it.
  /// - Returns: what is usable; what is not is a complaint.
  func rows(
    _ path: String, format asked: DataFormat?, split: (name: String, place: Place)? = nil, declaredAt place: Place
  ) -> [DataRow] {
    guard var format = asked ?? recognise(path, place) else { return [] }
    var file: JSONFile?
    if format == .coco || format == .karpathy {
      file = JSONFile(path, declaredAt: place, complaints: complaints)
      guard let root = file?.root else { return [] }
      if asked == nil && KarpathySplit.isLikely(root) { format = .karpathy }
    }
    if let split, format != .karpathy {
      complaints.add(
        split.place, "'dataset.split' is for Karpathy's split files, and this set is read as '\(format.rawValue)'.",
        "Images of other splits would be captioned too.", "Remove it, or name a file of that form.")
      return []
    }
    let before = complaints.count
    let rows =
      switch format {
      case .imagefolder: imageFolder(path, place)
      case .folder: PlainFolder(path: path, dataSet: self).rows()
      case .csv, .jsonl: manifest(path, format, place)
      case .coco: file.map { COCOCaptions(file: $0, dataSet: self).rows() } ?? []
      case .karpathy: file.map { KarpathySplit(file: $0, dataSet: self).rows(split: split) } ?? []
      case .flickr: FlickrTokens(path: path, dataSet: self).rows(declaredAt: place)
      }
    if rows.isEmpty && complaints.count == before { refuseEmpty(path, place) }
    refuseSameNames(rows)
    return rows
  }

  /// Refuses an image that cannot be used, or leaves it out where that is allowed.
  ///
  /// - Parameters:
  ///   - fact: what stands after its name, without a full stop.
  ///   - next: what would mend it, without a full stop.
  func unusable(_ name: String, _ place: Place, _ fact: String, next: String) {
    if let leftOut {
      leftOut.add(LeftOut.Image(fileName: name, reason: fact))
    } else {
      complaints.add(
        place, "the image \(quoted(name)) \(fact).", "It could be neither captioned nor shown.",
        "\(next); or leave such images out by `skip_unreadable: true` under `dataset`.")
    }
  }

  private func recognise(_ path: String, _ place: Place) -> DataFormat? {
    if Paths.isFolder(path) {
      return ["metadata.jsonl", "metadata.csv"].contains { Paths.isFile(path + "/" + $0) } ? .imagefolder : .folder
    }
    guard Paths.isFile(path) else {
      complaints.add(
        place, "there is no data set at \(Paths.shown(path)).", "There would be nothing to caption.",
        "Check the path; it is taken from the study file's folder.")
      return nil
    }
    switch Paths.ending(of: path) {
    case "csv": return .csv
    case "jsonl", "ndjson": return .jsonl
    case "json": return .coco
    case "token": return .flickr
    case "txt" where Paths.bytes(path).map(FlickrTokens.isLikely) == true: return .flickr
    default:
      complaints.add(
        place, "\(Paths.shown(path)) is a file of no known form.", "Its images could not be found.",
        "Name a folder of images, a .csv or .jsonl with an `image` column, a COCO or Karpathy .json, or a Flickr token "
          + "file; or write its form under `format`.")
      return nil
    }
  }

  private func imageFolder(_ path: String, _ place: Place) -> [DataRow] {
    let found = ["metadata.jsonl", "metadata.csv"].map { path + "/" + $0 }.filter(Paths.isFile)
    guard found.count == 1, let metadata = found.first else {
      complaints.add(
        place,
        "\(Paths.shown(path)) has \(found.isEmpty ? "neither metadata.jsonl nor" : "both metadata.jsonl and") metadata.csv.",
        found.isEmpty
          ? "Nothing says which images belong to the set."
          : "The two could disagree, and nobody could tell which counts.",
        found.isEmpty ? "Add one of them, or write `format: folder`." : "Remove one of them.")
      return []
    }
    return listed(in: metadata, root: path, nameColumns: ["file_name"])
  }

  private func manifest(_ path: String, _ format: DataFormat, _ place: Place) -> [DataRow] {
    guard Paths.isFile(path) else {
      complaints.add(
        place, "there is no file at \(Paths.shown(path)).", "There would be nothing to caption.",
        "Check the path; `format: \(format.rawValue)` asks for a file.")
      return []
    }
    return listed(in: path, root: Paths.folder(of: path), nameColumns: ["image", "file_name"], format: format)
  }

  /// Rows of a metadata or manifest file.
  private func listed(in path: String, root: String, nameColumns: [String], format: DataFormat? = nil) -> [DataRow] {
    guard let bytes = Paths.bytes(path) else { return [] }
    let file = Paths.shown(path)
    complaints.note(file)
    var rows = RowReader(images: ImageFiles(root: root, of: self), nameColumns: nameColumns)
    if format == .csv || (format == nil && Paths.ending(of: path) == "csv") {
      guard let table = CSVTable(bytes, file: file, complaints: complaints) else { return [] }
      guard (nameColumns + ["url"]).contains(where: table.columns.contains) else {
        complaints.add(
          Place(file: file, line: 1, column: 1), "there is no column '\(nameColumns[0])'.",
          "The images could not be found.", "Name the column that holds the images' paths '\(nameColumns[0])'.")
        return []
      }
      return table.rows.compactMap { row in
        rows.row(row.cells.mapValues { $0.isEmpty ? .null : .text($0) }, at: row.place)
      }
    }
    return jsonLines(bytes, file: file, complaints: complaints).compactMap { rows.row($0.object, at: $0.place) }
  }

  /// Names that differ only in how an accent is composed are the same name.
  private func refuseSameNames(_ rows: [DataRow]) {
    var first: [String: DataRow] = [:]
    for row in rows {
      if let earlier = first[row.fileName] {
        complaints.add(
          row.place, "the image \(quoted(row.fileName)) is listed twice: here and at line \(earlier.place.line).",
          "One image would count twice.", "Remove one of the two lines.")
      } else {
        first[row.fileName] = row
      }
    }
  }

  func refuseEmpty(_ path: String, _ place: Place) {
    guard let first = leftOut?.images.first, let count = leftOut?.images.count else {
      complaints.add(
        place, "there is no image in \(Paths.shown(path)).", "There would be nothing to caption.",
        "Put images there, or name another data set.")
      return
    }
    complaints.add(
      place,
      "none of \(counted(count, "image")) can be used: \(quoted(first.fileName)) \(first.reason)\(count > 1 ? ", …" : "").",
      "There would be nothing to caption.", "Put the images there, or name another data set.")
  }
}
