import CaptionClient
import Captioning
import Foundation
import StudyStore
import Synchronization
import Testing
import WireStand

@testable import Batching

@Suite("Importing a batch's results")
final class BatchImportTests {
  private let folder: String
  private let ledger: BatchLedger

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    ledger = try BatchLedger(folder: folder, definition: "{}", at: 0)
    try export([1, 2, 3, 4, 5, 6], number: 1)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func id(_ number: UInt8) -> BatchRequestID { ledger.id(of: [number], candidate: "flash") }

  private func export(_ numbers: [UInt8], number: Int) throws {
    try ledger.add(
      NewBatchShard(
        candidate: "flash", definition: "{}", number: number, file: "shard-\(number).jsonl", bytes: 1, sha256: "",
        requests: numbers.map { NewBatchRequest(id: id($0), subject: [$0], name: "img-00\($0)") }), at: 0)
  }

  /// The fixtures of services' answers, with the ids that this ledger gave, as a service hands them out.
  private func fixture(_ name: String) async throws -> String {
    var text = String(decoding: Fixture.bytes(name), as: UTF8.self)
    for number in UInt8(1)...6 { text = text.replacing("\"img-00\(number)\"", with: "\"\(id(number).text)\"") }
    let bytes = Array(text.utf8)
    let server = try WireServer { request in
      request.line == "GET /v1/files/f1/content HTTP/1.1"
        ? .answer(headers: ["Content-Type": "application/octet-stream"], bytes) : .fault(404, "no such file")
    }
    let service = try BatchService(address: ServiceAddress(server.address), key: nil, client: HTTPClient())
    let path = "\(folder)/\(name)"
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try await service.download("f1", to: file.fileDescriptor)
    try file.close()
    return path
  }

