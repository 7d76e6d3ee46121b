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

  /// A folder with one shard of one line, or more such.
  private func exported(shards: UInt8 = 1, at: Int64 = 0) throws -> BatchLedger {
    let ledger = try BatchLedger(folder: folder, definition: "{}", at: at)
    let line = Array("{\"custom_id\":\"x\"}\n".utf8)
    for number in 1...shards {
      let file = try ShardFile(folder + "/shard-000\(number).jsonl")
      try file.write(line)
      let hash = try file.finish()
      let id = ledger.id(of: [number], candidate: "flash")
      try ledger.add(
        NewBatchShard(
          candidate: "flash", definition: "{}", number: Int(number), file: "shard-000\(number).jsonl",
          bytes: line.count,
          sha256: hash, requests: [NewBatchRequest(id: id, subject: [number], name: "a.png")]), at: at)
    }
    return ledger
  }

  /// The first shard, of which a batch may have been made.
  private func inDoubt(_ ledger: BatchLedger) throws -> BatchShard {
    var shard = try shard(ledger)
    (shard.stage, shard.inputFile) = (.creating, "file-1")
    try ledger.put(shard)
    return shard
  }

  private func submission(_ ledger: BatchLedger, _ server: WireServer, clock: Int64 = 1_000_000, answered: Int = 0)
    throws -> BatchSubmission
  {
    let client = try HTTPClient()
    let address = try ServiceAddress(server.address)
    let service = try BatchService(
      address: address, key: nil, client: client,
      limits: HTTPLimits(firstByte: .seconds(60), idle: .seconds(60), total: .seconds(120)))
    return BatchSubmission(
      ledger, service: { _ in service }, grace: .seconds(10), clock: { clock }, answered: { _ in answered },
      tell: { _ in })
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

  @Test("a shard of which something was answered meanwhile is not sent: it ends, and what is left is exported again")
  func answered() async throws {
    let ledger = try exported()
    let server = try WireServer { request in
      #expect(request.line.hasPrefix("GET"), "\(request.line)")
      return Self.nothing
    }
    var submission = try submission(ledger, server, answered: 1)
    let sent = try await submission.submit(shard(ledger))
    #expect(sent.answered == 1 && sent.shard.batch == nil)
    #expect(try shard(ledger).stage == .ended)
    #expect(try ledger.request(ledger.id(of: [1], candidate: "flash"))?.state == .expired)
  }

  @Test("a batch that was made before its requests were answered is found all the same")
  func answeredAfter() async throws {
    let ledger = try exported()
    _ = try inDoubt(ledger)
    let server = try WireServer { _ in
      Self.json(#"{"data":[{"id":"b-9","object":"batch","status":"in_progress","input_file_id":"file-1"}]}"#)
    }
    var submission = try submission(ledger, server, answered: 1)
    #expect(try await submission.submit(shard(ledger)).shard.batch == "b-9")
  }

  @Test("a batch need not say that it is one: an id and a status do")
  func untyped() async throws {
    let ledger = try exported()
    _ = try inDoubt(ledger)
    let server = try WireServer { request in
      #expect(request.line.hasPrefix("GET"), "\(request.line)")
      return Self.json(#"{"data":[{"id":"b-9","status":"in_progress","input_file_id":"file-1"}]}"#)
    }
    var submission = try submission(ledger, server)
    #expect(try await submission.submit(shard(ledger)).shard.batch == "b-9")
  }

  @Test(
    "a list that cannot be read to its end proves nothing: no batch is made of a shard in doubt",
    arguments: [
      #"{"data":[{"id":"b-1","state":"running"}],"has_more":false}"#,
      #"{"data":[{"id":"b-1","status":"completed","input_file_id":"file-9"}],"has_more":true}"#,
      #"{"data":[],"has_more":true}"#,
    ])
  func unreadableList(_ page: String) async throws {
    let ledger = try exported()
    _ = try inDoubt(ledger)
    let server = try WireServer { request in
      #expect(request.line.hasPrefix("GET"), "\(request.line)")
      return Self.json(page)
    }
    var submission = try submission(ledger, server)
    let problem = await #expect(throws: BatchProblem.self) { _ = try await submission.submit(self.shard(ledger)) }
    guard case .unknowable = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
  }

  @Test(
    "somebody's word for a batch is taken once its service confirms it: by its file, or where neither mark nor file is told",
    arguments: [#""input_file_id":"file-1""#, #""metadata":null"#])
  func confirmed(_ told: String) async throws {
    let ledger = try exported()
    let shard = try inDoubt(ledger)
    let server = try WireServer { _ in Self.json(#"{"id":"b-9","status":"in_progress",\#(told)}"#) }
    let confirmed = try await submission(ledger, server).confirmed("b-9", of: shard)
    #expect(server.requests.map(\.line) == ["GET /v1/batches/b-9 HTTP/1.1"])
    #expect(confirmed.batch == "b-9" && confirmed.stage == .submitted && confirmed.status == "in_progress")
    #expect(try self.shard(ledger) == shard, "written down before all was confirmed")
  }

  @Test(
    "a batch that its service does not know, or that is of another file, is refused with what to look for",
    arguments: [
      (.fault(404, "No such batch"), "knows no batch 'b-9': it answered HTTP 404: No such batch"),
      (
        json(#"{"id":"b-9","status":"in_progress","input_file_id":"file-7"}"#),
        "is of the file that the service calls 'file-7'"
      ),
      (json(#"{"id":"b-9","status":"completed","metadata":{"blindfold_shard":"m"}}"#), "is of the file 'm.jsonl'"),
    ])
  func denied(_ answer: [WireServer.Step], words: String) async throws {
    let ledger = try exported()
    let shard = try inDoubt(ledger)
    let server = try WireServer { _ in answer }
    let problem = await #expect(throws: BatchProblem.self) {
      _ = try await self.submission(ledger, server).confirmed("b-9", of: shard)
    }
    let text = problem?.description ?? ""
    #expect(text.contains(words) && text.contains("'\(shard.mark).jsonl'") && text.contains("--not-made 1"), "\(text)")
    #expect(problem?.isPassing == false)
  }

  @Test("a batch of another file here is refused unasked, and one that could not be asked after is not believed")
  func unconfirmed() async throws {
    let ledger = try exported(shards: 2)
    let shard = try inDoubt(ledger)
    var other = try #require(try ledger.shards().last)
    (other.stage, other.batch) = (.submitted, "b-2")
    try ledger.put(other)
    let server = try WireServer { _ in .fault(503, "busy") }
    let taken = await #expect(throws: BatchProblem.self) {
      _ = try await self.submission(ledger, server).confirmed("b-2", of: shard)
    }
    #expect(taken?.description.contains("is of shard-0002.jsonl here") == true && server.requests.isEmpty)
    let passing = await #expect(throws: BatchProblem.self) {
      _ = try await self.submission(ledger, server).confirmed("b-9", of: shard)
    }
    #expect(passing?.isPassing == true)
  }

  @Test("what is found in a list is right, whatever cannot be read beside it")
  func foundBesideUnreadable() async throws {
    let ledger = try exported()
    _ = try inDoubt(ledger)
    let server = try WireServer { _ in
      Self.json(
        #"{"data":[{"id":"b-1"},{"id":"b-9","status":"in_progress","input_file_id":"file-1"}],"has_more":false}"#)
    }
    var submission = try submission(ledger, server)
    #expect(try await submission.submit(shard(ledger)).shard.batch == "b-9")
  }

  @Test("a shard in doubt is looked for in a list of now, not in one that was asked for another shard")
  func freshList() async throws {
    let ledger = try exported(shards: 2)
    var second = try #require(try ledger.shards().last)
    (second.stage, second.inputFile) = (.creating, "file-2")
    try ledger.put(second)
    let lists = Mutex(0)
    let server = try WireServer { request in
      if request.line.hasPrefix("GET") {
        let asked = lists.withLock { count in
          count += 1
          return count
        }
        return asked == 1
          ? Self.nothing : Self.json(#"{"data":[{"id":"b-2","status":"in_progress","input_file_id":"file-2"}]}"#)
      }
      return request.line.contains("/files ") ? Self.file : Self.batch
    }
    var submission = try submission(ledger, server)
    _ = try await submission.submit(shard(ledger))
    let sent = try await submission.submit(second)
    #expect(sent.wasThere && sent.shard.batch == "b-2")
  }

  @Test(
    "a list from new to old is read no farther back than the folder's beginning; one in another order to its end",
    arguments: [([2_000_000, 1_000_000], 1), ([1_000_000, 2_000_000], 2), ([1_000_000, 1_000_000], 2)])
  func farBack(_ times: [Int], pages: Int) async throws {
    let ledger = try exported(at: 1_900_000_000)
    let server = try WireServer { request in
      if request.line.contains("after=") { return Self.nothing }
      if request.line.hasPrefix("GET") {
        let data = times.enumerated().map {
          #"{"id":"b\#($0.offset)","object":"batch","status":"completed","created_at":\#($0.element)}"#
        }
        return Self.json(#"{"data":[\#(data.joined(separator: ","))],"has_more":true}"#)
      }
      return request.line.contains("/files ") ? Self.file : Self.batch
    }
    var submission = try submission(ledger, server)
    _ = try await submission.submit(shard(ledger))
    #expect(server.requests.count { $0.line.contains("/batches?") } == pages)
  }
}
