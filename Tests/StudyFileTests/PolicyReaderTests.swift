import Roster
import StudyFile
import StudyModel
import Testing

/// Policies among a study's candidates.
struct PolicyReaderTests {
  private static let parts = """
    parts:
      cheap: {model: openai/gpt-4o-mini}
    run:
    """

  private func study(_ policy: String, parts: String = PolicyReaderTests.parts) throws -> StudyFixture {
    try StudyFixture([("  human:\n    captions: human.jsonl", policy), ("run:", parts)])
  }

  private func policy(_ text: String, parts: String = PolicyReaderTests.parts) throws -> CaptionPolicy {
    let plan = try study("  policy:\n    \(text)", parts: parts).load().plan
    #expect(plan.candidates.map(\.label) == ["big", "flash", "local", "policy"])
    return try #require(plan.candidates.last?.policy)
  }

  @Test("a router names candidates and parts; what is committed holds both, and which of them is a candidate")
  func router() throws {
    let policy = try policy("router: [{when: category == \"chart\", use: big}, {use: cheap}]")
    guard case .router(let router) = policy.kind else { throw Missing() }
    #expect(router.rules.map(\.use) == ["big", "cheap"] && router.rules.first?.when?.text == "category == \"chart\"")
    #expect(policy.parts["cheap"]?.call?.model == "gpt-4o-mini" && policy.parts["cheap"]?.call?.maxTokens == 60)
    #expect(policy.parts["big"]?.price == Price(input: 2.5, output: 10) && policy.shared == ["big"])
  }

  @Test("a chain goes on for what is usual, and has a budget of six requests, unless it says otherwise")
  func chain() throws {
    let usual = try policy("fallback: {order: [cheap, big]}")
    #expect(usual.kind == .fallback(try FallbackChain(["cheap", "big"], on: FallThrough.usual, attempts: 6)))
    let own = try policy("fallback: {order: [big, cheap], on: [refused, timeout], attempts: 3}")
    #expect(own.kind == .fallback(try FallbackChain(["big", "cheap"], on: [.timeout, .refused], attempts: 3)))
  }

  @Test(
    "a cache has a lifetime and a threshold where it says so",
    arguments: [
      ("{of: flash}", nil, nil), ("{of: flash, ttl: 30d, near: 4}", 2_592_000, 4),
      ("{of: flash, ttl: 1.5h}", 5400, nil),
      ("{of: flash, ttl: 90 s, near: 0}", 90, 0),
    ] as [(String, Double?, Int?)])
  func cache(text: String, ttl: Double?, near: Int?) throws {
    #expect(try policy("cache: \(text)").kind == .cache(CacheRule(of: "flash", ttl: ttl, near: near)))
  }

  @Test("policies nest, whatever comes first in the file, and parts may be policies and files of captions")
  func nested() throws {
    let parts = """
      parts:
        inner: {router: [{use: safe}]}
        safe: {fallback: {order: [hand, cheap]}}
        cheap: {model: openai/gpt-4o-mini}
        hand: {captions: human.jsonl}
      run:
      """
    let plan = try study("  policy: {cache: {of: inner}}", parts: parts).load().plan
    let candidate = try #require(plan.candidates.last)
    #expect(candidate.reached.map(\.label) == ["policy", "inner", "safe", "hand", "cheap"])
    #expect(plan.readyMade["hand"]?.count == plan.items.count)
  }

