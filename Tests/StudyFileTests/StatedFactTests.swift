import Foundation
import Roster
import StudyFile
import Testing

/// What a study file states of its subject and its candidates beside what is called.
@Suite("stated facts")
struct StatedFactTests {
  private func candidate(_ label: String, _ study: StudyFixture) throws -> Candidate {
    try #require(study.load().plan.candidates.first { $0.label == label })
  }

  private func definition(_ candidate: Candidate) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(candidate), as: UTF8.self)
  }

  @Test("reads the subject, and each candidate's context window, licence, provider and stream")
  func read() throws {
    let study = try StudyFixture([
      ("question: May", "subject: product alt text\nquestion: May"),
      (
        "revision: 4f1c2d9",
        "context_window: 131072\n    licence: Apache-2.0\n    provider: our own machines\n    stream: true"
      ),
      ("captions: human.jsonl", "captions: human.jsonl\n    licence: CC BY 4.0"),
    ])
    #expect(try study.load().plan.subject == "product alt text")
    let local = try candidate("local", study)
    #expect(local.contextWindow == 131_072 && local.licence == "Apache-2.0" && local.service == "our own machines")
    guard case .model(let call) = local.source else {
      Issue.record("a model")
      return
    }
    #expect(call.streams == true)
    #expect(try candidate("human", study).licence == "CC BY 4.0")
  }

  @Test("what is not stated is not made up, but for the provider that a model string names")
  func silent() throws {
    let study = try StudyFixture()
    #expect(try study.load().plan.subject == nil)
    #expect(try candidate("big", study).service == "OpenAI")
    #expect(try candidate("flash", study).service == "global-ai")
    for label in ["local", "human"] {
      let found = try candidate(label, study)
      #expect(found.service == nil && found.contextWindow == nil && found.licence == nil)
    }
  }

  /// The definition is committed to: as it was before these facts could be stated.
  @Test("a candidate without stated facts is defined word for word as before")
  func definitions() throws {
    let study = try StudyFixture()
    #expect(
      try definition(candidate("local", study))
        == #"{"label":"local","source":{"model":{"_0":{"baseURL":"http://127.0.0.1:8000/v1","declared":"my-vlm","#
        + #""keyRequired":false,"maxTokens":60,"model":"my-vlm","revision":"4f1c2d9","system":"Write alt text.","#
        + #""temperature":0,"user":"What is this?"}}}}"#)
    let off = try StudyFixture([("revision: 4f1c2d9", "revision: 4f1c2d9\n    stream: false")])
    #expect(try definition(candidate("local", off)) == definition(candidate("local", study)))
    let on = try StudyFixture([("revision: 4f1c2d9", "revision: 4f1c2d9\n    stream: true\n    licence: MIT")])
    let text = try definition(candidate("local", on))
    #expect(text.contains(#""streams":true"#) && text.contains(#""licence":"MIT""#))
    #expect(try JSONDecoder().decode(Candidate.self, from: Data(text.utf8)) == candidate("local", on))
  }

  @Test(
    "refuses what is malformed, at its line and column",
    arguments: [
      (
        "context_window: 128k",
        "study.yaml:23:21: 'candidates.local.context_window' is '128k', not a whole number from 1 to"
      ),
      ("context_window: 0", "study.yaml:23:21: 'candidates.local.context_window' is"),
      ("license: MIT", "study.yaml:23:5: unknown key 'license' in 'candidates.local'."),
      ("licence: [MIT]", "study.yaml:23:14: 'candidates.local.licence' is a list, not a text."),
      ("provider: \"a\\nb\"", "study.yaml:23:15: 'candidates.local.provider' is"),
      ("stream: often", "study.yaml:23:13: 'candidates.local.stream' is 'often', not true or false."),
    ])
  func malformed(_ line: String, _ start: String) throws {
    let refusal = try StudyFixture([("revision: 4f1c2d9", line)]).refusal
    #expect(refusal.hasPrefix(start), "\(refusal)")
    if line.hasPrefix("license") { #expect(refusal.contains("Did you mean 'licence'?")) }
  }

  @Test("refuses a subject that would not stand in a sentence")
  func subject() throws {
    let long = String(repeating: "a long subject ", count: 6)
    for text in [long, "alt text.", "\"alt\\ntext\"", "[alt, text]"] {
      let refusal = try StudyFixture([("study: demo", "study: demo\nsubject: \(text)")]).refusal
      #expect(refusal.hasPrefix("study.yaml:3:10: 'subject' is"), "\(refusal)")
    }
  }

  @Test("refuses to stream ready-made captions, and pinned weights of them")
  func captions() throws {
    let refusal = try StudyFixture([("captions: human.jsonl", "captions: human.jsonl\n    stream: true")]).refusal
    #expect(refusal.contains("'candidates.human.stream' stands beside 'captions'."))
  }
}
