internal import Foundation
internal import Testing

@testable internal import CaptionClient

/// A TLS server and its certificate, both from the openssl command.
private final class TLSServer {
  static let tool = "/usr/bin/openssl"
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: tool) }
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let process: Process
  let port: Int
  var certificate: String { folder.appending(path: "cert.pem").path }

  init(name: String, days: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (cert, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
    try TLSServer.run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
      "-subj", "/CN=stand", "-addext", "subjectAltName=\(name)",
    ])
    // Signed anew, because only this command makes a certificate that has already expired.
    try TLSServer.run(["x509", "-in", cert, "-signkey", key, "-days", "\(days)", "-out", cert])
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

@Suite("TLS is always verified", .enabled(if: TLSServer.exists), .timeLimit(.minutes(5)), .serialized)
struct TLSTests {
  private func get(_ server: TLSServer, caFile: String?) async throws -> HTTPResponse {
    let key = Secret("sk-canary-0123456789abcdefghij")
    return try await HTTPClient(caFile: caFile).send(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/", key: key))
  }

  private func refusal(_ server: TLSServer, caFile: String?) async throws -> HTTPFailure? {
    do {
      _ = try await get(server, caFile: caFile)
      return nil
    } catch let failure as HTTPFailure {
      return failure
    }
  }

  @Test("a certificate of one's own is refused unless its authority is named, before the key is sent")
  func selfSigned() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1", days: 1)
    let refused = try #require(try await refusal(server, caFile: nil))
    #expect(refused.kind == .tls && !refused.wasSent)
    let response = try await get(server, caFile: server.certificate)
    #expect(response.status == 200 && response.timing.tls != nil)
  }

  @Test("a certificate for another name is refused, its authority trusted or not")
  func wrongName() async throws {
    let server = try TLSServer(name: "DNS:elsewhere.example", days: 1)
    #expect(try await refusal(server, caFile: server.certificate)?.kind == .tls)
  }

  @Test("an expired certificate is refused, its authority trusted or not")
  func expired() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1", days: -1)
    #expect(try await refusal(server, caFile: server.certificate)?.kind == .tls)
  }
}
