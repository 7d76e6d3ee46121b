internal import Digest
internal import Roster
internal import StudyModel

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
  /// The folder of a list's images, where the study file names one.
  var images: String?
  /// The column that holds an image's stratum in place of `category`.
  var stratum: String?
  /// Why bytes are no picture that can be shown, in a few words; nil where they are one.
  var fault: @Sendable ([UInt8]) -> String? = { _ in nil }

  /// Category of images that have none.
  static let noCategory = "all"

  /// - Returns: what is usable; what is not is a complaint.
  mutating func rows(_ source: DataSource) -> [DataRow] {
    guard var format = source.format ?? recognise(source) else { return [] }
    var file: JSONFile?
    if format == .coco || format == .karpathy {
      file = JSONFile(source.path, declaredAt: source.place, complaints: complaints)
      guard let root = file?.root else { return [] }
      if source.format == nil && KarpathySplit.isLikely(root) { format = .karpathy }
    }
    guard mayHaveSplit(source, format), takeImages(source, format), takeStratum(source, format) else { return [] }
    let before = complaints.count
    let rows =
      switch format {
      case .imagefolder: imageFolder(source)
      case .folder: PlainFolder(source: source, dataSet: self).rows()
      case .csv, .jsonl: manifest(source, format)
      case .coco: file.map { COCOCaptions(file: $0, dataSet: self).rows() } ?? []
      case .karpathy: file.map { KarpathySplit(file: $0, dataSet: self).rows(split: source.split) } ?? []
      case .flickr: FlickrTokens(path: source.path, dataSet: self).rows(declaredAt: source.place)
      }
    noteMisnamed()
    if rows.isEmpty && !format.isFolder { sayOnceIfAllMissing(source, after: before) }
    if rows.isEmpty && complaints.count == before { refuseEmpty(source.path, source.place) }
    refuseSameNames(rows)
    return rows
  }

  private func mayHaveSplit(_ source: DataSource, _ format: DataFormat) -> Bool {
    guard let split = source.split, format != .karpathy else { return true }
    complaints.add(
      split.place, "'dataset.split' is for Karpathy's split files, and this set is read as '\(format.rawValue)'.",
      "Images of other splits would be captioned too.", "Remove it, or name a file of that form.")
    return false
  }

  private mutating func takeStratum(_ source: DataSource, _ format: DataFormat) -> Bool {
    guard let (name, place) = source.stratum else { return true }
    guard [.imagefolder, .csv, .jsonl].contains(format) else {
      complaints.add(
        place, "'dataset.stratum' names a column, and a set of the form '\(format.rawValue)' has none.",
        "Every image would be in one stratum.", "Remove it, or name a set with metadata.jsonl, metadata.csv or a list.")
      return false
    }
    stratum = name
    return true
  }

  /// Refuses an image that cannot be used, or leaves it out where that is allowed.
  ///
  /// - Parameters:
  ///   - fact: what stands after its name, without a full stop.
  ///   - next: what would mend it, without a full stop.
  ///   - code: `errno`'s value, where the system would not open it.
  func unusable(_ name: String, _ place: Place, _ fact: String, next: String, code: Int32? = nil) {
    if let leftOut {
      leftOut.add(LeftOut.Image(fileName: name, reason: fact), code: code)
    } else {
      complaints.add(
        place, "the image \(quoted(name)) \(fact).", "It could be neither captioned nor shown.",
        "\(next); or leave such images out by `skip_unreadable: true` under `dataset`.")
    }
  }

  private func recognise(_ source: DataSource) -> DataFormat? {
    let (path, place) = (source.path, source.place)
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
    case "txt" where Paths.bytes(path).map(FlickrTokens.isTable) == true:
      complaints.add(
        place, "\(Paths.shown(path)) is a table with a caption a line (`image,caption`), as Kaggle has Flickr's sets.",
        "Several lines an image are read in a token file only.",
        "Write it as one: an image's name, '#', a number, a tab and the caption; the page Image sets has a command for that."
      )
      return nil
    default:
      complaints.add(
        place, "\(Paths.shown(path)) is a file of no known form.", "Its images could not be found.",
        "Name a folder of images, a .csv or .jsonl with an `image` column, a COCO or Karpathy .json, or a Flickr token "
          + "file; or write its form under `format`.")
      return nil
    }
  }

  private func imageFolder(_ source: DataSource) -> [DataRow] {
    let (path, place) = (source.path, source.place)
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
    let rows = listed(in: metadata, root: path, nameColumns: ["file_name"])
    noteUnlisted(path, metadata)
    return rows
  }

  /// Images that lie in a folder and that its metadata does not name.
  private func noteUnlisted(_ path: String, _ metadata: String) {
    let names = Set(listed.names.map { Paths.join("", $0) })
    let others = FolderWalk(path).files.filter { ImageFiles.isImageName($0) && !names.contains($0) }
    guard let first = others.first else { return }
    complaints.notice(
      Place(file: Paths.shown(metadata), line: 1, column: 1),
      "\(counted(others.count, "image")) of the folder not named here, so not in the set: \(quoted(first))\(others.count > 1 ? "…" : "")."
    )
  }

  private func manifest(_ source: DataSource, _ format: DataFormat) -> [DataRow] {
    guard Paths.isFile(source.path) else {
      complaints.add(
        source.place, "there is no file at \(Paths.shown(source.path)).", "There would be nothing to caption.",
        "Check the path; `format: \(format.rawValue)` asks for a file.")
      return []
    }
    return listed(
      in: source.path, root: folder(of: source.path), nameColumns: ["image", "file_name"], format: format)
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

  private func noteMisnamed() {
    guard let first = listed.misnamed.first else { return }
    let (count, format) = (listed.misnamed.count, first.format.rawValue.uppercased())
    complaints.notice(
      first.place,
      count == 1
        ? "\(quoted(first.name)) is \(format) by its first bytes, whatever its name says; it is used as that."
        : "\(count) images are of another format by their first bytes than their names say, and are used as that: "
          + "\(quoted(first.name)) is \(format)…")
  }

  /// Names that differ only in how an accent is composed are the same name.
  private func refuseSameNames(_ rows: [DataRow]) {
    var first: [String: DataRow] = [:]
    for row in rows {
      if let earlier = first[row.fileName] {
        complaints.add(
          row.place, "the image \(quoted(row.fileName)) is listed twice: here and at line \(earlier.place.line).",
          "One image would count twice.",
          row.references.isEmpty || earlier.references.isEmpty
            ? "Remove one of the two lines."
            : "Remove one of the two lines; several captions of an image are a list on one line, or a token file.")
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
