import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Synchronization
import Testing
import WireStand

@Suite("a service that refuses, or answers nonsense", .serialized, .timeLimit(.minutes(30)))
struct RefusingServiceTests {
  @Test("F05: in a storm of 429 no request is repeated sooner than asked, no try is used up, and every caption comes")
  func storm() throws {
    let diary = Mutex<[[UInt8]: [(at: ContinuousClock.Instant, isRefused: Bool)]]>([:])
    let server = try WireServer { request in
      let isRefused = request.number <= 9
      diary.withLock { $0[request.body, default: []].append((.now, isRefused)) }
      return isRefused ? .fault(429, "slow down", headers: ["Retry-After": "1"]) : .caption("A teapot.")
    }
    let study = try ServiceStudy(["a": server.address], run: "concurrency: 6, timeout: 20s, attempts: 1")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    #expect(server.requests.count == 15)
    for entries in diary.withLock({ Array($0.values) }) {
      for (before, after) in zip(entries, entries.dropFirst()) {
        // A request leaves after the answer before it came: less than the wait means that it was not kept.
        #expect(before.isRefused && after.at - before.at >= .seconds(1))
      }
    }
  }

  @Test(
    "F07: what no wait cures stops its candidate after one request, whatever it is dressed in; the other goes on, exit 69",
    arguments: [
      ("quota", "the allowance is used up"), ("bad-key", "refused the key"), ("no-model", "does not know the model"),
      ("no-vision", "takes no images"),
    ])
  func forGood(fault: String, words: String) throws {
    let folder = try TemporaryFolder("fault")
    let service = try Service(log: folder.path + "/requests.jsonl", faults: ["\(fault)@sim-nano"])
    let study = try ServiceStudy(
      ["nano": service.url, "large": service.url], images: 12, run: "concurrency: 16, timeout: 20s, attempts: 4")
    let run = try study.run()
    #expect(run.status == 69, "\(run.errors)")
    #expect(run.errors.contains("12 captions are missing: candidate 'nano' ("), "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    let requests = try service.requests()
    #expect(requests.count { $0.hasPrefix("sim-nano ") } == 1 && requests.count { $0.hasPrefix("sim-large ") } == 12)
    #expect(try study.outputs(of: "large").count == 12 && study.outputs(of: "nano").isEmpty)
  }

  @Test(
    "F07: what no wait cures in words that nobody foresaw stops its candidate after five captions; 5xx 75, else 69",
    arguments: [
      (500, "model requires more system memory (9.0 GiB) than is available", 20, 75),
      (400, "this picture is not to my taste", 5, 69),
    ])
  func unforeseen(status: Int, words: String, requests: Int, exit: Int32) throws {
    let bad = try WireServer { _ in .fault(status, words) }
    let good = try WireServer { _ in .caption("A teapot.") }
    let study = try ServiceStudy(
      ["bad": bad.address, "good": good.address], images: 36, run: "concurrency: 16, timeout: 60s, attempts: 4")
    let run = try study.run()
    #expect(run.status == exit, "\(run.errors)")
    #expect(run.errors.contains("36 captions are missing: candidate 'bad' ("), "\(run.errors)")
    #expect(run.errors.contains("5 captions in a row ended with the same fault"), "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(bad.requests.count == requests && good.requests.count == 36)
    #expect(try study.outputs(of: "bad").isEmpty && study.outputs(of: "good").count == 36)
  }

  @Test("F07: a refused key is none of a filter's words, whatever models it names: nothing is stored, one request, 69")
  func noFilter() throws {
    let words =
      "key not allowed to access model. This key can only access models=['gpt-4o-mini', 'omni-moderation-latest']"
    let server = try WireServer { _ in .fault(401, words, code: "401") }
    let study = try ServiceStudy(["a": server.address], run: "concurrency: 4, timeout: 60s, attempts: 3")
    let run = try study.run()
    #expect(run.status == 69 && run.errors.contains("refused the key"), "\(run.errors)")
    #expect(try server.requests.count == 1 && study.outputs(of: "a").isEmpty)
  }

