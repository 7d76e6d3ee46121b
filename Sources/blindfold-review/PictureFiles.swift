internal import Foundation
internal import Glibc
internal import Packet
internal import Review
internal import StudyModel

/// Pictures as private files for a viewer outside the terminal; they go with the sitting.
final class PictureFiles {
  private let packet: PacketFile
  private let offers = PictureOffers(environment: Console.environment)
  private var folder: String?

  init(_ packet: PacketFile) { self.packet = packet }

  /// What has become of a picture that waits to be fetched.
  func news() -> Event? { offers.news() }

  /// The rater is at another item.
  func leave() { offers.close() }

  /// An item's image file.
  func bytes(of item: ItemID) throws -> [UInt8] {
    guard let bytes = try packet.image(of: item) ?? packet.guideImage(item) else {
      throw PacketError.unreadable(path: packet.path, detail: "an item's image is not in it")
    }
    return bytes
  }

  /// Where the picture is as a file, mode 0600 in a folder of mode 0700; it is written if need be.
  ///
  /// Named by its number on the screen, which says nothing of where it came from, nor that it was shown before.
  func path(of presentation: Presentation) throws -> String {
    let bytes = try bytes(of: presentation.item)
    let number = packet.presentations.firstIndex { $0.id == presentation.id }
    // What is no item's (`practice-1`, `example-2`) was named by the program itself.
    let name = number.map { "item-\($0 + 1)" } ?? presentation.id.rawValue
    let path = try privateFolder() + "/\(name).\(Self.ending(of: bytes))"
    if access(path, R_OK) == 0 { return path }
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Problem(path: path, reason: String(cString: strerror(errno))) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
    return path
  }

  /// Hands the picture to the desktop's viewer. Over ssh, and where there is no desktop, it waits for a browser instead.
  func open(_ presentation: Presentation) -> Event.Result {
    do {
      let environment = Console.environment
      let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
      guard hasDisplay, environment["SSH_CONNECTION"] == nil else {
        return .offered(try offers.offer(presentation.id, bytes(of: presentation.item)))
      }
      let path = try path(of: presentation)
      let status = try Self.start("xdg-open", path)
      guard status == 0 else {
        return .failed("xdg-open found no viewer (status \(status)). Until you quit the picture is in \(path)")
      }
      return .done("Opened outside: \(path)")
    } catch {
      return .failed("\(error)")
    }
  }

  /// Deletes what was written, and offers nothing any more.
  func removeAll() {
    offers.close()
    if let folder { try? FileManager.default.removeItem(atPath: folder) }
    folder = nil
  }

  private struct Problem: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "\(path): \(reason). The picture was not opened. Check that folder, or use z." }
  }

  private func privateFolder() throws -> String {
    if let folder { return folder }
    let environment = Console.environment
    // After `su` the first may be another account's.
    let bases = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"], "/tmp"].compactMap { $0 }
    for base in bases {
      var template = Array((base + "/blindfold-XXXXXX").utf8CString)
      guard mkdtemp(&template) != nil else { continue }
      let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      folder = made
      return made
    }
    throw Problem(path: "/tmp", reason: String(cString: strerror(errno)))
  }

  private static func ending(of bytes: [UInt8]) -> String {
    let format = ImageFormat(signature: bytes)
    return format == .jpeg ? "jpg" : format?.rawValue ?? "bin"
  }

  /// Starts a program detached from this terminal and waits a moment for it to fail.
  ///
  /// - Returns: its exit status; 0 while it still runs.
  private static func start(_ program: String, _ argument: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, argument]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = ContinuousClock.now + .milliseconds(400)
    while process.isRunning && ContinuousClock.now < deadline { usleep(20_000) }
    return process.isRunning ? 0 : process.terminationStatus
  }
}
