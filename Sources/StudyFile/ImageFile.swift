internal import Foundation
internal import StudyModel

/// Looks at image files before anything is decoded: inside the data set's folder, of a sane size, of a known format.
struct ImageFiles {
  /// The data set's folder; nothing outside it is read.
  let root: String
  let complaints: Complaints
  private let realRoot: String

  /// Most bytes of one image.
  static let mostBytes = 50_000_000

  init(root: String, complaints: Complaints) {
    self.root = root
    self.complaints = complaints
    realRoot = Paths.resolved(root)
  }

  /// - Returns: nil, after a complaint at `place`, where the file cannot be an item.
  func check(_ name: String, at place: Place) -> (path: String, format: ImageFormat)? {
    guard let path = confined(name, at: place) else { return nil }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil
    guard let size, let handle = FileHandle(forReadingAtPath: path) else {
      complaints.add(
        place, "the image \(quoted(name)) cannot be read.", "It could be neither captioned nor shown.",
        "Check its permissions.")
      return nil
    }
    defer { try? handle.close() }
    if size == 0 || size > Self.mostBytes {
      complaints.add(
        place,
        size == 0
          ? "the image \(quoted(name)) is empty (0 bytes)."
          : "the image \(quoted(name)) has \(size / 1_000_000) MB; the most is \(Self.mostBytes / 1_000_000).",
        "It could not be captioned by every candidate.",
        size == 0 ? "Fetch it again, or remove it from the set." : "Make it smaller, or remove it from the set.")
      return nil
    }
    let head = (try? handle.read(upToCount: 16)) ?? nil
    guard let format = ImageFormat(signature: [UInt8](head ?? Data())) else {
      complaints.add(
        place, "\(quoted(name)) is not an image of a known format, by its first bytes.",
        "It could be neither captioned nor shown.",
        "Save it as \(ImageFormat.allCases.map { $0.rawValue.uppercased() }.joined(separator: ", ")), or remove it from the set."
      )
      return nil
    }
    let ending = Paths.ending(of: name)
    if !Self.endings(of: format).contains(ending) {
      complaints.notice(
        place,
        "\(quoted(name)) is \(format.rawValue.uppercased()) by its first bytes, whatever its name says; it is used as that."
      )
    }
    return (path, format)
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
    ImageFormat.allCases.contains { endings(of: $0).contains(Paths.ending(of: name)) }
  }

  /// Whether a name is that of something elsewhere, or could be read so.
  static func leadsOut(_ name: String) -> Bool {
    name.hasPrefix("/") || name.hasPrefix("~") || name.contains("\\") || name.contains("\0")
      || name.split(separator: "/").contains("..")
  }

  /// The path of an existing file inside the root, by name and by where links lead.
  private func confined(_ name: String, at place: Place) -> String? {
    let next = "Write a path relative to \(Paths.shown(root)), of a file inside it."
    if name.contains("://") || name.lowercased().hasPrefix("data:") {
      complaints.add(
        place, "the image \(quoted(name)) is an address.", "Nothing is fetched: a set must stay as it is.", next)
      return nil
    }
    if Self.leadsOut(name) {
      complaints.add(
        place, "the image \(quoted(name)) is not a path inside the data set's folder.",
        "Files elsewhere are not read: a data set must not reach outside itself.", next)
      return nil
    }
    let path = Paths.join(root, name)
    guard !name.isEmpty, Paths.isFile(path) else {
      complaints.add(
        place,
        name.isEmpty ? "the image's name is empty." : "there is no image \(quoted(name)) in \(Paths.shown(root)).",
        "It could be neither captioned nor shown.", "Check the name, or remove the line.")
      return nil
    }
    let real = Paths.resolved(path)
    guard real.hasPrefix(realRoot == "/" ? "/" : realRoot + "/") else {
      complaints.add(
        place, "the image \(quoted(name)) is a link that leaves the data set's folder.",
        "Files elsewhere are not read: a data set must not reach outside itself.", "Copy the file into the folder.")
      return nil
    }
    return real
  }
}
