internal import FoundationEssentials
internal import StudyModel

/// A folder of images. The first sub-folder's name is the category; a text file of the same name is the reference.
struct PlainFolder {
  let path: String
  let dataSet: DataSet

  private var complaints: Complaints { dataSet.complaints }

  func rows() -> [DataRow] {
    let names = ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
      .filter { name in !name.split(separator: "/").contains { $0.hasPrefix(".") } }
    let known = Set(names)
    let sidecars = Set(names.filter(ImageFiles.isImageName).map(Self.sidecar))
    let images = ImageFiles(root: path, of: dataSet)
    var rows: [DataRow] = []
    var others: [String] = []
    for name in names where Paths.isFile(path + "/" + name) {
      let place = Place(file: Paths.shown(path + "/" + name), line: 1, column: 1)
      guard ImageFiles.isImageName(name) else {
        if !sidecars.contains(name) { others.append(name) }
        continue
      }
      dataSet.listed.add(name)
      guard let (file, format) = images.check(name, at: place) else { continue }
      let sidecar = Self.sidecar(of: name)
      rows.append(
        DataRow(
          fileName: name, path: file, place: place, format: format, category: Self.category(of: name),
          references: known.contains(sidecar) ? text(sidecar) : [], fields: [:]))
    }
    if let first = others.first {
      complaints.notice(
        Place(file: Paths.shown(path), line: 1, column: 1),
        "\(counted(others.count, "file")) left out, neither images by name nor an image's text: \(quoted(first))\(others.count > 1 ? "…" : "")."
      )
    }
    return rows
  }

  /// The name that an image's text would have.
  private static func sidecar(of name: String) -> String {
    String(name.dropLast(Paths.ending(of: name).count)) + "txt"
  }

  static func category(of name: String) -> String {
    let parts = name.split(separator: "/")
    return parts.count > 1 ? String(parts[0]) : DataSet.noCategory
  }

  private func text(_ name: String) -> [String] {
    guard let text = Paths.bytes(path + "/" + name).flatMap({ String(validating: $0, as: UTF8.self) }) else {
      complaints.add(
        Place(file: Paths.shown(path + "/" + name), line: 1, column: 1), "this caption is not UTF-8 text.",
        "Its image would be without the reference that stands beside it.", "Save it as UTF-8.")
      return []
    }
    return trimmed(text).isEmpty ? [] : [trimmed(text)]
  }
}
