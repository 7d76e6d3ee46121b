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

  /// Fault F08.
  @Test("a model that changes in mid-run is told at once, once, and the report counts its captions from the first on")
  func otherModel() throws {
    let server = try WireServer { request in
      let body = #"""
        {"model":"\#(request.number > 12 ? "other-9" : "cap-1")","system_fingerprint":"fp-\#(request.number > 20 ? 2 : 1)",
        "choices":[{"message":{"role":"assistant","content":"A cup number \#(request.number)."},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":800,"completion_tokens":\#(request.number == 5 ? 4096 : 9)}}
        """#
      let headers = ["Content-Type": "application/json"]
        .merging(request.number == 30 ? ["x-litellm-attempted-fallbacks": "1"] : [:]) { $1 }
      return .answer(headers: headers, [UInt8](body.utf8))
    }
    let folder = try TemporaryFolder("other-model")
    try oneModelStudy(in: folder.path, at: server.address) {
      $0.replacing("concurrency: 8", with: "concurrency: 1")
        .replacing("raters: [ana, bo, chi, dee, eli, fay, gil, hana, ivo, jo, kit, lu]", with: "raters: [ana, bo]")
        .replacing("ratings_per_item: 6", with: "ratings_per_item: 2").replacing("guests: [you]", with: "guests: []")
    }
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes"])
    #expect(run.status == 0, "\(run.errors)")
    let notices = run.errors.split(separator: "\n").filter { $0.contains("candidate 'large'") }
    #expect(notices.count == 3, "\(run.errors)")
    #expect(notices[0].contains("a caption of 4096 tokens") && notices[0].contains("runaway_words: 300"))
    #expect(notices[1].contains("another model than 'cap-1' answered: 'other-9'."))
    #expect(notices[2].contains("fingerprint is 'fp-2', before 'fp-1'"))
    let rated = try Programs.run(
      "blindfold", ["simulate", "rate", folder.path, "--images", Programs.root.path + "/datasets/demo"])
    #expect(rated.status == 0, "\(rated.errors)")
    let report = try Programs.run("blindfold", ["report", folder.path])
    #expect(report.status == 0 || report.status == 2, "\(report.status) \(report.errors)")
    let text = try String(contentsOfFile: folder.path + "/decision.md", encoding: .utf8)
    #expect(
      text.contains(
        "24 captions of 36 by another model than asked for (`cap-1`)**, from caption 13 of the run on, "
          + "1 of them after a fallback at a proxy."), "\(text)")
    #expect(text.contains("from caption 21 of the run on the service had the fingerprint `fp-2`, before `fp-1`."))
    let verified = try Programs.run("blindfold", ["verify", folder.path])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }
}

/// A study of the demo set in which one model is asked, the incumbent `large`; the other candidate's captions are
/// ready-made.
///
/// - Parameters:
///   - large: further keys of the model, for example `, price: {input: 1, output: 2}`.
///   - change: to the rest of the study.
func oneModelStudy(
  in folder: String, at address: String, large: String = "", _ change: (String) -> String = { $0 }
) throws {
  try demoStudy(in: folder) { original in
    let text = change(original)
    guard let start = text.range(of: "candidates:"), let end = text.range(of: "\nrun:") else { return text }
    return text.replacingCharacters(
      in: start.lowerBound..<end.lowerBound,
      with: """
        candidates:
          large: {model: cap-1, base_url: \(address)\(large)}
          human: {captions: \(Programs.root.path)/datasets/demo/metadata.jsonl}

        """)
  }
}
