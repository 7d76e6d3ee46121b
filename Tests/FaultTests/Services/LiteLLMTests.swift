import Blinding
import Foundation
import ProgramStand
import Roster
import StudyModel
import StudyStore
import Testing

/// LiteLLM's proxy of `script/litellm`, as long as this lives.
private final class LiteLLM {
  let running: Running
  let url: String

  struct DidNotStart: Error { var errors: String }

  init() throws {
    running = try Running(Programs.root.path + "/script/litellm", ["18476"])
    guard
      waitFor(seconds: 600, { [running] in running.output.contains("litellm proxy at") || !running.process.isRunning })
    else { throw DidNotStart(errors: running.errors) }
    let found = running.output.firstMatch(of: /litellm proxy at (\S+)/).map { String($0.1) }
    guard let found else { throw DidNotStart(errors: running.errors) }
    url = found
  }

  deinit {
    // Its group, the proxy among it: whoever starts programs here may have blocked the gentler signals for them.
    killpg(running.process.processIdentifier, SIGKILL)
    running.process.waitUntilExit()
  }
}

@Suite(
  "behind LiteLLM's proxy", .serialized, .enabled(if: ProcessInfo.processInfo.environment["BLINDFOLD_LITELLM"] == "1"),
  .timeLimit(.minutes(30)))
struct LiteLLMTests {
  @Test("chat with an image, a stream, a fallback, 500, a wrong key and an unknown model each end as they should")
  func proxy() throws {
    let proxy = try LiteLLM()
    let study = try ServiceStudy(
      [
        "plain": proxy.url, "streamed": proxy.url, "fallback": proxy.url, "faulty": proxy.url, "unknown": proxy.url,
        "stranger": proxy.url,
      ],
      keys: Dictionary(
        uniqueKeysWithValues: ["plain", "streamed", "fallback", "faulty", "unknown"].map { ($0, "api_key_env: A_KEY") }
      )
      .merging(["stranger": "api_key_env: WRONG_KEY"]) { $1 },
      images: 3, run: "concurrency: 4, timeout: 30s, attempts: 2")
    study.environment.merge(["A_KEY": "sk-litellm-canary-0123456789", "WRONG_KEY": "sk-wrong-canary-0123456789"]) { $1 }
    let file = study.path + "/study.yaml"
    try [
      "sim-plain": "mock-caption", "sim-streamed": "mock-caption, stream: true", "sim-fallback": "mock-429-fb",
      "sim-faulty": "mock-500", "sim-unknown": "nobody", "sim-stranger": "mock-caption",
    ].reduce(try String(contentsOfFile: file, encoding: .utf8)) {
      $0.replacing("model: \($1.key)", with: "model: \($1.value)")
    }
    .write(toFile: file, atomically: true, encoding: .utf8)
    let run = try study.run()
    #expect(run.status == 69, "\(run.errors)")
    for label in ["plain", "streamed", "fallback"] {
      try study.expectComplete([label], text: "A teapot on a table.")
      #expect(try study.facts(of: label).servedModels == ["mock-caption"])
      // x-litellm-attempted-fallbacks tells of a fallback, beside the model's name.
      let others = try study.facts(of: label).served.values.compactMap(\.others)
      #expect(others.map(\.afterFallback) == (label == "fallback" ? [3] : []), "\(label)")
      let (store, outputs) = (try study.store(), try study.outputs(of: label))
      let flags = try outputs.map { try store.oddities(of: $0.arm, about: $0.item) }
      #expect(flags.allSatisfy { $0.contains("streamed_by_proxy") == (label == "streamed") }, "\(label): \(flags)")
      #expect(try study.facts(of: label).attempts == 3)
    }
    #expect(try study.facts(of: "streamed").firstTokens.count == 3 && study.facts(of: "plain").firstTokens.isEmpty)
    #expect(try study.facts(of: "faulty").attempts == 6 && study.outputs(of: "faulty").isEmpty)
    #expect(run.errors.contains("candidate 'faulty': 3 captions without an answer"), "\(run.errors)")
    for label in ["stranger", "unknown"] {
      #expect(try study.facts(of: label).attempts == 1, "\(label)")
      #expect(run.errors.contains("3 captions are missing: candidate '\(label)' ("), "\(run.errors)")
    }
    #expect(run.errors.contains("refused the key") && run.errors.contains("does not know the model"), "\(run.errors)")
    #expect(!run.errors.contains("canary"), "\(run.errors)")
  }

  @Test(
    "429 and nothing else: the candidate is left alone when the patience of two minutes is over, and nothing is stored")
  func rateLimited() throws {
    let proxy = try LiteLLM()
    let study = try ServiceStudy(["busy": proxy.url], keys: ["busy": "api_key_env: A_KEY"], images: 3)
    study.environment["A_KEY"] = "sk-litellm-canary-0123456789"
    let file = study.path + "/study.yaml"
    try String(contentsOfFile: file, encoding: .utf8).replacing("sim-busy", with: "mock-429")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let run = try study.run()
    #expect(run.status == 69 && run.errors.contains("answered 429 (not now) and nothing else for 12"), "\(run.errors)")
    #expect(try study.outputs(of: "busy").isEmpty && study.facts(of: "busy").attempts > 3)
  }
}
