internal import CaptionClient
internal import Foundation
internal import Roster
internal import StudyModel
internal import Testing
internal import WireStand

@testable internal import Captioning

@Suite("Making a candidate ready", .timeLimit(.minutes(30)))
struct SetupTests {
  private func problem(_ change: (inout Stand) -> Void) throws -> String {
    var stand = try Stand { _ in [] }
    change(&stand)
    do {
      _ = try stand.captioner()
      return ""
    } catch let problem as CaptionerProblem {
      return problem.description
    }
  }

  @Test("says which variable is missing and where to set it")
  func missing() throws {
    let noKey = try problem { $0.environment = ["A_KEY": " "] }
    #expect(
      noKey == "candidate 'flash': A_KEY is not set, so its service would refuse every call. "
        + "Set it in the environment or in .env.")
    let noAddress = try problem { ($0.call.baseURL, $0.call.baseURLVariable) = (nil, "A_BASE_URL") }
    #expect(noAddress.contains("A_BASE_URL is not set") && noAddress.contains("http://127.0.0.1:8080/v1"))
    #expect(try problem { $0.call.baseURL = nil }.contains("no service address"))
    #expect(try problem { $0.call.keyVariable = nil }.contains("names no variable"))
  }

  @Test("takes the service address from the environment, and goes without a key where none is needed")
  func environment() async throws {
    var stand = try Stand { _ in .caption("A teapot.") }
    stand.environment = ["A_BASE_URL": stand.server.address + "/"]
    (stand.call.baseURL, stand.call.baseURLVariable, stand.call.keyRequired) = (nil, "A_BASE_URL", false)
    #expect(try await stand.ask().outcome == .captioned)
    #expect(stand.server.requests.first?.line == "POST /v1/chat/completions HTTP/1.1")
    #expect(stand.server.requests.first?.headers["authorization"] == nil)
  }

  @Test("refuses a key that would break a header, without showing it, and a key in the clear")
  func badKey() throws {
    let broken = try problem { $0.environment = ["A_KEY": "sk-canary\nX-Evil: 1"] }
    #expect(broken.contains("A_KEY") && !broken.contains("canary"))
    #expect(try problem { $0.call.baseURL = "http://10.1.2.3/v1" }.contains("unencrypted"))
    #expect(try problem { $0.call.baseURL = "https://u:pw@x.example/v1" }.contains("user name or password"))
    #expect(try problem { $0.call.temperature = .nan }.contains("temperature"))
  }

  @Test("a prompt's unknown fields are found before anything is sent, and the answer's columns are out of reach")
  func fields() async throws {
    var stand = try Stand { _ in [] }
    stand.call.user = "{{category}} {{ title }} {{object_count}} {{text}}"
    stand.call.system = "{{Reference}}"
    let missing = Captioner.missingFields(of: stand.candidate, in: [Stand.item, Stand.item])
    #expect(missing.map(\.name) == ["Reference", "object_count", "text"] && missing.map(\.count) == [2, 2, 2])
    #expect(missing[0].description.contains("never shown to a model"))
    #expect(
      missing[1].description.contains("{{object_count}}, which 2 images do not have (first: images/product-01.jpg)"))
    #expect(try await stand.stopped()?.kind == "missing_field")
    #expect(stand.server.requests.isEmpty)
  }

  @Test("fills a template once: braces in a value and braces that are no field stay as they are")
  func template() throws {
    let fields = PromptTemplate.fields(of: Stand.item)
    let template = PromptTemplate(#"{{title}}|{{ category }}|{{}}|{"a":{"b":{}}}|{{{{category}}}}|{{open"#)
    #expect(try template.filled(fields) == #"Teapot {{category}}|product|{{}}|{"a":{"b":{}}}|{{product}}|{{open"#)
    #expect(template.names == ["title", "category"])
    #expect(Set(fields.keys) == ["title", "category"])
  }

  @Test("readiness says what is asked otherwise than usual, and that HTTP/2 is not spoken without TLS")
  func particulars() async throws {
    var stand = try Stand { _ in .answer(Array(#"{"data":[{"id":"cap-1"}]}"#.utf8)) }
    (stand.call.seed, stand.call.maxSide) = (7, 512)
    let findings = await readiness(
      of: stand.call, label: "flash", environment: { stand.environment[$0] }, client: stand.client, http: .two)
    #expect(findings.map(\.weight) == [.ready, .ready, .notice, .ready])
    #expect(findings[1].message.hasSuffix(": images over 512 pixels are scaled down, seed 7"))
    #expect(findings[2].message.contains("called over HTTP/1.1: HTTP/2 is spoken over https only."))
  }

  @Test("readiness names what is missing and whether the service answers")
  func ready() async throws {
    var stand = try Stand { request in
      .answer(
        status: request.headers["authorization"] == "Bearer \(Stand.key)" ? 200 : 401,
        Array(#"{"data":[{"id":"cap-1"},{"id":"cap-2"}]}"#.utf8))
    }
    func findings(_ stand: Stand, ask: Bool = true) async -> [ReadinessFinding] {
      await readiness(
        of: stand.call, label: "flash", environment: { stand.environment[$0] }, client: ask ? stand.client : nil)
    }
    #expect(await findings(stand).map(\.weight) == [.ready, .ready])
    #expect(stand.server.requests.map(\.line) == ["GET /v1/models HTTP/1.1"])
    #expect(await findings(stand, ask: false).map(\.weight) == [.ready])
    stand.call.model = "cap-9"
    let unlisted = await findings(stand)
    #expect(unlisted.last?.weight == .notice && unlisted.last?.message.contains("cap-1, cap-2") == true)
    stand.environment["A_KEY"] = "sk-wrong-canary-key"
    let refused = await findings(stand)
    #expect(refused.last?.weight == .problem && refused.last?.message.contains("A_KEY") == true)
    #expect(!refused.map(\.message).joined().contains("canary"))
    stand.environment = [:]
    #expect(await findings(stand).map(\.weight) == [.problem])
    stand.environment = ["A_KEY": Stand.key]
    stand.server.stop()
    #expect(await findings(stand).last?.weight == .problem)
  }

  @Test("a service without a list of models is a notice, not a problem")
  func noList() async throws {
    let stand = try Stand { _ in .answer(status: 404, Array("<html>".utf8)) }
    let findings = await readiness(
      of: stand.call, label: "flash", environment: { stand.environment[$0] }, client: stand.client)
    #expect(findings.map(\.weight) == [.ready, .notice])
  }
}

@Suite("When to ask again")
struct RetryPolicyTests {
  private func wait(_ number: Int, asked: Duration? = nil, bits: UInt64) -> Double {
    var random = FixedBits(bits: bits)
    return RetryPolicy().wait(after: number, asked: asked, using: &random) / .seconds(1)
  }

  @Test("waits anything between nothing and a ceiling that doubles up to the longest")
  func ceilings() {
    for (number, ceiling) in [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (60, 30), (.max, 30)] {
      #expect(wait(number, bits: 0) == 0)
      #expect(abs(wait(number, bits: .max) - ceiling) < 1e-6)
    }
  }

  @Test("never less than the service asked for")
  func asked() {
    #expect(wait(1, asked: .seconds(7), bits: 0) == 7)
    #expect(wait(5, asked: .seconds(7), bits: .max) > 15)
  }
}

@Suite("Rules for captions")
struct ChecksTests {
  private func breaches(_ caption: String, file: String = "images/x.jpg", _ checks: CaptionChecks = .init())
    -> [CaptionBreach]
  {
    checks.breaches(of: caption, fileName: file)
  }

  @Test("a caption that ran away is counted from the declared words on, beside the word limit, and stays rated")
  func runaway() {
    let long = Array(repeating: "word", count: 300).joined(separator: " ")
    let checks = CaptionChecks(maxWords: 25, runawayWords: 300)
    #expect(
      breaches(long, checks) == [.overLength(words: 300, limit: 25), .runaway(words: 300, limit: 300)])
    #expect(breaches(String(long.dropLast(5)), checks) == [.overLength(words: 299, limit: 25)])
    #expect(breaches(long, .init()).isEmpty, "undeclared, nobody counts it")
    #expect(checks.outcome(of: long) == .overLength && CaptionChecks(runawayWords: 300).outcome(of: long) == .captioned)
  }

  @Test("words are what white space separates")
  func words() {
    #expect(
      CaptionChecks.words(in: " A  red-brick\u{A0}house,\nisn't it? ") == ["A", "red-brick", "house,", "isn't", "it?"])
    #expect(breaches("one two three", .init(maxWords: 3)).isEmpty)
    #expect(breaches("one two three four", .init(maxWords: 3)) == [.overLength(words: 4, limit: 3)])
  }

  @Test("a caption that is not there has failed, a blank one is empty, one over the limit is over-length")
  func outcomes() {
    let checks = CaptionChecks(maxWords: 3)
    #expect(checks.outcome(of: nil) == .failed)
    #expect(checks.outcome(of: "") == .empty && checks.outcome(of: " \n") == .empty)
    #expect(checks.outcome(of: "one two three") == .captioned)
    #expect(checks.outcome(of: "one two three four") == .overLength)
    #expect(CaptionChecks().outcome(of: String(repeating: "word ", count: 1000)) == .captioned)
  }

  @Test("openings are compared as words, without regard to case, quotation marks and punctuation")
  func openings() {
    let checks = CaptionChecks(bannedOpenings: ["Image of", "here is"])
    for caption in ["image of a cat", "“Image  OF a cat”", "**Image of:** a cat", "Here is, at last, a cat"] {
      #expect(breaches(caption, checks).count == 1)
    }
    for caption in ["Image offers", "An image of a cat", "Image", "", "There is a cat"] {
      #expect(breaches(caption, checks).isEmpty)
    }
  }

  @Test("a file name repeated is a breach; a word that the file happens to be named by is not")
  func echo() {
    #expect(breaches("Shown in Product-01.JPG.", file: "images/product-01.jpg") == [.fileNameEcho("product-01.jpg")])
    #expect(breaches("product-01 teapot", file: "images/product-01.jpg") == [.fileNameEcho("product-01")])
    #expect(breaches("2.jpg", file: "2.jpg") == [.fileNameEcho("2.jpg")])
    for (caption, file) in [
      ("A teapot", "teapot.jpg"), ("2 dogs", "2.jpg"), ("product-012", "product-01.jpg"), ("", "a"),
    ] {
      #expect(breaches(caption, file: file).isEmpty)
    }
  }
}
