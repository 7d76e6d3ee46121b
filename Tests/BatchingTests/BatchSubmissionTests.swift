import CaptionClient
import Foundation
import StudyStore
import Synchronization
import Testing
import WireStand

@testable import Batching

@Suite("Submitting a batch")
final class BatchSubmissionTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "submission-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A folder with one shard of one line.
  private func exported() throws -> BatchLedger {
    let ledger = try BatchLedger(folder: folder, definition: "{}", at: 0)
    let line = Array("{\"custom_id\":\"x\"}\n".utf8)
    let file = try ShardFile(folder + "/shard-0001.jsonl")
    try file.write(line)
    let hash = try file.finish()
    let id = ledger.id(of: [1], candidate: "flash")
    try ledger.add(
      NewBatchShard(
        candidate: "flash", definition: "{}", number: 1, file: "shard-0001.jsonl", bytes: line.count, sha256: hash,
        requests: [NewBatchRequest(id: id, subject: [1], name: "a.png")]), at: 0)
    return ledger
  }

  private func submission(_ ledger: BatchLedger, _ server: WireServer, clock: Int64 = 1_000_000) throws
    -> BatchSubmission
  {
    let client = try HTTPClient()
    let address = try ServiceAddress(server.address)
    let service = try BatchService(
      address: address, key: nil, client: client,
      limits: HTTPLimits(firstByte: .seconds(5), idle: .seconds(5), total: .seconds(10)))
    return BatchSubmission(
      ledger, service: { _ in service }, grace: .seconds(10), clock: { clock }, tell: { _ in })
  }

  private func shard(_ ledger: BatchLedger) throws -> BatchShard { try #require(try ledger.shards().first) }

  private static func json(_ text: String) -> [WireServer.Step] { .answer(Array(text.utf8)) }
  private static let nothing = json(#"{"object":"list","data":[],"has_more":false}"#)
  private static let file = json(#"{"id":"file-1","object":"file"}"#)
  private static let batch = json(#"{"id":"b-1","object":"batch","status":"validating","input_file_id":"file-1"}"#)

  @Test("the file goes up as a form with its mark for a name, and the batch carries the mark; each is written down")
  func good() async throws {
    let ledger = try exported()
    let server = try WireServer { request in
      if request.line.hasPrefix("GET") { return Self.nothing }
      return request.line.contains("/files ") ? Self.file : Self.batch
    }
    var submission = try submission(ledger, server)
    let sent = try await submission.submit(shard(ledger))
    #expect(!sent.wasThere && sent.shard.batch == "b-1")
    let after = try shard(ledger)
    #expect(after.stage == .submitted && after.inputFile == "file-1" && after.service == server.address)
    #expect(
      server.requests.map(\.line) == [
        "GET /v1/batches?limit=100 HTTP/1.1", "POST /v1/files HTTP/1.1", "POST /v1/batches HTTP/1.1",
      ])
    let form = String(decoding: server.requests[1].body, as: UTF8.self)
    #expect(form.contains("filename=\"\(after.mark).jsonl\"") && form.contains("{\"custom_id\":\"x\"}\n"))
    #expect(form.contains("name=\"purpose\"\r\n\r\nbatch\r\n"))
    #expect(
      String(decoding: server.requests[2].body, as: UTF8.self)
        == #"{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h","#
        + #""metadata":{"blindfold_shard":"\#(after.mark)"}}"#)
  }

  @Test("an answer that is lost leaves the batch in doubt, and the next try finds it in the list and makes none")
  func lostAnswer() async throws {
    let ledger = try exported()
    let made = Mutex(0)
    let mark = try shard(ledger).mark
    let hides = Mutex(true)
    let server = try WireServer { request in
      if request.line.hasPrefix("GET") {
        if hides.withLock(\.self) { return Self.nothing }
        return Self.json(
          #"{"data":[{"id":"b-7","object":"batch","status":"in_progress","metadata":{"blindfold_shard":"\#(mark)"}}]}"#)
      }
      if request.line.contains("/files ") { return Self.file }
      made.withLock { $0 += 1 }
      return [.reset]
    }
    var first = try submission(ledger, server)
    let problem = await #expect(throws: BatchProblem.self) { _ = try await first.submit(self.shard(ledger)) }
    guard case .uncertain = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
    #expect(try shard(ledger).stage == .creating)
    hides.withLock { $0 = false }
    var second = try submission(ledger, server)
    let sent = try await second.submit(shard(ledger))
    #expect(sent.wasThere && sent.shard.batch == "b-7" && made.withLock(\.self) == 1)
  }

  @Test("a batch of the shard's file is its batch, though the service keeps no metadata")
  func byFile() async throws {
    let ledger = try exported()
    var inDoubt = try shard(ledger)
    (inDoubt.stage, inDoubt.inputFile) = (.creating, "file-1")
    try ledger.put(inDoubt)
    let server = try WireServer { request in
      #expect(request.line.hasPrefix("GET"), "\(request.line)")
      return Self.json(
        #"{"data":[{"id":"b-8","object":"batch","status":"in_progress","input_file_id":"file-2"},"#
          + #"{"id":"b-9","object":"batch","status":"in_progress","input_file_id":"file-1","metadata":null}]}"#)
    }
    var submission = try submission(ledger, server)
    #expect(try await submission.submit(shard(ledger)).shard.batch == "b-9")
  }

  @Test("where a batch may have been made and the service has no list, nothing is sent")
  func noList() async throws {
    let ledger = try exported()
    var inDoubt = try shard(ledger)
    (inDoubt.stage, inDoubt.inputFile) = (.creating, "file-1")
    try ledger.put(inDoubt)
    let server = try WireServer { _ in .fault(404, "no such page") }
    var submission = try submission(ledger, server)
    let problem = await #expect(throws: BatchProblem.self) { _ = try await submission.submit(self.shard(ledger)) }
    guard case .unknowable = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
    #expect(server.requests.allSatisfy { $0.line.hasPrefix("GET") } && problem?.isPassing == false)
  }

  @Test("a refusal leaves no doubt: the same shard may be submitted again, and its file is not uploaded twice")
  func refusal() async throws {
    let ledger = try exported()
    let refuses = Mutex(true)
    let server = try WireServer { request in
      if request.line.hasPrefix("GET") { return Self.nothing }
      if request.line.contains("/files ") { return Self.file }
      return refuses.withLock(\.self) ? .fault(400, "no batches for you") : Self.batch
    }
    var first = try submission(ledger, server)
    let problem = await #expect(throws: BatchProblem.self) { _ = try await first.submit(self.shard(ledger)) }
    #expect(problem?.description.contains("no batches for you") == true)
    #expect(try shard(ledger).stage == .uploaded)
    refuses.withLock { $0 = false }
    var second = try submission(ledger, server)
    #expect(try await second.submit(shard(ledger)).shard.batch == "b-1")
    #expect(server.requests.count { $0.line.contains("/files ") } == 1)
  }

  @Test("a file that is no longer what was exported is not sent")
  func changed() async throws {
    let ledger = try exported()
    try "other".write(toFile: folder + "/shard-0001.jsonl", atomically: true, encoding: .utf8)
    let server = try WireServer { _ in Self.nothing }
    var submission = try submission(ledger, server)
    await #expect(throws: BatchProblem.changed(path: folder + "/shard-0001.jsonl")) {
      _ = try await submission.submit(self.shard(ledger))
    }
    #expect(server.requests.allSatisfy { $0.line.hasPrefix("GET") })
  }
}
