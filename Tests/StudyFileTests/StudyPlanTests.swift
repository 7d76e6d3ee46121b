import Digest
import Foundation
import Roster
import StudyFile
import StudyModel
import Testing

/// A good study file, understood.
@Suite struct StudyPlanTests {
  @Test("every key of a good study reaches the plan")
  func good() throws {
    let study = try StudyFixture()
    let plan = try StudyFile.load(study.path)
    #expect(plan.name == "demo")
    #expect(plan.question == "May flash replace big?")
    #expect(plan.path == study.path)
    #expect(plan.items.count == 6)
    #expect(plan.traffic == ["product": 0.6, "everyday": 0.3, "chart": 0.1])
    #expect(plan.seed == 7)
    #expect(plan.incumbent == "big")
    #expect(plan.checks == CaptionChecks(maxWords: 25, bannedOpenings: ["An image of"]))
    #expect(plan.run == RunSettings(concurrency: 4, timeout: 90, attempts: 2, maxCost: nil))
    #expect(plan.review.rubric.name == "small")
    #expect(plan.review.rubricPath == study.folder.path + "/rubric.yaml")
    #expect(plan.review.raters == ["ana", "bo", "chi"])
    #expect(plan.review.ratingsPerItem == 2)
    #expect(plan.review.secondsPerItem == 30)
    #expect(
      plan.claim
        == Claim(
          criterion: "overall", scope: .theseRaters, margin: 0.3, because: "The pilot says so.", confidence: 0.95))
    #expect(plan.imagesPerMonth == 8_000_000)
    #expect(plan.notices == [])
  }

  @Test("candidates keep their order, and each form of model string is resolved")
  func candidates() throws {
    let study = try StudyFixture([("openai-api/global", "openai-api/glo-bal")])
    let user = "Describe this {{category}} photo."
    #expect(
      try study.load().plan.candidates == [
        Candidate(
          label: "big",
          source: .model(
            ModelCall(
              model: "gpt-4o", declared: "openai/gpt-4o", baseURL: "https://api.openai.com/v1",
              keyVariable: "OPENAI_API_KEY", keyRequired: true, system: "Write alt text.", user: user, temperature: 0.2,
              maxTokens: 60)),
          price: Price(input: 2.5, output: 10)),
        Candidate(
          label: "flash",
          source: .model(
            ModelCall(
              model: "deepseek-ai/DeepSeek-V4-Flash", declared: "openai-api/glo-bal-ai/deepseek-ai/DeepSeek-V4-Flash",
              baseURLVariable: "GLO_BAL_AI_BASE_URL", keyVariable: "GLO_BAL_AI_API_KEY", keyRequired: true,
              system: "Write alt text.", user: user, temperature: 0.2, maxTokens: 60))),
        Candidate(
          label: "local",
          source: .model(
            ModelCall(
              model: "my-vlm", declared: "my-vlm", baseURL: "http://127.0.0.1:8000/v1", revision: "4f1c2d9",
              system: "Write alt text.", user: "What is this?", temperature: 0, maxTokens: 60))),
        Candidate(
          label: "human",
          source: .captions(
            CaptionFile(
              path: "human.jsonl",
              sha256: SHA256.hex(try String(contentsOfFile: study.folder.path + "/human.jsonl", encoding: .utf8))))),
      ])
  }

  @Test("openrouter, a variable as address, and a key's variable")
  func furtherForms() throws {
    let study = try StudyFixture([
      ("openai/gpt-4o", "openrouter/google/gemini-flash"),
      ("base_url: http://127.0.0.1:8000/v1/", "base_url: ${VLM_URL}\n    api_key_env: VLM_KEY"),
    ])
    let calls = try study.load().plan.candidates.compactMap { candidate in
      if case .model(let call) = candidate.source { call } else { nil }
    }
    #expect(calls[0].model == "google/gemini-flash")
    #expect(calls[0].baseURL == "https://openrouter.ai/api/v1")
    #expect(calls[0].keyVariable == "OPENROUTER_API_KEY")
    #expect(calls[2].baseURL == nil)
    #expect(calls[2].baseURLVariable == "VLM_URL")
    #expect(calls[2].keyVariable == "VLM_KEY")
    #expect(calls[2].keyRequired)
  }

  @Test("a folder stands for the study.yaml in it")
  func folder() throws {
    let study = try StudyFixture()
    #expect(try StudyFile.load(study.folder.path).path == study.path)
    #expect(
      study.folder.said { try StudyFile.load(study.folder.path + "/data") } == """
        data/study.yaml:1:1: there is no such study file.
                There is no study to work on.
                Check the path, or copy results/demo/study.yaml of the project to start from.
        """)
  }

  @Test("timeouts are read with their unit", arguments: [("1500ms", 1.5), ("2m", 120), ("60s", 60), ("0.5 s", 0.5)])
  func timeouts(written: String, seconds: Double) throws {
    #expect(try StudyFixture([("90s", written)]).load().plan.run.timeout == seconds)
  }

  @Test(
    "what is left out has a default: the rubric's primary question, packets of about 20 minutes, 95 %, the whole set")
  func defaults() throws {
    let study = try StudyFixture([
      ("  criterion: overall\n", ""), ("  ratings_per_item: 2\n", ""), ("  seconds_per_item: 30\n", ""),
      ("  sample: {n: 6, seed: 7, per_category: {chart: 2}}\n", ""),
      ("run: {concurrency: 4, timeout: 90s, attempts: 2}\n", ""), ("report: {images_per_month: 8000000}\n", ""),
    ])
    let plan = try study.load().plan
    #expect(plan.claim.criterion == "overall")
    #expect(plan.claim.confidence == 0.95)
    #expect(plan.review.ratingsPerItem == 3)
    #expect(plan.review.secondsPerItem == 40)
    #expect(plan.items.count == 11)
    #expect(plan.run == RunSettings())
    #expect(plan.imagesPerMonth == nil)
    // The first 53 bits of SHA-256("demo"), 2a97516c354b6884…
    #expect(plan.seed == 0x2a97_516c_354b_6884 >> 11)
  }

  @Test("a score is what a claim is about where the rubric has no primary question; its width bounds the margin")
  func score() throws {
    let study = try StudyFixture([("  criterion: overall\n", ""), ("margin: 0.3", "margin: 6.5")])
    try study.folder.write(
      "rubric.yaml",
      StudyFixture.rubric.replacing("primary: true, ", with: "")
        .replacing("questions:", with: "score: 3 * overall\nquestions:"))
    #expect(
      study.refusal == """
        study.yaml:36:11: the margin 6.5 is not smaller than the width of 'score', 6 points.
                Every candidate would be 'not worse', whatever raters say.
                Write the smallest loss that would matter to you, in points of 'score'.
        """)
    let narrower = try StudyFixture([("criterion: overall", "criterion: score"), ("margin: 0.3", "margin: 5.9")])
    try narrower.folder.write(
      "rubric.yaml", StudyFixture.rubric.replacing("questions:", with: "score: 3 * overall\nquestions:"))
    #expect(try narrower.load().plan.claim.criterion == "score")
  }

  @Test("repeats and anchors of 0 declare nothing and pass")
  func zero() throws {
    let study = try StudyFixture([("seconds_per_item: 30", "repeats: 0\n  anchors: {low: 0, high: 0}")])
    #expect(try study.load().plan.notices == [])
  }

  @Test("problems of the rubric are reported with those of the study, the study's first")
  func together() throws {
    let study = try StudyFixture([("margin: 0.3", "margin: 0")])
    try study.folder.write("rubric.yaml", StudyFixture.rubric.replacing("sources: [ours]\n", with: ""))
    #expect(
      study.refusal == """
        study.yaml:37:11: 'claim.margin' is '0', not a number above 0.
                It sets the smallest loss that would matter, in rubric points; that would be left to guesswork.
                Write, for example, `margin: 0.30`.

        rubric.yaml:1:1: this file has no 'sources'.
                It sets where the wording comes from, so that a reader can judge it; that would be left to guesswork.
                Add, for example, `sources: [W3C WAI alt decision tree]`.
        """)
  }

  @Test("at most twenty problems are shown, and the number of the rest")
  func twenty() throws {
    let study = try StudyFixture()
    try study.folder.write("study.yaml", StudyFixture.study + (1...25).map { "zz\($0): 1\n" }.joined())
    #expect(throws: StudyFileError.self) { try study.load() }
    #expect(study.refusal.hasSuffix("\n\nAnd 5 more. Mend these first, then run the command again."))
    #expect(study.refusal.components(separatedBy: "unknown key").count == 21)
  }

  @Test("what does not stop a study is noticed, with its place")
  func notices() throws {
    let study = try StudyFixture([
      ("    revision: 4f1c2d9", "    api_key_env: LOCAL_KEY"), ("http://127.0.0.1:8000", "http://vlm.example.org:8000"),
      ("attempts: 2}", "attempts: 2, max_cost: 5}"), ("  human:", "  again:\n    model: openai/gpt-4o\n  human:"),
    ])
    try study.folder.write("human.jsonl", "{\"image\": \"img/product-1.png\", \"text\": \"A kettle\"}\n")
    #expect(
      try study.notices() == [
        "study.yaml:22:15: 'candidates.local' sends its key to vlm.example.org unencrypted (http): anyone on the way can read it.",
        "study.yaml:26:3: 'again' and 'big' are the same call: a difference between them is noise.",
        "study.yaml:29:15: 'human' has no caption for 5 of 6 images, 'img/product-3.png' among them: they count as failures.",
        "study.yaml:30:1: max_cost does not count 'flash', 'local', 'again': no price is given, so the cost is unknown.",
      ])
  }
}

