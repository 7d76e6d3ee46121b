internal import Foundation
internal import Testing

/// A TLS server and its certificate, both from the openssl command.
final class TLSServer {
  static let tool = "/usr/bin/openssl"
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: tool) }
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let process: Process
  let port: Int
  var certificate: String { folder.appending(path: "cert.pem").path }

  init(name: String, days: Int) throws {
    let (cert, key) = try TLSServer.certificate(for: name, days: days, in: folder)
    process = TLSServer.command(["s_server", "-accept", "127.0.0.1:0", "-cert", cert, "-key", key, "-www"])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var said = ""
    while !said.contains(/ACCEPT [0-9.]+:[0-9]+\n/) {
      let piece = output.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "openssl s_server ended: \(said)")
      said += String(decoding: piece, as: UTF8.self)
    }
    let match = try #require(said.firstMatch(of: /ACCEPT [0-9.]+:([0-9]+)\n/))
    port = try #require(Int(match.1))
  }

  /// Makes a certificate and its key.
  ///
  /// - Returns: their files.
  static func certificate(for name: String, days: Int, in folder: URL) throws -> (cert: String, key: String) {
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
    try #require(process.terminationStatus == 0, "openssl \(arguments[0]) failed")
  }

  private static func command(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    return process
  }
}
