import Foundation
import Roster
import StudyFile
import Testing

/// How a model is asked beyond model and prompt: what is read, what is refused, and what is committed to.
@Suite("call settings")
struct CallSettingsTests {
  private func call(_ label: String, _ edits: [(String, String)]) throws -> ModelCall {
    let candidate = try #require(StudyFixture(edits).load().plan.candidates.first { $0.label == label })
    guard case .model(let call) = candidate.source else { throw CocoaError(.featureUnsupported) }
    return call
  }

  private let local = "revision: 4f1c2d9"

  @Test("reads each of a candidate's own settings")
  func own() throws {
    let read = try call(
      "local",
      [
        (
          local,
          "max_completion_tokens: 400\n    seed: 7\n    detail: low\n    max_side: 1024\n    extra: {top_p: 0.9, b: {z: [1, yes, null, true, \"2\"], a: 1e-5}}"
        )
      ])
    #expect(read.maxCompletionTokens == 400 && read.maxTokens == nil)
    #expect(read.seed == 7 && read.detail == .low && read.maxSide == 1024 && read.imageMode == .data)
    #expect(read.extra == #"{"b":{"a":1e-05,"z":[1,"yes",null,true,"2"]},"top_p":0.9}"#)
    #expect(
      read.particulars == [
        "images over 1024 pixels are scaled down", "detail low", "at most 400 completion tokens", "seed 7",
        "further fields " + (read.extra ?? ""),
      ])
  }

  @Test("takes from defaults what a candidate does not set, and drops what does not go with its own")
  func defaults() throws {
    let shared = (
      "defaults: {temperature: 0.2, max_tokens: 60}",
      "defaults: {max_tokens: 60, seed: 3, detail: high, max_side: 512, extra: {top_p: 1}}"
    )
    let big = try call("big", [shared])
    #expect(big.seed == 3 && big.detail == .high && big.maxSide == 512 && big.extra == #"{"top_p":1}"#)
    let none = try call("local", [shared, (local, "image: none\n    max_completion_tokens: 9\n    seed: 4")])
    #expect(none.imageMode == .none && none.detail == nil && none.maxSide == nil && none.seed == 4)
    #expect(none.maxTokens == nil && none.maxCompletionTokens == 9)
  }

  @Test("a study with none of these settings is defined byte for byte as before there were any")
  func definitions() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let candidates = try StudyFixture().load().plan.candidates
    let text = String(decoding: try encoder.encode(candidates), as: UTF8.self)
    #expect(
      text == """
        [{"label":"big","price":{"input":2.5,"output":10},"source":{"model":{"_0":{"baseURL":\
        "https://api.openai.com/v1","declared":"openai/gpt-4o","keyRequired":true,"keyVariable":"OPENAI_API_KEY",\
        "maxTokens":60,"model":"gpt-4o","system":"Write alt text.","temperature":0.2,\
        "user":"Describe this {{category}} photo."}}}},{"label":"flash","source":{"model":{"_0":\
        {"baseURLVariable":"GLOBAL_AI_BASE_URL","declared":"openai-api/global-ai/deepseek-ai/DeepSeek-V4-Flash",\
        "keyRequired":true,"keyVariable":"GLOBAL_AI_API_KEY","maxTokens":60,"model":"deepseek-ai/DeepSeek-V4-Flash",\
        "system":"Write alt text.","temperature":0.2,"user":"Describe this {{category}} photo."}}}},\
        {"label":"local","source":{"model":{"_0":{"baseURL":"http://127.0.0.1:8000/v1","declared":"my-vlm",\
        "keyRequired":false,"maxTokens":60,"model":"my-vlm","revision":"4f1c2d9","system":"Write alt text.",\
        "temperature":0,"user":"What is this?"}}}},{"label":"human","source":{"captions":{"_0":{"path":"human.jsonl",\
        "sha256":"\(humanHash(text))"}}}}]
        """)
    let plain = try call("local", [(local, local + "\n    image: data")])
    #expect(plain == (try call("local", [])))
  }

  /// The fixture's captions are no part of what is tested here.
  private func humanHash(_ text: String) -> Substring {
    text.firstMatch(of: /"sha256":"([0-9a-f]{64})"/)?.1 ?? "none"
  }

  @Test(
    "refuses what contradicts itself or is malformed, at its line and column",
    arguments: [
      (
        "max_tokens: 9\n    max_completion_tokens: 9",
        "study.yaml:24:5: 'candidates.local.max_completion_tokens' stands"
      ),
      ("seed: -1", "study.yaml:23:11: 'candidates.local.seed' is '-1', not a whole number from 0 up."),
      ("detail: medium", "study.yaml:23:13: 'candidates.local.detail' is 'medium', not 'low' or 'high' or 'auto'."),
      ("image: file", "study.yaml:23:12: 'candidates.local.image' is 'file', not 'data' or 'url' or 'none'."),
      ("max_side: 8", "study.yaml:23:15: 'candidates.local.max_side' is '8', not a whole number from 16 to 16384."),
      ("image: none\n    max_side: 512", "study.yaml:24:5: 'candidates.local.max_side' stands beside `image: none`."),
      ("image: none\n    detail: low", "study.yaml:24:5: 'candidates.local.detail' stands beside `image: none`."),
      ("extra: [top_p]", "study.yaml:23:12: 'candidates.local.extra' is a list"),
      ("extra: {temperature: 1}", "study.yaml:23:13: 'candidates.local.extra.temperature' is a field that the program"),
      ("extra: {n: 2}", "study.yaml:23:13: 'candidates.local.extra.n' is a field that the program"),
      ("extra: {x: {api_key: abc}}", "study.yaml:23:17: a value under 'candidates.local.extra.x' looks like a key"),
      ("extra: {x: [sk-proj-AbCdEf0123456789]}", "study.yaml:23:17: a value under 'candidates.local.extra.x' looks"),
      ("style: brief", "study.yaml:23:12: there is no style 'brief'."),
    ])
  func refused(_ line: String, _ start: String) throws {
    let refusal = try StudyFixture([(local, line)]).refusal
    #expect(refusal.contains(start), "\(refusal)")
    #expect(!refusal.contains("AbCdEf"))
  }

  @Test("a style stands where the prompt asks for it, fields in it are an item's, and the filled text is committed to")
  func styles() throws {
    let edits = [
      (
        "prompt:\n  system: Write alt text.",
        "styles: {brief: at most 12 words, rich: \"two sentences on a {{title}}\"}\nprompt:\n  system: \"Alt text, {{style}}.\""
      ),
      ("max_tokens: 60}", "max_tokens: 60, style: brief}"),
      (local, "style: rich"),
    ]
    #expect(try call("big", edits).system == "Alt text, at most 12 words.")
    #expect(try call("local", edits).system == "Alt text, two sentences on a {{title}}.")
    let hole = try StudyFixture(
      edits.map { $0.0 == "{{title}}" ? $0 : ($0.0, $0.1.replacing("{{title}}", with: "{{size}}")) })
    #expect(hole.refusal.contains("the prompt names '{{size}}', which 6 of 6 images lack"))
  }

  @Test("refuses a place for a style without a style, a style without a place, and one that stands in itself")
  func styleHoles() throws {
    let styles = ("prompt:\n  system: Write alt text.", "styles: {brief: short}\nprompt:\n  system: \"Be {{style}}.\"")
    #expect(
      try StudyFixture([styles]).refusal.contains("the prompt of 'candidates.big' asks for {{style}}, and it has no"))
    let useless = try StudyFixture([
      ("prompt:\n  system: Write alt text.", "styles: {brief: short}\nprompt:\n  system: Write alt text."),
      (local, "style: brief"),
    ])
    #expect(useless.refusal.contains("'candidates.local.style' is set, and no prompt of this candidate has {{style}}"))
    let misspelt = try StudyFixture([styles, ("max_tokens: 60}", "max_tokens: 60, style: breif}")])
    #expect(
      misspelt.refusal.contains("there is no style 'breif'.") && misspelt.refusal.contains("Did you mean 'brief'?"))
    let itself = try StudyFixture([("prompt:\n", "styles: {brief: \"a {{style}} b\"}\nprompt:\n")])
    #expect(itself.refusal.contains("the style 'brief' has {{style}} in it."))
  }

  @Test("without styles, {{style}} is an item's field like any")
  func fieldNamedStyle() throws {
    let refusal = try StudyFixture([("Write alt text.", "\"Write in a {{style}} way.\"")]).refusal
    #expect(refusal.contains("the prompt names '{{style}}', which 6 of 6 images lack"))
  }

  @Test("images go out as addresses only where every image has one on the public network")
  func addresses() throws {
    let edits = [(local, "image: url")]
    #expect(try StudyFixture(edits).refusal.contains("'local' is to be told image addresses, which 6 of 6 images lack"))
    let study = try StudyFixture(edits)
    let metadata = try String(contentsOfFile: study.folder.path + "/data/metadata.jsonl", encoding: .utf8)
    try study.folder.write(
      "data/metadata.jsonl", metadata.replacing(#""title": "T""#, with: #""url": "https://img.example.org/a.png""#))
    #expect(
      try study.notices().contains { $0.contains("'local' is told each image's address: the service fetches it") })
    try study.folder.write(
      "data/metadata.jsonl", metadata.replacing(#""title": "T""#, with: #""url": "http://169.254.169.254/a""#))
    #expect(study.refusal.contains("is in a private network"))
  }

  @Test("reads how a run goes about its calls, each limit apart")
  func run() throws {
    let study = try StudyFixture([
      (
        "run: {concurrency: 4, timeout: 90s, attempts: 2}",
        "run: {timeout: 90s, connect: 5s, first_byte: 45s, idle: 500ms, patience: 5m, http: 2}"
      )
    ])
    #expect(
      try study.load().plan.run
        == RunSettings(timeout: 90, connect: 5, firstByte: 45, idle: 0.5, patience: 300, http: .two))
    let refusals = try [
      ("http: 3", "'run.http' is '3', not '1.1' or '2'."), ("idle: 30", "'run.idle' is '30', not a time from 1ms"),
      ("first_byte: 2m", "'run.first_byte' is longer than the whole call may take (60 s)."),
    ].map { line, said in
      try (StudyFixture([("run: {concurrency: 4, timeout: 90s, attempts: 2}", "run: {\(line)}")]).refusal, said)
    }
    for (refusal, said) in refusals { #expect(refusal.contains(said), "\(refusal)") }
  }
}
