internal import FoundationEssentials
internal import StudyModel

/// Finds the images of a file that lists them: beside it or in the folder that the study file names for them, in `images`
/// there, or in one other folder there.
struct ImageFolders {
  private let root: String
  private let files: ImageFiles
  /// Folders that are not `images`, by name.
  private let others: [String]

  /// - Parameter path: the file that lists them.
  init(beside path: String, of dataSet: DataSet) {
    root = dataSet.folder(of: path)
    files = ImageFiles(root: root, of: dataSet)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    others = names.filter { [root] name in
      !name.hasPrefix(".") && name != "images" && Paths.isFolder(root + "/" + name)
    }.sorted()
  }

  /// - Parameter names: what the image may be called, the first of them in the messages.
  /// - Returns: nil, after a complaint at `place`, where no file can be an item, or two could be meant.
  func check(_ names: String..., at place: Place) -> (path: String, format: ImageFormat)? {
    for name in names where !names.contains(where: ImageFiles.leadsOut) {
      for candidate in [name, "images/" + name] where isThere(candidate) { return files.check(candidate, at: place) }
      let found = others.map { $0 + "/" + name }.filter(isThere)
      if found.count > 1 {
        files.complaints.add(
          place, "the image \(quoted(name)) is in two folders: \(quoted(found[0])) and \(quoted(found[1])).",
          "Nobody could tell which is meant.", "Move one of them away from \(files.folder).")
        return nil
      }
      if let only = found.first { return files.check(only, at: place) }
    }
    return names.first.flatMap { files.check($0, at: place) }
  }

  private func isThere(_ name: String) -> Bool { Paths.isFile(root + "/" + name) }
}