  @Test(
    "F06: answers that are none are asked for again and never stored, by a stand-in that misbehaves now and then",
    arguments: ["server-error", "page", "nothing", "bad-json", "close", "cut-stream", "echo-key", "loading"])
  func nowAndThen(fault: String) throws {
    let folder = try TemporaryFolder("fault")
    let service = try Service(log: folder.path + "/requests.jsonl", faults: ["\(fault):0.3"])
    let study = try ServiceStudy(
      ["flash": service.url, "large": service.url], keys: ["large": "stream: true"], images: 9,
      run: "concurrency: 8, timeout: 20s, attempts: 4")
    var run = try study.run()
    // Four tries of chance 0.3 each: a caption in a hundred has to wait for the next run.
    for _ in 0..<3 where run.status == 75 { run = try study.run() }
    #expect(run.status == 0, "\(run.errors)")
    let struck = try String(contentsOfFile: service.log, encoding: .utf8).split(separator: "\n")
      .count { $0.contains(#""fault""#) }
    #expect(struck > 0)
    for label in ["flash", "large"] {
      let outputs = try study.outputs(of: label)
      #expect(outputs.count == 9 && !outputs.contains { $0.outcome == .failed || $0.text?.contains("<html>") == true })
      #expect(!outputs.contains { ($0.text ?? "").isEmpty })
    }
  }

  @Test("F06: of every recorded answer what is stored is what it should come to; a fault leaves its image unanswered")
  func recorded() throws {
    // One image for each answer that does not stop the candidate: a study of its own set.
    for streamed in [false, true] {
      let fixtures = Fixture.all.filter { $0.isStreamed == streamed && $0.expected.stops != true }
        .filter { $0.expected.kind != "rate_limit" }
      let chosen = Mutex<[[UInt8]: Fixture]>([:])
      let server = try WireServer { request in
        // The order of arrival hands them out; a body is one image.
        let fixture = chosen.withLock { chosen in
          let fixture = chosen[request.body] ?? fixtures[chosen.count % fixtures.count]
          chosen[request.body] = fixture
          return fixture
        }
        return fixture.answer
      }
      let study = try ServiceStudy(
        ["a": server.address], keys: streamed ? ["a": "stream: true"] : [:], images: 36,
        run: "concurrency: 8, timeout: 20s, attempts: 1")
      let run = try study.run()
      let used = Array(chosen.withLock { $0.values })
      #expect(used.count == 36)
      let good = used.filter { $0.expected.ending != "failed" }
      #expect(run.status == 75 && run.errors.contains("\(36 - good.count) captions without an answer"), "\(run.errors)")
      let outputs = try study.outputs(of: "a")
      #expect(outputs.map(\.outcome.rawValue).sorted() == good.map(\.expected.ending).sorted())
      let texts = Set(outputs.compactMap(\.text))
      for fixture in used {
        if let text = fixture.expected.text, !text.isEmpty { #expect(texts.contains(text), "\(fixture)") }
        if let partial = fixture.expected.partial, !partial.isEmpty { #expect(!texts.contains(partial), "\(fixture)") }
      }
    }
  }

  @Test("F08: the model that really answered is in the ledger and in the report, under the candidate that was asked")
  func anotherModel() throws {
    let folder = try TemporaryFolder("fault")
    let service = try Service(log: folder.path + "/requests.jsonl", faults: ["other-model:0.5@sim-flash"])
    let study = try ServiceStudy(["flash": service.url, "large": service.url], images: 12)
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    let flash = try study.facts(of: "flash").servedModels
    #expect(flash.contains { $0.hasSuffix("-other") } && flash.contains { !$0.hasSuffix("-other") })
    #expect(try study.facts(of: "large").servedModels.allSatisfy { !$0.hasSuffix("-other") })
    for arguments in [["simulate", "rate", study.path, "--images", "datasets/demo"], ["report", study.path]] {
      let result = try Programs.run("blindfold", arguments, environment: study.environment)
      #expect(result.status == 0, "\(result.errors)")
    }
    let decision = try String(contentsOfFile: study.path + "/decision.md", encoding: .utf8)
    for model in flash { #expect(decision.contains(model), "\(model) is not in the report") }
  }
}
