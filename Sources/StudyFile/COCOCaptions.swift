internal import StudyModel

/// COCO captions: `images` with `id` and `file_name`, `annotations` with `image_id` and `caption`.
///
/// nocaps is the same, its public files without `annotations`; VizWiz-Captions marks some as pre-canned or rejected, and
/// those are left out. There are no categories.
struct COCOCaptions {
  let file: JSONFile
  let dataSet: DataSet

  private var complaints: Complaints { dataSet.complaints }

  func rows() -> [DataRow] {
    guard let images = file.list("images") else {
      complaints.add(
        file.start, "this is not COCO captions: there is no list 'images'.", "The images could not be found.",
        "TextCaps and other forms are not in this version; write a .jsonl with `image` and `text`.")
      return []
    }
    var first: [String: Place] = [:]
    for (index, (image, place)) in images.enumerated() {
      guard let id = image["id"]?.plainField, case .text = image["file_name"] else {
        complaints.add(
          place, "images[\(index)] has no 'id' or no 'file_name'.",
          "The image it stands for could not be found.", "Add both.")
        continue
      }
      if let earlier = first[id] {
        complaints.add(
          place, "images[\(index)] has the id \(shown(id)) of the one at line \(earlier.line).",
          "Nobody could tell which of them a caption is about.", "Give each image an id of its own.")
      }
      first[id] = first[id] ?? place
    }
    let references = references(of: Set(first.keys))
    let folders = ImageFolders(beside: file.path, of: dataSet)
    return images.compactMap { image, place in
      guard case .text(let name) = image["file_name"], let id = image["id"]?.plainField else { return nil }
      dataSet.listed.add(name)
      guard let (path, format) = folders.check(name, at: place) else { return nil }
      return DataRow(
        fileName: name, path: path, place: place, format: format, category: DataSet.noCategory,
        references: references[id] ?? [], fields: [:])
    }
  }

  /// Image id → its usable captions.
  private func references(of images: Set<String>) -> [String: [String]] {
    guard let written = file.root["annotations"], written != .null else { return [:] }
    guard let annotations = file.list("annotations") else {
      complaints.add(
        file.start, "'annotations' is not a list.", "Its captions could not be read.",
        "Write a list, or remove the key if there are no captions.")
      return [:]
    }
    var references: [String: [String]] = [:]
    var (marked, strange) = (0, 0)
    for (index, (annotation, place)) in annotations.enumerated() {
      guard !annotation.isMarked("is_precanned"), !annotation.isMarked("is_rejected") else {
        marked += 1
        continue
      }
      guard let image = annotation["image_id"]?.plainField, case .text(let caption) = annotation["caption"] else {
        complaints.add(
          place, "annotations[\(index)] has no 'image_id' or no text as 'caption'.",
          "Nobody could tell what is said of which image.",
          "Add both; annotations of other kinds (instances, keypoints) are no captions.")
        continue
      }
      guard images.contains(image) else {
        strange += 1
        continue
      }
      if !trimmed(caption).isEmpty { references[image, default: []].append(trimmed(caption)) }
    }
    if marked > 0 {
      complaints.notice(
        file.start, "\(counted(marked, "caption")) marked as pre-canned or rejected: not used as references.")
    }
    if strange > 0 {
      complaints.notice(file.start, "\(counted(strange, "caption")) of images that are not listed: not used.")
    }
    return references
  }
}

extension JSONValue {
  /// Whether an object has a mark, as a flag or as 1.
  fileprivate func isMarked(_ key: String) -> Bool {
    guard let mark = self[key] else { return false }
    if case .number = mark { return mark.plainField == "1" }
    return mark == .bool(true)
  }
}
