internal import FoundationEssentials
internal import StudyModel

/// Where a list's images are.
extension DataSet {
  /// The folder that a list's images are seen from: the one that the study file names, or the list's own.
  func folder(of list: String) -> String { images ?? Paths.folder(of: list) }

  /// Takes over `dataset.images`.
  ///
  /// - Returns: whether there is none, or it can be used; otherwise a complaint says why not.
  mutating func takeImages(_ source: DataSource, _ format: DataFormat) -> Bool {
    guard let (path, place) = source.images else { return true }
    guard !format.isFolder else {
      complaints.add(
        place, "'dataset.images' is for a file that lists images, and this set is read as '\(format.rawValue)'.",
        "It would do nothing: the images are those of the folder.", "Remove it, or name the list under `path`.")
      return false
    }
    guard Paths.isFolder(path) else {
      complaints.add(
        place, "there is no folder of images at \(Paths.shown(path)).", "None of the images could be found.",
        "Check the path; it is taken from the study file's folder.")
      return false
    }
    images = path
    return true
  }

  /// Where every image of a list is missing, they are somewhere else, and a line for each would hide that.
  ///
  /// - Parameter count: how many complaints there were before the list was read.
  func sayOnceIfAllMissing(_ source: DataSource, after count: Int) {
    let missing = listed.missing.count
    guard missing > 1, missing == complaints.count - count + (leftOut?.images.count ?? 0) else { return }
    complaints.withdraw(after: count)
    let root = folder(of: source.path)
    complaints.add(
      source.place,
      "none of \(missing) images is in \(Paths.shown(root)), in a folder `images` there or in another: \(quoted(listed.missing[0]))…",
      "There would be nothing to caption.",
      neighbour(of: source, root).map {
        "They seem to be beside the list's folder: write `images: \($0)` under `dataset`."
      }
        ?? "Name their folder by `images: FOLDER` under `dataset`, seen from the study file's folder.")
  }

  /// The folder beside the list's own that has the first image, as the study file would name it: COCO, VizWiz and Flickr8k
  /// are published so.
  private func neighbour(of source: DataSource, _ root: String) -> String? {
    let parent = Paths.join(root, "..")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).sorted()
    return names.first { !$0.hasPrefix(".") && Paths.isFile(Paths.join(parent, $0 + "/" + listed.missing[0])) }
      .map { Paths.join(Paths.folder(of: source.written), "../" + $0) }
  }
}
