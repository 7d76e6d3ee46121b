internal import Digest
internal import Foundation
internal import Glibc
internal import Imaging
internal import StudyModel
internal import Synchronization

/// The folder that images are fetched into. Nothing is under a final name before it is whole and on the disk, and a list of
/// what was fetched lets a run that was stopped go on.
///
/// Files are called by the SHA-256 of their bytes: nothing of an address or of an answer gets into a name.
public final class FetchFolder: Sendable {
  /// What is kept of an image that was fetched.
  struct Entry: Codable, Hashable {
    var url: String
    var fileName: String
    /// Of its bytes, 64 digits.
    var sha256: String
    var bytes: Int

    enum CodingKeys: String, CodingKey {
      case url, sha256, bytes
      case fileName = "file_name"
    }
  }

  /// The list of what was fetched.
  public static let list = "fetched.jsonl"
  /// The set's list of images.
  public static let metadata = "metadata.jsonl"

  /// As it was given, without a slash at the end.
  public let path: String
  /// The list's descriptor, which also holds the lock.
  private let ledger: Int32
  private let entries: Mutex<[String: Entry]>

  /// Opens a folder, and makes it where it is not there.
  ///
  /// - Throws: ``FetchFolderError``.
  public init(_ path: String) throws(FetchFolderError) {
    self.path = path
    let list = "\(path)/\(Self.list)"
    if !FileManager.default.fileExists(atPath: list) {
      for name in [Self.metadata, "metadata.csv"] where FileManager.default.fileExists(atPath: "\(path)/\(name)") {
        throw .foreign("\(path)/\(name)")
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .notWritten(path, error.localizedDescription)
    }
    ledger = Glibc.open(list, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard ledger >= 0 else { throw .notWritten(list, FileFault(code: errno).description) }
    guard flock(ledger, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(ledger)
      throw .busy(path)
    }
    let text = (try? ImageFile.bytes(at: list)) ?? []
    var entries: [String: Entry] = [:]
    // Whoever was killed in mid-line left a line that is none: its image is fetched again.
    for line in text.split(separator: 10) {
      if let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) { entries[entry.url] = entry }
    }
    self.entries = Mutex(entries)
    if let last = text.last, last != 10 { try append(Array("\n".utf8)) }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where Self.isUnfinished(name) {
      unlink("\(path)/\(name)")
    }
  }

  deinit { Glibc.close(ledger) }

  /// What is there of an address, if it is there whole.
  func whole(_ url: String) -> Entry? {
    guard let entry = entries.withLock({ $0[url] }),
      ImageFormat.allCases.contains(where: { Self.name(entry.sha256, $0) == entry.fileName }),
      let bytes = try? ImageFile.bytes(at: "\(path)/\(entry.fileName)"), SHA256.hex(bytes) == entry.sha256
    else { return nil }
    return entry
  }

  /// Gives a file to write to, which is kept under its final name or taken away.
  ///
  /// - Parameters:
  ///   - number: no other's at the same time.
  ///   - work: writes to the descriptor, and says what it wrote; what it throws leaves nothing behind.
  /// - Returns: the entry under which the image is kept.
  func keep(
    _ url: String, number: Int,
    _ work: (_ descriptor: Int32, _ file: String) async throws -> (bytes: [UInt8], format: ImageFormat)
  ) async throws -> Entry {
    let file = "\(path)/.fetch-\(number).part"
    let descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw FetchFolderError.notWritten(file, FileFault(code: errno).description) }
    defer {
      Glibc.close(descriptor)
      unlink(file)
    }
    let (bytes, format) = try await work(descriptor, file)
    let sha256 = SHA256.hex(bytes)
    let entry = Entry(url: url, fileName: Self.name(sha256, format), sha256: sha256, bytes: bytes.count)
    let final = "\(path)/\(entry.fileName)"
    guard fsync(descriptor) == 0, rename(file, final) == 0 else {
      throw FetchFolderError.notWritten(final, FileFault(code: errno).description)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try append([UInt8](try encoder.encode(entry)) + [10])
    entries.withLock { $0[url] = entry }
    return entry
  }

  /// Writes the set's list of images, whole or not at all. One that says the same is left alone.
  func publish(_ lines: [String]) throws(FetchFolderError) {
    let final = "\(path)/\(Self.metadata)"
    let text = [UInt8](lines.map { $0 + "\n" }.joined().utf8)
    if (try? ImageFile.bytes(at: final)) == text { return }
    let file = "\(path)/.fetch-metadata.part"
    let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    defer { if descriptor >= 0 { Glibc.close(descriptor) } }
    guard descriptor >= 0, Self.write(text, to: descriptor), fsync(descriptor) == 0, rename(file, final) == 0 else {
      throw .notWritten(final, FileFault(code: errno).description)
    }
  }

  private func append(_ bytes: [UInt8]) throws(FetchFolderError) {
    guard entries.withLock({ _ in Self.write(bytes, to: ledger) }) else {
      throw .notWritten("\(path)/\(Self.list)", FileFault(code: errno).description)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// 32 digits: nobody can make two pictures that have the same.
  private static func name(_ sha256: String, _ format: ImageFormat) -> String {
    "\(sha256.prefix(32)).\(format == .jpeg ? "jpg" : format.rawValue)"
  }

  private static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".fetch-") && name.hasSuffix(".part") }
}

/// Why a folder cannot be fetched into.
public enum FetchFolderError: Error, Hashable, CustomStringConvertible {
  /// A file or folder could not be written: its path, and the system's words.
  case notWritten(String, String)
  /// Another process fetches into this folder.
  case busy(String)
  /// There is a set that was not fetched by this program: its list.
  case foreign(String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .notWritten(let path, let detail):
      "\(path): could not be written (\(detail)). What was fetched is kept. Make room or mend its permissions, then give "
        + "the same command again."
    case .busy(let path):
      "\(path): another 'blindfold fetch' is at work there. Nothing was done. Wait for it, or name another folder."
    case .foreign(let path):
      "\(path): there already, and not made by 'blindfold fetch'. Nothing was written over. Name another folder."
    }
  }
}
