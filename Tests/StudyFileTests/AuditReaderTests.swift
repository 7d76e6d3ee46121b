import Foundation
import Roster
import StudyFile
import StudyModel
import Testing

/// Caches on trial among a study's candidates.
struct AuditReaderTests {
  private func study(_ policy: String, _ edits: [(String, String)] = []) throws -> StudyFixture {
    try StudyFixture([("  human:\n    captions: human.jsonl", "  trial:\n    \(policy)")] + edits)
  }

  @Test("a cache is put on trial, by a point on the claimed criterion unless it says otherwise")
  func usual() throws {
    let plan = try study("cache: {of: big, near: 12, audit: true}").load().plan
    let trial = try #require(plan.candidates.last)
    #expect(trial.audit == CacheAudit(of: "big", near: 12))
    #expect(trial.audit?.wrong == .below(points: 1, criterion: nil) && trial.policy?.shared == ["big"])
  }

  @Test("what is wrong, the limit and what the set was drawn from are declared with it")
  func whole() throws {
    let text = """
      cache:
            of: flash
            near: 8
            audit:
              wrong: {below: 1.5, criterion: overall}
              limit: 0.05
              drawn_from: {images: 50000, hits: {0: 12, 3: 41, 8: 380}}
      """
    #expect(
      try study(text).load().plan.candidates.last?.audit
        == CacheAudit(
          of: "flash", near: 8, wrong: .below(points: 1.5, criterion: "overall"), limit: 0.05,
          population: HitPopulation(images: 50_000, hits: [0: 12, 3: 41, 8: 380])))
  }

  @Test("answers may decide instead of points")
  func answers() throws {
    let fixture = try study("cache: {of: big, near: 12, audit: {wrong: {question: fits, answers: [other, odd]}}}")
    try fixture.folder.write(
      "rubric.yaml",
      StudyFixture.rubric.replacing(
        "  - {id: note,", with: "  - {id: fits, type: tags, ask: Wrong?, options: [other, odd]}\n  - {id: note,"))
    #expect(
      try fixture.load().plan.candidates.last?.audit?.wrong == .answered(question: "fits", answers: ["other", "odd"]))
  }

  @Test("turning the trial off leaves an ordinary cache")
  func off() throws {
    let plan = try study("cache: {of: big, near: 12, audit: false}").load().plan
    #expect(plan.candidates.last?.policy?.kind == .cache(CacheRule(of: "big", near: 12)))
  }

  @Test(
    "is refused with the place",
    arguments: [
      (
        "cache: {of: big, audit: true}",
        """
        study.yaml:27:29: 'candidates.trial.cache.audit' puts a cache without 'near' on trial.
                It would give no caption to another picture, so there is nothing to be wrong.
                Add the largest threshold that may come into question: `near: 12`.
        """
      ),
      (
        "cache: {of: big, near: 12, ttl: 30d, audit: true}",
        """
        study.yaml:27:32: 'candidates.trial.cache.ttl' stands beside 'audit'.
                An audit takes captions of the same run, whatever their age, so it would do nothing.
                Remove one of the two.
        """
      ),
      (
        "cache: {of: big, near: 4, audit: {drawn_from: {images: 10, hits: {5: 3}}}}",
        """
        study.yaml:27:71: 'candidates.trial.cache.audit.drawn_from.hits' has '5', which is no number of bits from 0 to 4.
                It could not be told which hits are meant.
                Write bits and images: `hits: {0: 12, 3: 41}`.
        """
      ),
      (
        "cache: {of: big, near: 4, audit: {wrong: {below: 1, criterion: extra}}}",
        """
        study.yaml:26:3: 'trial': the rubric has no criterion 'extra' in points that everybody answers.
                No hit could be found wrong.
                Name a question of points, or leave 'criterion' out for the claimed one.
        """
      ),
      (
        "cache: {of: big, near: 4, audit: {wrong: {question: note, answers: [x]}}}",
        """
        study.yaml:26:3: 'trial': the rubric has no question 'note' with options or tags.
                No hit could be found wrong.
                Name one, or write `wrong: {below: 1}`.
        """
      ),
    ] as [(String, String)])
  func refused(policy: String, complaint: String) throws {
    #expect(try study(policy).refusal == complaint)
  }

  @Test("nothing else names a cache on trial, and it is of a candidate, not of a part")
  func named() throws {
    let parts = ("run:", "parts:\n  cheap: {model: openai/gpt-4o-mini}\nrun:")
    #expect(
      try study("cache: {of: cheap, near: 4, audit: true}", [parts]).refusal.contains(
        "'trial' puts a cache on trial, and 'cheap' is no candidate of a study."))
    let two = "cache: {of: big, near: 4, audit: true}\n  chain:\n    fallback: {order: [flash, trial]}"
    #expect(try study(two).refusal.contains("'chain' names 'trial', a cache on trial."))
    let part = ("run:", "parts:\n  inner: {cache: {of: big, near: 4, audit: true}}\nrun:")
    #expect(
      try study("router: [{use: big}]", [part]).refusal.contains("the part 'inner' is a cache on trial."))
  }

  @Test("raters see only what the named column says")
  func only() throws {
    let only = ("  raters:", "  only: shown\n  raters:")
    let fixture = try StudyFixture([only])
    #expect(
      fixture.refusal.contains("'review.only' names the column 'shown', which is neither true nor false for 6 images"))
    let path = "data/metadata.jsonl"
    let text = try String(contentsOfFile: fixture.folder.path + "/" + path, encoding: .utf8)
    try fixture.folder.write(
      path,
      text.split(separator: "\n").enumerated().map {
        $1.replacing("{\"file_name\"", with: "{\"shown\": \($0 % 2 == 0), \"file_name\"") + "\n"
      }
      .joined())
    let plan = try fixture.load().plan
    #expect(plan.items.count == 6 && plan.ratedItems.count < 6 && !plan.ratedItems.isEmpty)
    #expect(plan.ratedItems.allSatisfy { $0.fields["shown"] == "true" })
  }
}
