import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Synchronization
import Testing
import WireStand

@Suite("the key of a service that repeats it", .serialized, .timeLimit(.minutes(30)))
struct KeySecrecyTests {
  /// What was sent as the key, said in every place that is read or kept.
  private static func echo(_ request: WireServer.Request) -> [WireServer.Step] {
    let said = request.headers["authorization"] ?? "no key came"
    let headers = ["x-request-id": said, "llm_provider-x-request-id": said, "Content-Type": "application/json"]
    let body = { (text: String) in
      WireServer.Step.answerWith(headers, Array(text.utf8))
    }
    switch request.number {
    case 1: return .fault(500, "internal error: \(said)", code: said, headers: headers)
    case 2:
      return body(#"{"model":"\#(said)","choices":[{"message":{"content":"Key \#(said)"},"finish_reason":"stop"}]}"#)
    case 3: return body(#"{"choices":[{"message":{"content":null,"refusal":"\#(said)"},"finish_reason":"stop"}]}"#)
    case 4: return body("<html>\(said)</html>")
    case 5: return .fault(429, "slow down \(said)", headers: headers.merging(["retry-after-ms": "10"]) { $1 })
    case 6: return .answer(headers: headers, Array(#"{"choices":"#.utf8) + Array(said.utf8), declared: 900) + [.close]
    case 7:
      return body(
        #"{"id":"\#(said)","model":"sim-a","system_fingerprint":"\#(said)","choices":[{"message":{"content":"A teapot."},"#
          + #""finish_reason":"stop"}],"usage":{"prompt_tokens":800,"completion_tokens":9}}"#)
    default: return .caption("A teapot.", model: "sim-a")
    }
  }

  @Test("F32: is in no file of the study, on no screen, in no report, no log and no argument of the program")
  func nowhere() throws {
    let seen = Mutex<[Data]>([])
    let program = Mutex<Int32>(0)
    let server = try WireServer { request in
      let process = "/proc/\(program.withLock { $0 })"
      for file in ["cmdline", "status"] {
        if let data = FileManager.default.contents(atPath: "\(process)/\(file)") { seen.withLock { $0.append(data) } }
      }
      return Self.echo(request)
    }
    let study = try ServiceStudy(
      ["a": server.address], keys: ["a": "api_key_env: A_KEY"], images: 9,
      run: "concurrency: 2, timeout: 20s, attempts: 4")
    let running = try Running("blindfold", ["run", study.path, "--yes"], environment: study.environment)
    program.withLock { $0 = running.process.processIdentifier }
    var shown = [running.wait()]
    // Answers with the key in the caption are kept from the study, so another run asks for those.
    for _ in 0..<3 where shown.last?.status == 75 { shown.append(try study.run()) }
    shown.append(
      try Programs.run("blindfold", ["run", study.path, "--yes", "--accept-failures"], environment: study.environment))
    #expect(shown.last?.status == 0, "\(shown.map(\.errors))")
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(ServiceStudy.key)" })
    for arguments in [
      ["doctor", study.path], ["scan", study.path], ["status", study.path],
      ["simulate", "rate", study.path, "--images", "datasets/demo"], ["report", study.path], ["verify", study.path],
    ] {
      shown.append(try Programs.run("blindfold", arguments, environment: study.environment))
    }
    #expect(shown.last?.status == 0, "\(shown.last?.errors ?? "")")
    let texts = shown.flatMap { [Data($0.output.utf8), Data($0.errors.utf8)] } + seen.withLock { $0 }
    #expect(seen.withLock { $0.contains { !$0.isEmpty } })
    var files = 0
    for canary in ["canary-0123456789", Data(ServiceStudy.key.utf8).base64EncodedString()] {
      for text in texts {
        #expect(text.range(of: Data(canary.utf8)) == nil, "\(String(decoding: text, as: UTF8.self))")
      }
      for name in try FileManager.default.subpathsOfDirectory(atPath: study.path) {
        guard let data = FileManager.default.contents(atPath: study.path + "/" + name) else { continue }
        files += 1
        #expect(data.range(of: Data(canary.utf8)) == nil, "the key is in \(name)")
      }
    }
    #expect(files > 20)
  }

  @Test("F32: no crash of the program that has it leaves an image of its memory")
  func noCore() throws {
    let server = try WireServer { _ in [.hold] }
    let study = try ServiceStudy(["a": server.address], keys: ["a": "api_key_env: A_KEY"])
    let command = "cd '\(study.path)'; ulimit -c unlimited; exec \"$0\" \"$@\""
    let running = try Running(
      "/bin/bash", ["-c", command, Programs.path("blindfold"), "run", study.path, "--yes"],
      environment: study.environment)
    #expect(waitFor { !server.requests.isEmpty })
    let limits = try String(contentsOfFile: "/proc/\(running.process.processIdentifier)/limits", encoding: .utf8)
    #expect(limits.contains(#/Max core file size +0 +0 /#), "\(limits)")
    kill(running.process.processIdentifier, SIGABRT)
    _ = running.wait()
    #expect(running.process.terminationReason == .uncaughtSignal)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: study.path).allSatisfy { !$0.contains("core") })
  }
}

extension WireServer.Step {
  fileprivate static func answerWith(_ headers: [String: String], _ body: [UInt8]) -> [WireServer.Step] {
    .answer(headers: headers, body)
  }
}