  @Test(
    "is refused with the place",
    arguments: [
      (
        "router: [{use: chaep}]",
        """
        study.yaml:27:20: 'candidates.policy.router[1].use' names 'chaep', which is no candidate of the study.
                It has no captions to take.
                Did you mean 'cheap'?
        """
      ),
      (
        "router: [{when: category == \"chart\", use: big}]",
        """
        study.yaml:27:14: the last rule of 'candidates.policy.router' has a condition.
                An image to which no rule applies would have no caption.
                Add a last rule without `when`: `- {use: flash}`.
        """
      ),
      (
        "router: [{use: policy}]",
        """
        study.yaml:27:20: 'policy' leads back to itself: 'policy' → 'policy'.
                No candidate would ever be asked.
                Name a model or a file of captions in one of these places.
        """
      ),
      (
        "router: [{when: object_count > 3, use: big}, {use: flash}]",
        """
        study.yaml:27:21: the condition names 'object_count', a fact that no image has.
                Which candidate captions which image could not be told.
                Known: category, format, width, height, aspect_ratio, has_exif, title.
        """
      ),
      (
        "router: [{when: title > 3, use: big}, {use: flash}]",
        """
        study.yaml:27:21: 'title' is 'T' for 'img/product-1.png', not a number.
                Whether the rule applies cannot be told then, and it is never taken for false.
                Compare it with a text in quotes, or mend the column.
        """
      ),
      (
        "fallback: {order: [flash, big, flash]}",
        """
        study.yaml:27:36: 'candidates.policy.fallback.order' has 'flash' twice.
                Each is asked once a pass; when all have failed the chain begins anew by itself.
                Remove one of the two.
        """
      ),
      (
        "fallback: {order: [flash, bigg]}",
        """
        study.yaml:27:31: 'candidates.policy.fallback.order' names 'bigg', which is no candidate of the study and none of its parts.
                There would be nothing to ask.
                Did you mean 'big'?
        """
      ),
      (
        "fallback: {order: [flash]}",
        """
        study.yaml:27:23: 'candidates.policy.fallback.order' has 1 candidate.
                There would be nothing to fall back on.
                Name two or more, or use the candidate itself.
        """
      ),
      (
        "fallback: {order: [flash, big], on: [rate_limit]}",
        """
        study.yaml:27:42: 'candidates.policy.fallback.on' has 'rate_limit', which is no reason to go on to the next candidate.
                What it was meant to catch would end the asking.
                Did you mean 'rate_limited'? Known: rate_limited, server_error, timeout, connection, refused, filtered, empty, truncated.
        """
      ),
      (
        "fallback: {order: [flash, big, local], attempts: 2}",
        """
        study.yaml:27:54: 'candidates.policy.fallback.attempts' is less than the 3 candidates in 'order'.
                The last would never be asked.
                Write 3 or more.
        """
      ),
      (
        "fallback: {order: [flash, big], attemps: 2}",
        """
        study.yaml:27:37: unknown key 'attemps' in 'candidates.policy.fallback'.
                What it was meant to set would silently not happen.
                Did you mean 'attempts'?
        """
      ),
      (
        "cache: {of: flash, ttl: 30}",
        """
        study.yaml:27:29: 'candidates.policy.cache.ttl' is '30', not a time from 1s to 3650d with its unit (s, m, h or d).
                It sets for how long a caption is good; that would be left to guesswork.
                Write, for example, `ttl: 30d`.
        """
      ),
      (
        "cache: {of: flash, near: 30}",
        """
        study.yaml:27:30: 'candidates.policy.cache.near' is '30', not a whole number from 0 to 16.
                It sets the most bits of 64 in which near pictures' perceptual hashes differ; that would be left to guesswork.
                Write, for example, `near: 4`.
        """
      ),
      (
        "router: [{use: big}]\n    temperature: 0.5",
        """
        study.yaml:28:5: 'candidates.policy.temperature' stands beside 'router'.
                A policy asks the candidates that it names, each as its own entry says, so it would do nothing.
                Remove it, or write it under the candidate that it is meant for.
        """
      ),
      (
        "router: [{use: big}]\n    cache: {of: flash}",
        """
        study.yaml:28:5: 'candidates.policy.cache' stands beside 'router'.
                A policy asks the candidates that it names, each as its own entry says, so it would do nothing.
                Remove it, or write it under the candidate that it is meant for.
        """
      ),
    ])
  func refused(text: String, refusal: String) throws {
    let said = try study("  policy:\n    \(text)").refusal
    #expect(said == refusal)
  }

  @Test("a way back through other policies is refused once, at the name that closes it")
  func longWayBack() throws {
    let parts = """
      parts:
        a: {router: [{use: b}]}
        b: {fallback: {order: [flash, policy]}}
      run:
      """
    let said = try study("  policy: {router: [{use: a}]}", parts: parts).refusal
    #expect(
      said == """
        study.yaml:29:33: 'b' leads back to itself: 'policy' → 'a' → 'b' → 'policy'.
                No candidate would ever be asked.
                Name a model or a file of captions in one of these places.
        """)
  }

  @Test("a part is not named like a candidate; one that nobody uses is noticed; one is no incumbent")
  func parts() throws {
    let twice = try study("  policy: {router: [{use: big}]}", parts: "parts: {big: {model: openai/gpt-4o}}\nrun:")
    #expect(
      twice.refusal == """
        study.yaml:27:9: the part 'big' is named like a candidate.
                A policy that names it could mean either.
                Give it another name, or let the policy use the candidate.
        """)
    let unused = try study("  policy: {router: [{use: big}]}")
    #expect(try unused.notices() == ["study.yaml:28:3: no policy uses the part 'cheap': it is never asked."])
    let incumbent = try StudyFixture([("incumbent: big", "incumbent: cheap"), ("run:", Self.parts)])
    #expect(incumbent.refusal.contains("the incumbent 'cheap' is not among the candidates."))
  }

  private struct Missing: Error {}
}
