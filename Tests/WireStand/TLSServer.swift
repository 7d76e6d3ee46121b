public import Foundation

/// A TLS server and its certificate, both from the openssl command.
public final class TLSServer {
  private static let tool = "/usr/bin/openssl"
  /// Whether the command is there.
  public static var exists: Bool { FileManager.default.isExecutableFile(atPath: tool) }
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private let process: Process
  /// The port on 127.0.0.1.
  public let port: Int
  /// The certificate's file.
  public var certificate: String { folder.appending(path: "cert.pem").path }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - name: whom the certificate is for, such as `IP:127.0.0.1`.
  ///   - days: how long it holds; below 0 it has expired.
  public init(name: String, days: Int) throws {
    let (cert, key) = try TLSServer.certificate(for: name, days: days, in: folder)
    process = TLSServer.command(["s_server", "-accept", "127.0.0.1:0", "-cert", cert, "-key", key, "-www"])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var said = ""
    while !said.contains(/ACCEPT [0-9.]+:[0-9]+\n/) {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw Failed(what: "openssl s_server ended: \(said)") }
      said += String(decoding: piece, as: UTF8.self)
    }
    guard let match = said.firstMatch(of: /ACCEPT [0-9.]+:([0-9]+)\n/), let port = Int(match.1) else {
      throw Failed(what: "no port: \(said)")
    }
    self.port = port
  }

  struct Failed: Error { var what: String }

  /// Makes a certificate and its key.
  ///
  /// - Returns: their files, in the folder.
  public static func certificate(for name: String, days: Int, in folder: URL) throws -> (cert: String, key: String) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (cert, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
    try run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
      "-subj", "/CN=stand", "-addext", "subjectAltName=\(name)",
    ])
    // Signed anew, because only this command makes a certificate that has already expired.
    try run(["x509", "-in", cert, "-signkey", key, "-days", "\(days)", "-out", cert])
    return (cert, key)
  }

  deinit {
    process.terminate()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func run(_ arguments: [String]) throws {
    let process = command(arguments)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(what: "openssl \(arguments[0]) failed") }
  }

  private static func command(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    return process
  }
}
