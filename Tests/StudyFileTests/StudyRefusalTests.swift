import Roster
import StudyFile
import Testing

/// What stops a study file as a whole, with the whole message.
@Suite struct StudyRefusalTests {
  @Test("refuses unknown keys at the top and below, with the nearest known key")
  func unknownKeysAtTopBelow() throws {
    let study = try StudyFixture([
      ("defaults: {temperature", "default: {temperature"),
      ("attempts: 2", "atempts: 2"),
      ("report:", "colour: red\nreport:"),
    ])
    #expect(
      study.refusal == """
        study.yaml:12:1: unknown key 'default'.
                What it was meant to set would silently not happen.
                Did you mean 'defaults'?

        study.yaml:28:37: unknown key 'atempts' in 'run'.
                What it was meant to set would silently not happen.
                Did you mean 'attempts'?

        study.yaml:39:1: unknown key 'colour'.
                What it was meant to set would silently not happen.
                Known here: version, study, question, subject, dataset, prompt, styles, checks, defaults, prices, incumbent, candidates, parts, run, review, claim, report.
        """)
  }

  @Test("refuses a key that stands twice, naming both places")
  func keyStandsTwiceNamingBoth() throws {
    let study = try StudyFixture([
      ("incumbent: big", "incumbent: big\nincumbent: flash"),
      ("  flash:", "  big:"),
    ])
    #expect(
      study.refusal == """
        study.yaml:14:1: the key 'incumbent' stands twice: here and at line 13, column 1.
                Only one of the two could count, and nobody could tell which was meant.
                Remove or rename one of them.

        study.yaml:19:3: the key 'big' stands twice: here and at line 16, column 3.
                Only one of the two could count, and nobody could tell which was meant.
                Remove or rename one of them.
        """)
  }

  @Test("refuses another version")
  func anotherVersion() throws {
    let study = try StudyFixture([
      ("version: 1", "version: 2")
    ])
    #expect(
      study.refusal == """
        study.yaml:1:10: this is a study file of version 2; this program reads version 1.
                Keys could mean something else there.
                Write `version: 1`, or install a newer blindfold.
        """)
  }

  @Test("refuses a study without version, name, question, data, candidates, review and claim")
  func studyWithoutVersionNameQuestion() throws {
    let study = try StudyFixture()
    try study.folder.write("study.yaml", "colour: red\n")
    #expect(
      study.refusal == """
        study.yaml:1:1: unknown key 'colour'.
                What it was meant to set would silently not happen.
                Known here: version, study, question, subject, dataset, prompt, styles, checks, defaults, prices, incumbent, candidates, parts, run, review, claim, report.

        study.yaml:1:1: this file has no 'version'.
                It sets which form of study file this is; that would be left to guesswork.
                Add, for example, `version: 1`.

        study.yaml:1:1: this file has no 'study'.
                It sets the study's name, which names files; that would be left to guesswork.
                Add, for example, `study: 2026-11-alt-text`.

        study.yaml:1:1: this file has no 'question'.
                It sets what the study answers, in a sentence; that would be left to guesswork.
                Add, for example, `question: May a cheaper model replace the incumbent?`.

        study.yaml:1:1: this file has no 'candidates'.
                It sets what is compared; that would be left to guesswork.
                Add, for example, `candidates: {big: {model: openai/gpt-4o}, local: {…}}`.

        study.yaml:1:1: this file has no 'incumbent'.
                It sets which candidate is in production now; that would be left to guesswork.
                Add, for example, `incumbent: big`.

        study.yaml:1:1: this file has no 'review'.
                It sets who judges, and by which rubric; that would be left to guesswork.
                Add, for example, `review: {rubric: alt-text.yaml, raters: [ana, bo]}`.

        study.yaml:1:1: this file has no 'claim'.
                It sets what is claimed, before anyone rates; that would be left to guesswork.
                Add, for example, `claim: {criterion: overall, scope: raters like these, margin: 0.30, because: …}`.

        study.yaml:1:1: this file has no 'dataset'.
                It sets which images are captioned; that would be left to guesswork.
                Add, for example, `dataset: {path: ../../datasets/products}`.
        """)
  }

  @Test("refuses a name that cannot name files")
  func nameCannotNameFiles() throws {
    let study = try StudyFixture([
      ("study: demo", "study: a/b")
    ])
    #expect(
      study.refusal == """
        study.yaml:2:8: 'study' is 'a/b', not a name of letters, digits, '-', '_' and '.'.
                It sets the study's name, which names files; that would be left to guesswork.
                Write, for example, `study: 2026-11-alt-text`.
        """)
  }

  @Test("refuses router, fallback and cache anywhere but under a candidate")
  func routerFallbackCacheElsewhere() throws {
    let study = try StudyFixture([
      ("run: {", "run: {cache: {of: flash}, "),
      ("report:", "fallback: [big, flash]\nreport:"),
    ])
    #expect(
      study.refusal == """
        study.yaml:28:7: 'run.cache' is not in this version.
                The study would run without what its file declares.
                Move it under a candidate: `candidates: {safe: {fallback: {order: [flash, big]}}}`.

        study.yaml:39:1: 'fallback' is not in this version.
                The study would run without what its file declares.
                Move it under a candidate: `candidates: {tiered: {router: […]}}`.
        """)
  }

  @Test("run.cache names a Redis: what is none, asks for TLS or has a password in it is refused, and never repeated")
  func cacheAddress() throws {
    let good = try StudyFixture([("run: {", "run: {cache: \"redis://ana@cache.local/2\", ")])
    #expect(try good.load().plan.run.cache?.description == "redis://ana@cache.local:6379/2")
    let password = try StudyFixture([("run: {", "run: {cache: \"redis://:hunter2@cache.local/2\", ")])
    #expect(
      password.refusal == """
        study.yaml:28:14: 'run.cache' has a password in it.
                It is given away: the file is hashed, committed and quoted.
                Write redis://USER@HOST:PORT/DATABASE or redis://HOST:PORT/DATABASE, and set BLINDFOLD_REDIS_PASSWORD where \
        you run blindfold. If others may have read this password, change it.
        """)
    for (text, fact) in [
      ("rediss://cache.local", "asks for TLS"), ("redis", "is no address"), ("http://cache.local", "is no address"),
      ("redis://", "is no address"), ("redis://a b", "is no address"), ("redis://h:0", "is no address"),
      ("redis://h/x", "is no address"), ("redis://h/0?password=hunter2", "is no address"),
      ("redis://u:hun/ter2@h", "has a password"), ("rediss://u:hunter2@h", "has a password"),
    ] {
      let refusal = try StudyFixture([("run: {", "run: {cache: \"\(text)\", ")]).refusal
      #expect(refusal.contains("'run.cache' \(fact)") && !refusal.contains("hunter"), "\(text): \(refusal)")
    }
  }

  @Test("a caption has run away from more words on than a caption may have")
  func runawayWords() throws {
    let good = try StudyFixture([("max_words: 25", "max_words: 25, runaway_words: 300")])
    let checks = try good.load().plan.checks
    #expect(checks.runawayWords == 300)
    let bad = try StudyFixture([("max_words: 25", "max_words: 25, runaway_words: 25")])
    #expect(
      bad.refusal.contains("'checks.runaway_words' is '25', not more words than max_words, which is 25."),
      "\(bad.refusal)")
  }

  @Test("refuses numbers out of bounds, all at once")
  func numbersOutBoundsAllAt() throws {
    let study = try StudyFixture([
      ("temperature: 0.2", "temperature: 3"),
      ("max_tokens: 60", "max_tokens: 0"),
      ("max_words: 25", "max_words: \"25\""),
      ("concurrency: 4", "concurrency: many"),
      ("attempts: 2", "attempts: 2.5"),
      ("8000000", "-1"),
    ])
    #expect(
      study.refusal == """
        study.yaml:11:21: 'checks.max_words' is '25' in quotes, not a whole number from 1 to 10000.
                It sets the most words a caption may have; that would be left to guesswork.
                Write, for example, `max_words: 25`.

        study.yaml:12:25: 'defaults.temperature' is '3', not a number from 0 to 2.
                It sets the sampling temperature; that would be left to guesswork.
                Write, for example, `temperature: 0.2`.

        study.yaml:12:40: 'defaults.max_tokens' is '0', not a whole number from 1 to 1000000.
                It sets the token limit of an answer; that would be left to guesswork.
                Write, for example, `max_tokens: 60`.

        study.yaml:28:20: 'run.concurrency' is 'many', not a whole number from 1 to 1000.
                It sets the most calls under way at once at one service; that would be left to guesswork.
                Write, for example, `concurrency: 8`.

        study.yaml:28:50: 'run.attempts' is '2.5', not a whole number from 1 to 20.
                It sets the most tries for one caption; that would be left to guesswork.
                Write, for example, `attempts: 4`.

        study.yaml:39:28: 'report.images_per_month' is '-1', not a number above 0.
                It sets the images captioned in production each month; that would be left to guesswork.
                Write, for example, `images_per_month: 8000000`.
        """)
  }

  @Test("refuses a timeout without its unit")
  func timeoutWithoutItsUnit() throws {
    let study = try StudyFixture([
      ("90s", "90")
    ])
    #expect(
      study.refusal == """
        study.yaml:28:32: 'run.timeout' is '90', not a time from 1ms to 60m with its unit (ms, s or m).
                It sets how long a call may take in all; that would be left to guesswork.
                Write, for example, `timeout: 60s`.
        """)
  }

  @Test("refuses a maximal cost of 0")
  func maximalCost() throws {
    let study = try StudyFixture([
      ("attempts: 2", "attempts: 2, max_cost: 0")
    ])
    #expect(
      study.refusal == """
        study.yaml:28:60: 'run.max_cost' is '0', not a number above 0.
                It sets the US dollars after which no further call is sent; that would be left to guesswork.
                Write, for example, `max_cost: 5.00`.
        """)
  }

  @Test("refuses what is not YAML")
  func whatNotYaml() throws {
    let study = try StudyFixture([
      ("incumbent: big", "incumbent: \"big")
    ])
    #expect(
      study.refusal == """
        study.yaml:40:1: this is not YAML: while scanning a quoted scalar (line 13, column 12), found unexpected end of stream.
                Nothing of the file was read.
                Mend this place: often it is indentation, a quote left open, or a ': ' in a text without quotes.
        """)
  }

  @Test("refuses a list where a mapping belongs")
  func listWhereMappingBelongs() throws {
    let study = try StudyFixture([
      ("prompt:\n  system: Write alt text.\n  user: Describe this {{category}} photo.", "prompt: [a, b]")
    ])
    #expect(
      study.refusal == """
        study.yaml:8:9: 'prompt' is a list, not a mapping of keys to values.
                Nothing under it could be read.
                Write `key: value` lines under 'prompt', indented, or { key: value }.
        """)
  }
}
