internal import StudyModel

/// A folder of images. The first sub-folder's name is the category; a text file of the same name is the reference.
struct PlainFolder {
  let source: DataSource
  let dataSet: DataSet

  /// What stands before a file's name in messages.
  private let shown: String

  init(source: DataSource, dataSet: DataSet) {
    self.source = source
    self.dataSet = dataSet
    // Worked out with a name and taken off again: a working folder itself has no short name, and files in it have.
    shown = String(Paths.shown(Paths.join(source.path, "x")).dropLast())
  }

  private var path: String { source.path }
  private var complaints: Complaints { dataSet.complaints }

  func rows() -> [DataRow] {
    let walk = FolderWalk(path)
    guard isWhole(walk) else { return [] }
    let known = Set(walk.files)
    let sidecars = Set(walk.files.filter(ImageFiles.isImageName).map(Self.sidecar))
    let images = ImageFiles(root: path, of: dataSet)
    var rows: [DataRow] = []
    var others: [String] = []
    for name in walk.files {
      guard ImageFiles.isImageName(name) else {
        if !sidecars.contains(name) { others.append(name) }
        continue
      }
      dataSet.listed.add(name)
      let place = place(of: name)
      guard let (file, format) = images.check(name, at: place) else { continue }
      let sidecar = Self.sidecar(of: name)
      rows.append(
        DataRow(
          fileName: name, path: file, place: place, format: format, category: Self.category(of: name),
          references: known.contains(sidecar) ? text(sidecar, images) : [], fields: [:]))
    }
    if let first = others.first {
      complaints.notice(
        Place(file: Paths.shown(path), line: 1, column: 1),
        "\(counted(others.count, "file")) left out, neither images by name nor an image's text: \(quoted(first))\(others.count > 1 ? "…" : "")."
      )
    }
    return rows
  }

  private func place(of name: String) -> Place {
    Place(file: shown + name, line: 1, column: 1)
  }

  /// Whether all that is in the folder can be seen and is what it looks like: nothing behind a link, nothing closed, and no
  /// list of images that a plain folder would pass over.
  private func isWhole(_ walk: FolderWalk) -> Bool {
    let before = complaints.count
    for name in walk.unreadable {
      complaints.add(
        place(of: name), "this folder cannot be listed.", "Images in it would be left out without a word.",
        "Check the path and its permissions, or move it out of the set.")
    }
    let images = ImageFiles(root: path, of: dataSet)
    for name in walk.linkedFolders {
      if images.isInside(Paths.resolved(path + "/" + name)) {
        complaints.notice(
          place(of: name), "this is a link to another folder of the set: its images are met there, and only there.")
      } else {
        complaints.add(
          place(of: name), "this is a link to a folder outside the set, and such links are not followed.",
          "Images in it would be left out without a word.", "Copy the folder into the set, or remove the link.")
      }
    }
    if source.format == nil { refuseLists(walk) }
    return complaints.count == before
  }

  /// Hugging Face's ImageFolders with a folder a split, and those whose metadata is Parquet.
  private func refuseLists(_ walk: FolderWalk) {
    let consequence = "Its captions, categories and fields would be lost, and folders' names be taken for categories."
    for name in walk.files {
      let folder = Paths.folder(of: name)
      switch Paths.name(of: name) {
      case "metadata.jsonl" where folder != ".", "metadata.csv" where folder != ".":
        complaints.add(
          place(of: name),
          "this lists the images of \(quoted(folder)): the set is an ImageFolder in parts, as splits are.",
          consequence,
          "Name \(quoted(Paths.join(source.written, folder))) as `path`, or write `format: folder` to go by the folders alone."
        )
      case "metadata.parquet":
        complaints.add(
          place(of: name), "this lists images in Parquet, which is not read in this version.", consequence,
          "Write it as metadata.jsonl, or write `format: folder` to go by the folders alone.")
      default: break
      }
    }
  }

  /// The name that an image's text would have.
  private static func sidecar(of name: String) -> String {
    String(name.dropLast(Paths.ending(of: name).count)) + "txt"
  }

  static func category(of name: String) -> String {
    let parts = name.split(separator: "/")
    return parts.count > 1 ? String(parts[0]) : DataSet.noCategory
  }

  private func text(_ name: String, _ images: ImageFiles) -> [String] {
    let consequence = "Its image would be without the reference that stands beside it."
    guard images.isInside(Paths.resolved(path + "/" + name)) else {
      complaints.add(
        place(of: name), "this caption is a link that leaves the data set's folder.", consequence,
        "Copy the file into the folder.")
      return []
    }
    guard let bytes = Paths.bytes(path + "/" + name) else {
      complaints.add(
        place(of: name), "this caption cannot be read.", consequence, "Check its permissions, or remove it.")
      return []
    }
    guard let text = String(validating: withoutByteOrderMark(bytes), as: UTF8.self) else {
      complaints.add(place(of: name), "this caption is not UTF-8 text.", consequence, "Save it as UTF-8.")
      return []
    }
    return trimmed(text).isEmpty ? [] : [trimmed(text)]
  }
}