  private func written(_ text: String, _ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func states() throws -> [String] {
    try (UInt8(1)...6).map { try ledger.request(id($0))?.state.rawValue ?? "–" }
  }

  private final class Kept: Sendable {
    let texts = Mutex<[String]>([])
    /// Answers beside those that count.
    let seconds = Mutex<[String]>([])
    func keep(_ arrived: [BatchImport.Arrived]) {
      for one in arrived {
        guard let second = one.second, case .answered(let reading, _) = one.reply?.result else { continue }
        seconds.withLock {
          $0.append(
            "\(one.request.name) \(reading.text ?? "–") \(second.differs ? "differs" : "same") in \(one.shard.number)")
        }
      }
      texts.withLock { texts in
        for one in arrived where one.second == nil {
          switch one.reply?.result {
          case .answered(let reading, _): texts.append("\(one.request.name) \(reading.text ?? "–")")
          case .failed(let kind, _, _, _): texts.append("\(one.request.name) \(kind)")
          case nil: texts.append("\(one.request.name) no line")
          }
        }
      }
    }
  }

  @discardableResult
  private func imported(_ files: [String], all: Bool = false, into kept: Kept = Kept()) async throws -> [BatchShard] {
    var intake = try BatchImport(ledger, keys: [], clock: { 1 }, keep: { kept.keep($0) })
    for file in files { _ = try await intake.read(file) }
    return try await intake.end(all: all)
  }

  private func oddities() throws -> [String] {
    var lines: [String] = []
    try ledger.eachOddity { file, oddity in lines.append("\(file):\(oddity.place.line) \(oddity.kind)") }
    return lines
  }

  @Test(
    "out of order, twice, unknown, failed, expired and missing: each request ends in one state, and what is odd is listed",
    arguments: [false, true])
  func fixtures(errorsFirst: Bool) async throws {
    let (output, errors) = (try await fixture("batch-output.jsonl"), try await fixture("batch-errors.jsonl"))
    let kept = Kept()
    try await imported(errorsFirst ? [errors, output] : [output, errors], into: kept)
    #expect(try states() == ["answered", "expired", "answered", "error", "missing", "answered"])
    #expect(
      try oddities() == ["batch-output.jsonl:3 duplicate, different", "batch-output.jsonl:6 unknown id"])
    #expect(
      kept.texts.withLock { $0.sorted() } == [
        "img-001 First.", "img-002 batch_expired", "img-003 Third.", "img-004 rate_limit", "img-005 no line",
        "img-006 Cut",
      ])
    // Whoever keeps captions keeps its cost.
    #expect(kept.seconds.withLock(\.self) == ["img-001 First again. differs in 1"])
  }

  @Test("of what came, each import knows what is its own: lines of its files, and what it ended")
  func news() async throws {
    func brought(_ files: [String]) async throws -> (lines: [String], requests: [String]) {
      var intake = try BatchImport(ledger, keys: [], clock: { 1 }, keep: { _ in })
      for file in files { _ = try await intake.read(file) }
      _ = try await intake.end(all: false)
      var (lines, requests): ([String], [String]) = ([], [])
      let news = intake.news
      try ledger.eachOddity { file, oddity in if news.has(oddity) { lines.append("\(file):\(oddity.place.line)") } }
      try ledger.eachUnanswered { _, request, _ in if news.has(request) { requests.append(request.name) } }
      return (lines, requests)
    }
    let (output, errors) = (try await fixture("batch-output.jsonl"), try await fixture("batch-errors.jsonl"))
    let first = try await brought([output])
    #expect(first.lines == ["batch-output.jsonl:3", "batch-output.jsonl:6"])
    #expect(first.requests == ["img-002", "img-004", "img-005"])
    let second = try await brought([output, errors])
    #expect(second.lines.isEmpty && second.requests == ["img-002"])
    #expect(try await brought([output, errors]).requests.isEmpty)
  }

  @Test(
    "requests lie in the order of their ids, so that each page of a large ledger is written once, and are listed as named"
  )
  func order() async throws {
    var ids: [BatchRequestID] = []
    for (_, request) in try ledger.requests(of: 1, in: .out, after: 0, limit: 10) { ids.append(request.id) }
    #expect(ids.count == 6 && ids == ids.sorted())
    _ = try await imported([], all: true)
    var names: [String] = []
    try ledger.eachUnanswered { _, request, _ in names.append(request.name) }
    #expect(names == (1...6).map { "img-00\($0)" })
  }

  @Test("the same file again changes nothing; what was missing may still come, and then counts")
  func again() async throws {
    let (output, errors) = (try await fixture("batch-output.jsonl"), try await fixture("batch-errors.jsonl"))
    try await imported([output])
    #expect(try states()[1] == "missing")
    let kept = Kept()
    try await imported([output, errors], into: kept)
    #expect(try states() == ["answered", "expired", "answered", "error", "missing", "answered"])
    #expect(kept.texts.withLock(\.self) == ["img-002 batch_expired"])
    let odd = try oddities()
    try await imported([output, errors])
    #expect(try oddities() == odd)
  }

  @Test("an import that is cut off counts nothing twice when it is given again, and takes no line for its own double")
  func cutOff() async throws {
    struct Cut: Error {}
    let output = try await fixture("batch-output.jsonl")
    let kept = Kept()
    var intake = try BatchImport(
      ledger, keys: [], clock: { 1 },
      keep: {
        kept.keep($0)
        throw Cut()
      })
    await #expect(throws: Cut.self) { _ = try await intake.read(output) }
    #expect(try states().allSatisfy { $0 == "out" })
    let second = Kept()
    try await imported([output], into: second)
    #expect(try states() == ["answered", "missing", "answered", "error", "missing", "answered"])
    #expect(try oddities().count == 2)
    // Where captions go, the same is given a second time and has to be taken for what it is.
    #expect(kept.texts.withLock { $0.count } == 4 && second.texts.withLock { $0.count } == 6)
  }

  @Test("an answer counts before an error, whichever comes first")
  func answerFirst() async throws {
    let good =
      #"{"custom_id":"\#(id(1).text)","response":{"status_code":200,"body":{"choices":[{"message":{"content":"A cat."},"finish_reason":"stop"}]}},"error":null}"#
    let bad =
      #"{"custom_id":"\#(id(1).text)","response":{"status_code":500,"body":{"error":{"message":"down"}}},"error":null}"#
    try await imported([try written(bad + "\n" + good, "one.jsonl")])
    #expect(try states()[0] == "answered")
    #expect(try oddities() == ["one.jsonl:2 answered after an error"])
    try await imported([try written(bad + "\n\n" + good, "two.jsonl")])
    #expect(try states()[0] == "answered")
    #expect(
      try oddities().suffix(2) == ["two.jsonl:1 duplicate, different", "two.jsonl:3 duplicate, identical"])
  }

  @Test("only shards of which something came are ended, unless nothing more will come")
  func open() async throws {
    try export([7], number: 2)
    let open = try await imported([try await fixture("batch-output.jsonl")])
    #expect(open.map(\.number) == [2])
    #expect(try ledger.request(id(7))?.state == .out)
    #expect(try await imported([], all: true).isEmpty)
    #expect(try ledger.request(id(7))?.state == .missing)
  }

  @Test("a batch that failed as a whole leaves its requests failed in a way that may pass")
  func failed() async throws {
    var shard = try #require(try ledger.shards().first)
    (shard.stage, shard.batch, shard.status, shard.failure, shard.isFetched) = (
      .submitted, "b", "failed", "no quota", true
    )
    try ledger.put(shard)
    try await imported([])
    let request = try #require(try ledger.request(id(1)))
    #expect(request.state == .error && request.mayPass == true)
  }

  @Test("lines that are none, blank ones, a byte order mark and CR LF: what is good is read")
  func odd() async throws {
    let good =
      #"{"custom_id":"\#(id(2).text)","response":{"choices":[{"message":{"content":"A dog."},"finish_reason":"stop"}]}}"#
    let text = "\u{FEFF}\(good)\r\n  \r\nnot json\n[]\n{\"custom_id\":\"\"}\n{\"custom_id\":\"a\""
    try await imported([try written(text, "odd.jsonl")])
    #expect(try states()[1] == "answered")
    #expect(
      try oddities() == [
        "odd.jsonl:3 not JSON", "odd.jsonl:4 not JSON", "odd.jsonl:5 no custom_id", "odd.jsonl:6 not JSON",
      ])
  }

  @Test("a custom_id is what services take, differs between candidates and ledgers, and tells nothing of what is asked")
  func ids() throws {
    #expect(BatchQuestions.isID(id(1).text) && BatchRequestID(id(1).text) == id(1))
    #expect(id(1) != ledger.id(of: [1], candidate: "nano"))
    let other = try BatchLedger(
      folder: FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString.made(), definition: "{}", at: 0)
    #expect(other.id(of: [1], candidate: "flash") != id(1))
    #expect(BatchRequestID("zzz-unknown") == nil && BatchRequestID(id(1).text.uppercased() + "0") == nil)
  }
}

extension String {
  /// A folder of this name below the system's temporary one, made.
  fileprivate func made() -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: self).path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return self
  }
}
