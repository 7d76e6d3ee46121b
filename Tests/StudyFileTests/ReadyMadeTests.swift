import Foundation
import Roster
import StudyFile
import StudyModel
import Testing

/// Captions made elsewhere, in the forms that people have them in.
@Suite("captions made elsewhere")
struct ReadyMadeTests {
  /// A study whose fourth candidate is read from this file.
  private func study(_ name: String, _ content: String, from: String? = nil) throws -> StudyFixture {
    let declared = from.map { "captions: {file: \(name), from: \"\($0)\"}" } ?? "captions: \(name)"
    let study = try StudyFixture([("captions: human.jsonl", declared)])
    try study.folder.write(name, content)
    return study
  }

  private func captions(of study: StudyFixture) throws -> [String: ReadyMadeCaption] {
    let plan = try study.load().plan
    let names = Dictionary(uniqueKeysWithValues: plan.items.map { ($0.id, $0.fileName) })
    return Dictionary(uniqueKeysWithValues: try #require(plan.readyMade["human"]).map { (names[$0] ?? "", $1) })
  }

  /// File names of the images of the fixture's set.
  private func names() throws -> [String] { try StudyFixture().load().plan.items.map(\.fileName) }

  @Test("CSV: quoted cells, any column order; a record that is left out has no caption")
  func table() throws {
    let names = try names()
    let text = "id,text,image\r\n1,\"A kettle, \"\"red\"\"\",\(names[0])\r\n2,,\(names[1])\r\n3,Elsewhere,other.png\r\n"
    #expect(
      try captions(of: study("human.csv", text))
        == [names[0]: ReadyMadeCaption("A kettle, \"red\""), names[1]: ReadyMadeCaption("")])
  }

  /// As Inspect 0.3 writes it with `--log-format json`, but for what nobody reads here.
  private func inspect(_ names: [String]) -> String {
    func sample(_ id: String, _ text: String, _ reason: String, metadata: String = "{}", error: String = "null")
      -> String
    {
      """
      {"id": "\(id)", "epoch": 1, "input": "Describe", "target": "", "metadata": \(metadata), "error": \(error), "output": {
        "model": "openai/gpt-4o", "completion": "\(text)", "usage": {"input_tokens": 3, "output_tokens": 2},
        "choices": [{"message": {"role": "assistant", "content": "\(text)"}, "stop_reason": "\(reason)"}]}}
      """
    }
    let samples = [
      sample("1", "A red kettle.", "stop", metadata: "{\"file_name\": \"\(names[0])\"}"),
      sample("/data/set/\(names[1])", "A blue", "max_tokens"), sample(names[2], "", "content_filter"),
      sample(
        "4", "half of", "unknown", metadata: "{\"image\": \"\(names[3])\"}", error: "{\"message\": \"cancelled\"}"),
    ]
    return """
      {"version": 2, "status": "success", "eval": {"model": "openai/gpt-4o"}, "plan": {}, "samples": [\(samples.joined(separator: ",\n"))]}
      """
  }

