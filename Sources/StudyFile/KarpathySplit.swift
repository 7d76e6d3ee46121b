internal import StudyModel

/// Karpathy's split files: `images` with `filename`, perhaps `filepath`, `split`, and `sentences` with `raw`.
///
/// There are no categories. `dataset.split` takes one of the splits.
struct KarpathySplit {
  let file: JSONFile
  let dataSet: DataSet

  private var complaints: Complaints { dataSet.complaints }

  /// Whether a file is one, by the keys of its first image.
  static func isLikely(_ root: JSONValue) -> Bool {
    guard case .list(let images) = root["images"], let first = images.first, first["file_name"] == nil else {
      return false
    }
    return first["filename"] != nil || first["sentences"] != nil
  }

  /// - Parameter split: the one to take, with its place in the study file; nil: all.
  func rows(split: (name: String, place: Place)?) -> [DataRow] {
    guard let images = file.list("images") else {
      complaints.add(
        file.start, "this is not a Karpathy split: there is no list 'images'.", "The images could not be found.",
        "Fetch the file again, or name its form under `format`.")
      return []
    }
    var counts: [String: Int] = [:]
    var rows: [DataRow] = []
    let folders = ImageFolders(beside: file.path, of: dataSet)
    for (index, (image, place)) in images.enumerated() {
      guard case .text(let name) = image["filename"], case .text(let itsSplit) = image["split"] else {
        complaints.add(
          place, "images[\(index)] has no 'filename' or no 'split'.", "The image it stands for could not be found.",
          "Add both.")
        continue
      }
      var full = name
      if case .text(let folder) = image["filepath"], !folder.isEmpty { full = folder + "/" + name }
      dataSet.listed.add(full)
      counts[itsSplit, default: 0] += 1
      guard split == nil || split?.name == itsSplit else { continue }
      guard let references = references(image) else {
        complaints.add(
          place, "the 'sentences' of images[\(index)] are not a list of objects with 'raw'.",
          "Its captions could not be read.", "Mend them, or fetch the file again.")
        continue
      }
      guard let (path, format) = folders.check(full, name, at: place) else { continue }
      rows.append(
        DataRow(
          fileName: full, path: path, place: place, format: format, category: DataSet.noCategory,
          references: references, fields: [:]))
    }
    check(split, counts)
    return rows
  }

  private func check(_ split: (name: String, place: Place)?, _ counts: [String: Int]) {
    let known = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    if let split, counts[split.name] == nil {
      complaints.add(
        split.place, "no image is in the split \(shown(split.name)).", "There would be nothing to caption.",
        "The set has: \(known).")
    } else if split == nil, counts.count > 1 {
      complaints.notice(file.start, "the images of all splits are taken: \(known). `split: test` takes one of them.")
    }
  }

  private func references(_ image: JSONValue) -> [String]? {
    guard let written = image["sentences"], written != .null else { return [] }
    guard case .list(let sentences) = written else { return nil }
    var references: [String] = []
    for sentence in sentences {
      guard case .text(let text) = sentence["raw"] else { return nil }
      if !trimmed(text).isEmpty { references.append(trimmed(text)) }
    }
    return references
  }
}
