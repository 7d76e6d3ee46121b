internal import Glibc
internal import StudyModel

/// Looks at image files before anything is decoded: inside the data set's folder, of a sane size, of a known format.
struct ImageFiles {
  /// The data set's folder; nothing outside it is read.
  let root: String
  let dataSet: DataSet
  private let realRoot: String
  /// Whether they are rows of a list to be captioned, and no data set.
  private let isList: Bool

  /// Most bytes of one image.
  static let mostBytes = 50_000_000

  var complaints: Complaints { dataSet.complaints }

  /// The folder as messages show it.
  var folder: String {
    let shown = Paths.shown(root)
    return shown == "." ? (isList ? "the working folder" : "the set's folder") : shown
  }

  init(root: String, of dataSet: DataSet) {
    self.root = root
    self.dataSet = dataSet
    realRoot = Paths.resolved(root)
    isList = false
  }

  /// Images of a list.
  ///
  /// - Parameter realRoot: the root with every symbolic link followed, as `Paths.resolved` gives it.
  init(root: String, realRoot: String, of dataSet: DataSet) {
    self.root = root
    self.dataSet = dataSet
    self.realRoot = realRoot
    isList = true
  }

  /// The folder by what it is, and for a list what may be done about it.
  private var confines: String {
    isList
      ? "the folder that names are seen from, \(folder) (--root names another)" : "the data set's folder"
  }

  /// - Returns: nil where the file cannot be an item: it is refused, or left out.
  func check(_ name: String, at place: Place) -> (path: String, format: ImageFormat)? {
    guard let path = confined(name, at: place) else { return nil }
    let beginning: (size: Int, head: [UInt8])
    do throws(Unopened) {
      beginning = try Self.beginning(of: path)
    } catch {
      dataSet.unusable(
        name, place, "cannot be read (\(String(cString: strerror(error.code))))", next: "Check its permissions",
        code: error.code)
      return nil
    }
    let (size, head) = beginning
    guard size > 0 else {
      dataSet.unusable(name, place, "is empty (0 bytes)", next: "Fetch it again, or remove it from the set")
      return nil
    }
    guard size <= Self.mostBytes else {
      dataSet.unusable(
        name, place, "has \(size / 1_000_000) MB; the most is \(Self.mostBytes / 1_000_000)",
        next: "Make it smaller, or remove it from the set")
      return nil
    }
    guard let format = ImageFormat(signature: head) else {
      let known = ImageFormat.allCases.map { $0.rawValue.uppercased() }.joined(separator: ", ")
      dataSet.unusable(
        name, place, "is of no known format, by its first bytes",
        next: "Save it as \(known), or remove it from the set")
      return nil
    }
    let ending = Paths.ending(of: name)
    if !Self.endings(of: format).contains(ending) {
      dataSet.listed.add(ListedImages.Misnamed(name: name, place: place, format: format))
    }
    return (path, format)
  }

  /// A file that the system would not open.
  private struct Unopened: Error {
    /// `errno`'s value.
    var code: Int32
  }

  /// A file's size, and its first bytes.
  private static func beginning(of path: String) throws(Unopened) -> (size: Int, head: [UInt8]) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unopened(code: errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw Unopened(code: errno) }
    let head = [UInt8](unsafeUninitializedCapacity: 16) { room, count in
      count = max(0, read(descriptor, room.baseAddress, 16))
    }
    return (Int(facts.st_size), head)
  }

  /// Names that a format's files usually have.
  static func endings(of format: ImageFormat) -> [String] {
    switch format {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .tiff: ["tif", "tiff"]
    case .heif: ["heif", "heic"]
    case .png, .webp, .gif, .bmp, .avif: [format.rawValue]
    }
  }

  /// Whether a file's name says that it is an image.
  static func isImageName(_ name: String) -> Bool {
    usualEndings.contains(Paths.ending(of: name))
  }

  private static let usualEndings = Set(ImageFormat.allCases.flatMap(endings))

  /// Whether a name is that of something elsewhere, or could be read so.
  static func leadsOut(_ name: String) -> Bool {
    name.hasPrefix("/") || name.hasPrefix("~") || name.contains("\\") || name.contains("\0")
      || name.split(separator: "/").contains("..")
  }

  /// The path of a file right in the root that is no link: of most names of a set nothing else has to be found out.
  private func plain(_ name: String) -> String? {
    let isBare = !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { "/:~\\\0".utf8.contains($0) }
    let path = realRoot == "/" ? "/" + name : realRoot + "/" + name
    return isBare && Paths.kind(path, followingLinks: false) == .file ? path : nil
  }

  /// The path of an existing file inside the root, by name and by where links lead.
  private func confined(_ name: String, at place: Place) -> String? {
    if let path = plain(name) { return path }
    let next = "Write a path relative to \(folder), of a file inside it."
    if name.contains("://") || name.lowercased().hasPrefix("data:") {
      complaints.add(
        place, "the image \(quoted(name)) is an address.", "Nothing is fetched: a set must stay as it is.", next)
      return nil
    }
    if Self.leadsOut(name) {
      complaints.add(
        place, "the image \(quoted(name)) is not a path inside \(confines).",
        "Files elsewhere are not read: a data set must not reach outside itself.", next)
      return nil
    }
    let path = Paths.join(root, name)
    guard !name.isEmpty else {
      complaints.add(
        place, "the image's name is empty.", "It could be neither captioned nor shown.",
        "Write the name, or remove the line.")
      return nil
    }
    let kind = Paths.kind(path)
    guard kind != .special else {
      dataSet.unusable(
        name, place, "is not a file: it is a pipe, a socket or a device", next: "Remove it from the set")
      return nil
    }
    guard kind == .file else {
      dataSet.listed.addMissing(name)
      let isLink = kind == nil && Paths.kind(path, followingLinks: false) == .link
      dataSet.unusable(
        name, place,
        "is not in \(isList ? confines : "the set's folder")\(isLink ? " (it is a link that leads to nothing)" : "")",
        next: "Check the name, seen from \(folder), or remove the line")
      return nil
    }
    let real = Paths.resolved(path)
    guard isInside(real) else {
      complaints.add(
        place, "the image \(quoted(name)) is a link that leaves \(confines).",
        "Files elsewhere are not read: a data set must not reach outside itself.", "Copy the file into the folder.")
      return nil
    }
    return real
  }

  /// Whether a resolved path is in the set's folder.
  func isInside(_ real: String) -> Bool { real.hasPrefix(realRoot == "/" ? "/" : realRoot + "/") }
}
