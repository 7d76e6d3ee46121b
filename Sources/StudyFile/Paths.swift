internal import FoundationEssentials
internal import Glibc

/// Paths as the readers here use them. Nothing is expanded: no `~`, no variables.
enum Paths {
  /// A path seen from a folder, without `.` and `..` where they can be worked out.
  static func join(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty || folder == "." ? normalised(path) : normalised(folder + "/" + path)
  }

  /// The folder a file is in; `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    // Of a whole set most are bare.
    path.utf8.contains(UInt8(ascii: "/")) ? path.split(separator: "/").last.map(String.init) ?? path : path
  }

  /// What stands after the last dot of a name, in lower case; empty where there is none.
  static func ending(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// A path seen from the root of the disk, links as they are.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? normalised(path) : join(FileManager.default.currentDirectoryPath, path)
  }

  /// The real place of an existing file or folder, with every symbolic link followed.
  static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return URL(filePath: absolute).resolvingSymlinksInPath().standardizedFileURL.path(percentEncoded: false)
      .droppingSlash
  }

  /// A path as messages show it: relative to the working directory where it is inside it.
  static func shown(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let path = normalised(path)
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  /// What stands at a path.
  enum Kind {
    case file, folder, link
    /// A pipe, a socket or a device: what opens one may wait for ever.
    case special
  }

  /// - Returns: nil where there is nothing, and for a link that leads to nothing if links are followed.
  static func kind(_ path: String, followingLinks: Bool = true) -> Kind? {
    var facts = stat()
    guard (followingLinks ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
    return switch facts.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .special
    }
  }

  static func isFolder(_ path: String) -> Bool { kind(path) == .folder }

  static func isFile(_ path: String) -> Bool { kind(path) == .file }

  /// A file's bytes; nil where it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    guard isFile(path) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return nil }
    let size = Int(facts.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if got < 0 && errno == EINTR { continue }
        if got <= 0 { return }
        count += got
      }
    }
    return bytes.count == size ? bytes : nil
  }

  /// What comes out of a pipe until its end; nil where it cannot be read, or is no end in sight.
  ///
  /// Only for what was typed on a command line: a pipe that nobody writes into is waited for.
  static func drained(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= mostDrained {
      let count = read(descriptor, &room, room.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return bytes }
      bytes += room[..<count]
    }
    return nil
  }

  /// Most bytes of what is read out of a pipe.
  private static let mostDrained = 64 << 20

  private static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}

extension String {
  /// Without a slash at the end, unless it is all there is.
  fileprivate var droppingSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
