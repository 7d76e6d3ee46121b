internal import Glibc

/// Files of a folder, replaced together: all are written under temporary names and reach the disk before the first
/// takes its place, so that a full disk or a kill leaves the old documents whole.
///
/// The last file vouches for the others. It is taken away before the first of them is replaced and put in place after the
/// last, so a kill in between leaves some new documents and some old ones, each whole, and nothing that vouches for them.
struct WholeFiles {
  /// The folder; it exists.
  let folder: String
  /// The caller holds the folder's lock already.
  var isLocked = false

  /// Replaces files.
  ///
  /// - Parameter files: name → text, in the order in which they are put in place. A name may hold one folder
  ///   (`figures/forest.svg`), which is made where it is missing.
  /// - Throws: `folderInUse`; `cannotWrite`: nothing was replaced; `cannotReplace`: some were, each whole.
  func replace(_ files: [(name: String, text: String)]) throws(ReportError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard isLocked || flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK ? .folderInUse(path: folder) : failure(folder)
    }
    var folders: Set<String> = [folder]
    do throws(ReportError) {
      for file in files {
        if let slash = file.name.lastIndex(of: "/") {
          let inner = "\(folder)/\(file.name[..<slash])"
          guard mkdir(inner, 0o755) == 0 || errno == EEXIST else { throw failure(inner) }
          folders.insert(inner)
        }
        try write(file.text, to: temporary(file.name))
        // A folder in a document's place would stop the others half-way.
        guard !isFolder("\(folder)/\(file.name)") else {
          throw .cannotWrite(path: "\(folder)/\(file.name)", reason: "a folder is in its place")
        }
      }
    } catch {
      for file in files { unlink(temporary(file.name)) }
      throw error
    }
    try putInPlace(files)
    for name in folders {
      if name != folder { sweep(name) }
      try sync(name)
    }
  }

  private func putInPlace(_ files: [(name: String, text: String)]) throws(ReportError) {
    if files.count > 1, let last = files.last { unlink("\(folder)/\(last.name)") }
    for (index, file) in files.enumerated() where rename(temporary(file.name), "\(folder)/\(file.name)") != 0 {
      let reason = String(cString: strerror(errno))
      for left in files[index...] { unlink(temporary(left.name)) }
      throw .cannotReplace(path: "\(folder)/\(file.name)", reason: reason)
    }
  }

  /// Takes away what a kill left in a folder of the report's own of files that are not written any more.
  private func sweep(_ inner: String) {
    guard let entries = opendir(inner) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("."), name.hasSuffix(".part") { unlink("\(inner)/\(name)") }
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// `figures/.forest.svg.part` for `figures/forest.svg`: the same name each time, so that what a kill left behind is
  /// overwritten by the next report.
  private func temporary(_ name: String) -> String {
    guard let slash = name.lastIndex(of: "/") else { return "\(folder)/.\(name).part" }
    return "\(folder)/\(name[...slash]).\(name[name.index(after: slash)...]).part"
  }

  private func write(_ text: String, to path: String) throws(ReportError) {
    // What a kill left behind, or a link that somebody put there.
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { writeBytes(file, $0.baseAddress?.advanced(by: done), bytes.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      done += count
    }
    guard fsync(file) == 0 else { throw failure(path) }
  }

  private func sync(_ path: String) throws(ReportError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure(path) }
    defer { close(folder) }
    // Some file systems cannot sync a folder; the files themselves are safe by then.
    guard fsync(folder) == 0 || errno == EINVAL else { throw failure(path) }
  }

  private func failure(_ path: String) -> ReportError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}

/// The C function; the name alone would mean the method above.
private func writeBytes(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
