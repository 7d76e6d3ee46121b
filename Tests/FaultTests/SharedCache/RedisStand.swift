import Foundation
import ProgramStand

/// A redis-server of one's own, on a free port, which keeps nothing on the disk.
final class RedisStand {
  static let exists = FileManager.default.isExecutableFile(atPath: "/usr/bin/redis-server")

  struct DidNotStart: Error { var output: String }

  let port: Int
  var url: String { "redis://127.0.0.1:\(port)" }
  private let folder: TemporaryFolder
  private let settings: [String]
  private var process = Process()

  init(_ settings: String...) throws {
    folder = try TemporaryFolder("redis")
    self.settings = settings
    port = try freePort()
    try start()
  }

  deinit { end() }

  func start() throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/redis-server")
    process.arguments =
      ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path] + settings
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // One with a password answers too, and says so.
    guard waitFor(seconds: 20, { (try? command("PING")).map { $0.contains("PONG") || $0.contains("NOAUTH") } ?? false })
    else { throw DidNotStart(output: try command("PING")) }
  }

  /// Ends it without notice.
  func end() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGCONT)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// It goes on accepting connections, by the system's hand, and does nothing.
  func hang() { kill(process.processIdentifier, SIGSTOP) }

  /// What redis-cli prints.
  @discardableResult
  func command(_ words: String..., password: String? = nil) throws -> String {
    let client = Process()
    client.executableURL = URL(fileURLWithPath: "/usr/bin/redis-cli")
    client.arguments = ["-p", "\(port)"] + words
    client.environment = password.map { ["REDISCLI_AUTH": $0] } ?? [:]
    let output = Pipe()
    client.standardOutput = output
    client.standardError = output
    try client.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    client.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func keys() throws -> [String] { try command("--scan").split(separator: "\n").map(String.init) }
}

/// A port that nothing listens at just now.
private func freePort() throws -> Int {
  let (descriptor, port) = try LoopbackListener.open()
  close(descriptor)
  return port
}

/// A listening socket on 127.0.0.1, at a port of the system's choice.
enum LoopbackListener {
  struct NoSocket: Error {}

  static func open() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}
