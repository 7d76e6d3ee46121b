internal import FoundationEssentials

/// The names in a folder and in all folders below it, hidden ones apart. Links are told apart and not followed.
struct FolderWalk {
  /// Names of what is no folder, links to such and to nothing among them, seen from the folder and sorted.
  private(set) var files: [String] = []
  /// Names of links to folders, sorted.
  private(set) var linkedFolders: [String] = []
  /// Names of folders that cannot be listed, sorted; empty for the folder itself.
  private(set) var unreadable: [String] = []

  init(_ root: String) {
    var open = [""]
    while let folder = open.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: Paths.join(root, folder)) else {
        unreadable.append(folder)
        continue
      }
      for name in names where !name.hasPrefix(".") {
        let name = folder.isEmpty ? name : folder + "/" + name
        switch Paths.kind(root + "/" + name, followingLinks: false) {
        case .folder: open.append(name)
        case .link where Paths.isFolder(root + "/" + name): linkedFolders.append(name)
        default: files.append(name)
        }
      }
    }
    files.sort()
    linkedFolders.sort()
    unreadable.sort()
  }
}