/// What a protocol hash is made of.
@Suite struct ProvenanceTests {
  @Test("the protocol hash is made of the three parts' hashes, as documented")
  func canonical() throws {
    let study = try StudyFixture()
    let loaded = try study.load()
    let parts = loaded.provenance
    #expect(parts.studyFile == SHA256.hex(StudyFixture.study))
    #expect(parts.rubricFile == SHA256.hex(StudyFixture.rubric))
    let lines = loaded.plan.items.map { "\($0.id.hex) \($0.category)\n" }.sorted()
    #expect(parts.imageSet == SHA256.hex(lines.joined()))
    let text = "blindfold protocol 1\nstudy \(parts.studyFile)\nrubric \(parts.rubricFile)\nimages \(parts.imageSet)\n"
    #expect(loaded.plan.protocolHash == SHA256.hex(text))
    #expect(loaded.plan.protocolHash == parts.protocolHash)
  }

  @Test("an image in another category changes the image set's hash: the category decides what it weighs")
  func categories() throws {
    let sample = ("  sample: {n: 6, seed: 7, per_category: {chart: 2}}\n", "")
    let study = try StudyFixture([sample])
    let before = try study.load().provenance
    let metadata = study.folder.path + "/data/metadata.jsonl"
    let text = try String(contentsOfFile: metadata, encoding: .utf8)
    let chart = "\"img/chart-1.png\", \"text\": \"A chart.\", \"category\": \""
    #expect(text.contains(chart + "chart\""))
    try study.folder.write(
      "data/metadata.jsonl", text.replacing(chart + "chart\"", with: chart + "everyday\""))
    let after = try study.load().provenance
    #expect(after.imageSet != before.imageSet && after.protocolHash != before.protocolHash)
    #expect(after.studyFile == before.studyFile)
  }

  @Test("a changed image changes the image set's hash and the protocol's; a changed file name does not")
  func images() throws {
    let sample = ("  sample: {n: 6, seed: 7, per_category: {chart: 2}}\n", "")
    let before = try StudyFixture([sample]).load().provenance
    let changed = try StudyFixture([sample])
    try changed.folder.write("data/img/chart-1.png", png("another"))
    let after = try changed.load().provenance
    #expect(after.imageSet != before.imageSet)
    #expect(after.protocolHash != before.protocolHash)
    #expect(after.studyFile == before.studyFile)

    let renamed = try StudyFixture([sample])
    let metadata = renamed.folder.path + "/data/metadata.jsonl"
    let text = try String(contentsOfFile: metadata, encoding: .utf8)
    try renamed.folder.write("data/metadata.jsonl", text.replacing("img/chart-1.png", with: "img/chart-one.png"))
    try FileManager.default.moveItem(
      atPath: renamed.folder.path + "/data/img/chart-1.png", toPath: renamed.folder.path + "/data/img/chart-one.png")
    #expect(try renamed.load().provenance == before)
  }
}