  @Test("Inspect's log: images by metadata or id, cut and filtered answers are that here too, errors are no caption")
  func inspectLog() throws {
    let names = try names()
    #expect(
      try captions(of: study("log.json", inspect(names))) == [
        names[0]: ReadyMadeCaption("A red kettle."), names[1]: ReadyMadeCaption("A blue", outcome: .truncated),
        names[2]: ReadyMadeCaption("", outcome: .filtered),
      ])
    let other = try study("log.json", inspect(names), from: "openai/gpt-4o")
    #expect(try captions(of: other).count == 3)
    let declared = try other.file("log.json", "openai/gpt-4o")
    #expect(try other.load().plan.candidates.contains { $0.source == .captions(declared) })
  }

  /// As promptfoo writes its results, version 3 and later.
  private func promptfoo(_ names: [String], isList: Bool = false) -> String {
    func result(_ index: Int, _ provider: String, _ variables: String, _ response: String) -> String {
      """
      {"promptIdx": 0, "testIdx": \(index), "provider": {"id": "\(provider)", "label": ""}, "vars": {\(variables)}, \
      "response": \(response), "success": true, "latencyMs": 540}
      """
    }
    let results = [
      result(0, "openai:gpt-4o", "\"image\": \"file://\(names[0])\"", #"{"output": "A red kettle."}"#),
      result(0, "ollama:llava", "\"image\": \"file://\(names[0])\"", #"{"output": "Tea."}"#),
      result(1, "openai:gpt-4o", "\"photo\": \"shots/\(names[1])\"", #"{"output": "I cannot.", "isRefusal": true}"#),
      result(2, "openai:gpt-4o", "\"image\": \"\(names[2])\"", #"{"error": "429"}"#),
      result(3, "openai:gpt-4o", "\"image\": \"\(names[3])\"", #"{"output": "Cut", "finishReason": "length"}"#),
    ]
    return isList
      ? results.joined(separator: "\n")
      : """
      {"evalId": "eval-1", "results": {"version": 3, "prompts": [], "results": [\(results.joined(separator: ",\n"))], "stats": {}}}
      """
  }

  @Test(
    "promptfoo's results, as JSON and as JSON Lines: one model's answers, images by any variable",
    arguments: [true, false])
  func promptfooResults(isList: Bool) throws {
    let names = try names()
    let file = isList ? "out.jsonl" : "out.json"
    #expect(
      try captions(of: study(file, promptfoo(names, isList: isList), from: "openai:gpt-4o")) == [
        names[0]: ReadyMadeCaption("A red kettle."), names[1]: ReadyMadeCaption("I cannot.", outcome: .refused),
        names[3]: ReadyMadeCaption("Cut", outcome: .truncated),
      ])
    let unnamed = try study(file, promptfoo(names, isList: isList)).refusal
    #expect(
      unnamed == """
        \(file):1:1: it has answers of 2 models: ollama:llava, openai:gpt-4o.
                Which of them is this candidate could only be guessed.
                Name one: `captions: {file: \(file), from: "ollama:llava"}`.
        """)
    let unknown = try study(file, promptfoo(names, isList: isList), from: "openai:gpt-5").refusal
    #expect(unknown.contains("it has no answer of 'openai:gpt-5'"))
  }

  @Test("Inspect's log: `from` is the model that was asked or the one that answered, and nobody else's name")
  func inspectModels() throws {
    let names = try names()
    let log = inspect(names).replacing(
      "\"model\": \"openai/gpt-4o\", \"completion\"", with: "\"model\": \"gpt-4o-2024-08-06\", \"completion\"")
    for from in [nil, "openai/gpt-4o", "gpt-4o-2024-08-06"] {
      #expect(try captions(of: study("log.json", log, from: from)).count == 3, "\(from ?? "no name")")
    }
    #expect(
      try study("log.json", log, from: "openai/gpt-4").refusal == """
        log.json:1:1: it has no answer of 'openai/gpt-4'.
                There would be nothing to judge.
                Write one of these under 'from': openai/gpt-4o, gpt-4o-2024-08-06.
        """)
  }

  @Test(
    "Inspect's log: answers of two models are one candidate only where one model was asked for all, and that is told")
  func inspectTwoModels() throws {
    let names = try names()
    let answer = "\"model\": \"openai/gpt-4o\", \"completion\": \"A red kettle.\""
    let log = inspect(names).replacing(answer, with: answer.replacing("openai/gpt-4o", with: "mini"))
    let told = try study("log.json", log)
    #expect(try captions(of: told).count == 3)
    #expect(
      try told.notices().contains(
        "log.json:1:1: all of it was asked of 'openai/gpt-4o', and answered by mini, openai/gpt-4o: one candidate."))
    #expect(
      try captions(of: study("log.json", log, from: "mini")) == [names[0]: ReadyMadeCaption("A red kettle.")])
    let unasked = log.replacing("\"eval\": {\"model\": \"openai/gpt-4o\"}", with: "\"eval\": {}")
    #expect(
      try study("log.json", unasked).refusal == """
        log.json:1:1: it has answers of 2 models: mini, openai/gpt-4o.
                Which of them is this candidate could only be guessed.
                Name one: `captions: {file: log.json, from: "mini"}`.
        """)
  }

  @Test(
    "promptfoo's results of two prompts for one test are refused once, as that; prompts for different tests are not")
  func promptfooPrompts() throws {
    let names = try names()
    func results(_ tests: [Int]) -> String {
      let list = tests.enumerated().map { prompt, test in
        """
        {"promptIdx": \(prompt), "testIdx": \(test), "provider": {"id": "m"}, "vars": {"image": "\(names[test])"}, \
        "response": {"output": "A kettle."}}
        """
      }
      return "{\"results\": [\(list.joined(separator: ", "))]}"
    }
    #expect(
      try study("out.json", results([0, 0])).refusal == """
        out.json:1:1: results[1] answers another prompt (promptIdx 1) than an earlier one for its test (0).
                Which of them is this candidate could only be guessed.
                Run it with one prompt, or keep one prompt's results.
        """)
    #expect(try captions(of: study("out.json", results([0, 1]))).count == 2)
  }

  @Test("refuses what cannot be read, each at its place, and guesses nothing")
  func refusals() throws {
    let names = try names()
    func refusal(_ file: String, _ content: String, from: String? = nil) throws -> String {
      try study(file, content, from: from).refusal
    }
    let twice = inspect(names).replacing("\"id\": \"\(names[2])\"", with: "\"id\": \"\(names[0])\"")
    for (file, content, from, expected) in [
      ("a.csv", "file,caption\nx,y\n", nil, "a.csv:1:1: there is no column 'file_name' or 'image'."),
      ("a.csv", "image,words\nx,y\n", nil, "a.csv:1:1: there is no column 'caption' or 'text'."),
      ("a.csv", "image,text\n\(names[0]),One\n\(names[0]),Two\n", nil, "a.csv:3:1: '\(names[0])' has a caption twice"),
      ("a.csv", "image,text\n\(names[0]),\"One\n", nil, "a.csv:2:"),
      ("a.csv", "image,text\n\(names[0]),One\n", "big", "a.csv:1:1: this file does not say which model wrote what"),
      ("a.json", twice, nil, "a.json:1:1: '\(names[0])' has a caption twice: samples[2] and samples[0]."),
      ("a.json", "{\"eval\": {}, \"plan\": {}}", nil, "a.json:1:1: this Inspect log has no 'samples'."),
      ("a.json", "{\"samples\": [{\"output\": {}}]}", nil, "a.json:1:1: samples[0] has no 'id'."),
      ("a.json", "{\"samples\": [{\"id\": 1}]}", nil, "a.json:1:1: samples[0] has no 'output.completion'."),
      ("a.json", "{\"results\": [{\"response\": {}}]}", nil, "a.json:1:1: results[0] has no 'vars'."),
      ("a.json", "{\"results\": [{\"vars\": {}}]}", nil, "a.json:1:1: no variable of results[0] names an image."),
      ("a.eval", "PK\u{3}\u{4}rest", nil, "a.eval:1:1: this is a packed file"),
    ] as [(String, String, String?, String)] {
      let said = try refusal(file, content, from: from)
      #expect(said.hasPrefix(expected), "\(said)")
    }
    let wrong = try StudyFixture([("captions: human.jsonl", "captions: {path: human.jsonl}")]).refusal
    #expect(wrong.contains("'candidates.human.captions' has no 'file'"), "\(wrong)")
  }
}

extension StudyFixture {
  /// A file of this study's folder as a candidate's definition has it.
  fileprivate func file(_ name: String, _ from: String?) throws -> CaptionFile {
    let plan = try load().plan
    guard case .captions(let file) = plan.candidates.first(where: { $0.label == "human" })?.source else {
      throw CocoaError(.fileNoSuchFile)
    }
    return CaptionFile(path: name, sha256: file.sha256, from: from)
  }
}
