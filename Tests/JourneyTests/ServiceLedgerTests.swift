import Foundation
import ProgramStand
import Testing
import WireStand

@testable import StudyStore

@Suite("what services say of their answers")
struct ServiceLedgerTests {
  @Test("every detail of an answer is in the ledger, of the tries that failed too")
  func details() throws {
    let server = try WireServer { request in
      if request.number == 1 { return .fault(503, "not now", headers: ["retry-after-ms": "20"]) }
      let body = """
        {"model":"other-9","system_fingerprint":"fp-1","choices":[{"message":{"role":"assistant","content":"A cup."},
        "finish_reason":"stop"}],"usage":{"prompt_tokens":800,"completion_tokens":30,
        "prompt_tokens_details":{"cached_tokens":512,"image_tokens":700},
        "completion_tokens_details":{"reasoning_tokens":21}}}
        """
      return .answer(
        headers: ["Content-Type": "application/json", "x-litellm-attempted-fallbacks": "1"], [UInt8](body.utf8))
    }
    let folder = try TemporaryFolder("ledger")
    try oneModelStudy(in: folder.path, at: server.address)
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes", "--limit", "1"])
    #expect(run.status == 0, "\(run.errors)")
    let rows = try StudyStore(reading: folder.path).keyRows(
      """
      SELECT number, status, happened, requested_model, served_model, cached_tokens, reasoning_tokens, image_tokens,
        fallbacks, flags, retry_after, resends, ended >= started FROM attempt ORDER BY id
      """)
    #expect(
      rows == [
        "1|503|server|cap-1|-|-|-|-|-|[]|0.02|0|1",
        #"2|200|captioned|cap-1|other-9|512|21|700|1|["model_echo_mismatch"]|-|0|1"#,
      ])
  }
}

/// A study of the demo set in which one model is asked, the incumbent `large`; the other candidate's captions are
/// ready-made.
///
/// - Parameters:
///   - large: further keys of the model, for example `, price: {input: 1, output: 2}`.
///   - study: further sections of the study.
func oneModelStudy(in folder: String, at address: String, large: String = "", study: String = "") throws {
  try demoStudy(in: folder) { text in
    guard let start = text.range(of: "candidates:"), let end = text.range(of: "\nrun:") else { return text }
    return text.replacingCharacters(
      in: start.lowerBound..<end.lowerBound,
      with: """
        candidates:
          large: {model: cap-1, base_url: \(address)\(large)}
          human: {captions: \(Programs.root.path)/datasets/demo/metadata.jsonl}
        \(study)
        """)
  }
}
