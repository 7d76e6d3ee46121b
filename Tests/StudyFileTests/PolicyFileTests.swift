import Foundation
import Roster
import StudyFile
import StudyModel
import Testing

/// Files of router rules for a replay.
@Suite struct PolicyFileTests {
  private struct NoPicture: Error {}

  private func read(_ rules: String, _ edits: [(String, String)] = []) throws -> (StudyFixture, [RoutedPolicy]) {
    let study = try StudyFixture(edits)
    let path = try study.folder.write("rules.yaml", rules)
    let plan = try study.load().plan
    return (study, try StudyFile.policies(path, for: plan) { _ in throw NoPicture() }.policies)
  }

  /// What a rules file is refused with.
  private func refusal(_ rules: String) throws -> String {
    let study = try StudyFixture()
    let path = try study.folder.write("rules.yaml", rules)
    let plan = try study.load().plan
    return study.folder.said { try StudyFile.policies(path, for: plan) { _ in throw NoPicture() } }
  }

  @Test("one router is named like its file; every image has a tier")
  func single() throws {
    let (_, policies) = try read("router:\n  - {when: category == \"chart\", use: big}\n  - {use: flash}\n")
    #expect(policies.map(\.label) == ["rules"])
    #expect(policies[0].router.rules.map(\.use) == ["big", "flash"])
    #expect(policies[0].tiers.count == 6 && policies[0].tiers.values.filter { $0 == 0 }.count == 2)
  }

  @Test("several policies keep the file's order")
  func several() throws {
    let (_, policies) = try read(
      "policies:\n  z: {router: [{use: big}]}\n  a: {router: [{when: exists(title), use: human}, {use: local}]}\n")
    #expect(policies.map(\.label) == ["z", "a"])
    #expect(Set(policies[1].tiers.values) == [0])
  }

  @Test("the protocol's hash is the same with and without columns that only a rule would read")
  func protocolHash() throws {
    let study = try StudyFixture()
    let before = try study.load().plan.protocolHash
    let metadata = try String(contentsOfFile: study.folder.path + "/data/metadata.jsonl", encoding: .utf8)
    try study.folder.write(
      "data/metadata.jsonl", metadata.replacing("\"title\": \"T\"", with: "\"title\": \"T\", \"object_count\": 3"))
    let plan = try study.load().plan
    #expect(plan.protocolHash == before)
    #expect(plan.items.allSatisfy { $0.fields["object_count"] == "3" })
  }

  @Test(
    "every mistake is refused with line and column",
    arguments: [
      (
        "router:\n  - {when: is_screenshott, use: big}\n  - {use: flash}\n",
        """
        rules.yaml:2:12: the condition names 'is_screenshott', a fact that no image has.
                Which candidate captions which image could not be told.
                Known: category, format, width, height, aspect_ratio, has_exif, title.
        """
      ),
      (
        "router:\n  - {when: exists(titel), use: big}\n  - {use: flash}\n",
        """
        rules.yaml:2:19: the condition names 'titel', a fact that no image has.
                Which candidate captions which image could not be told.
                Did you mean 'title'? Known: category, format, width, height, aspect_ratio, has_exif, title.
        """
      ),
      (
        "router:\n  - {when: text == \"x\", use: big}\n  - {use: flash}\n",
        """
        rules.yaml:2:12: the condition names 'text', which holds references.
                In production there is none: no router could know it.
                Known: category, format, width, height, aspect_ratio, has_exif, title.
        """
      ),
      (
        "router:\n  - {when: \"title = 3\", use: big}\n  - {use: flash}\n",
        """
        rules.yaml:2:19: the condition cannot be read: '=' is no comparison.
                Which candidate captions which image could not be told.
                Write `==`.
        """
      ),
      (
        "router:\n  - {when: title > 3, use: big}\n  - {use: flash}\n",
        """
        rules.yaml:2:12: 'title' is 'T' for 'img/product-1.png', not a number.
                Whether the rule applies cannot be told then, and it is never taken for false.
                Compare it with a text in quotes, or mend the column.
        """
      ),
      (
        "router:\n  - {when: category == \"chart\", use: bigg}\n  - {use: flash}\n",
        """
        rules.yaml:2:38: 'router[1].use' names 'bigg', which is no candidate of the study.
                It has no captions to take.
                Did you mean 'big'?
        """
      ),
      (
        "router:\n  - {when: category == \"chart\", use: big}\n",
        """
        rules.yaml:2:5: the last rule of 'router' has a condition.
                An image to which no rule applies would have no caption.
                Add a last rule without `when`: `- {use: flash}`.
        """
      ),
      (
        "router:\n  - {use: big}\n  - {use: flash}\n",
        """
        rules.yaml:3:5: rule 2 of 'router' stands after one that always applies.
                It, and what follows, would never be looked at.
                Give rule 1 a `when`, or move it to the end.
        """
      ),
      (
        "router: big\n",
        """
        rules.yaml:1:9: 'router' is 'big', not a list of rules.
                Which candidate captions which image could not be told.
                Write, for example, `router: [{when: is_chart, use: big}, {use: flash}]`.
        """
      ),
      (
        "router:\n  - {use: flash, wenn: x}\n",
        """
        rules.yaml:2:18: unknown key 'wenn' in 'router[1]'.
                What it was meant to set would silently not happen.
                Known here: when, use.
        """
      ),
      (
        "policies:\n  flash: {router: [{use: big}]}\n",
        """
        rules.yaml:2:3: the policy 'flash' is named like a candidate of the study.
                The replay names policies and candidates side by side.
                Give it another name: `policies: {tiered: {router: […]}}`.
        """
      ),
      (
        "policies:\n  a: {router: [{use: big}], fallback: [flash]}\n",
        """
        rules.yaml:2:29: 'policies.a.fallback' is not in this version.
                The study would run without what its file declares.
                Remove it: a replay sends nothing, so neither can be replayed.
        """
      ),
      (
        "rules: []\n",
        """
        rules.yaml:1:1: unknown key 'rules'.
                What it was meant to set would silently not happen.
                Known here: router, policies.

        rules.yaml:1:1: this file has neither 'router' nor 'policies'.
                There is nothing to replay.
                Add, for example, `router: [{when: is_chart, use: big}, {use: flash}]`.
        """
      ),
    ])
  func refusals(_ rules: String, _ expected: String) throws {
    #expect(try refusal(rules) == expected)
  }

  @Test("images without a fact are counted, and the fact is never taken for false")
  func missing() throws {
    let study = try StudyFixture()
    let metadata = try String(contentsOfFile: study.folder.path + "/data/metadata.jsonl", encoding: .utf8)
    let lines = metadata.split(separator: "\n").map { line in
      guard !line.contains("\"chart\"") else { return String(line) }
      return String(line).replacing("\"title\": \"T\"", with: "\"object_count\": 3")
    }
    try study.folder.write("data/metadata.jsonl", lines.joined(separator: "\n") + "\n")
    let plan = try study.load().plan
    let path = try study.folder.write(
      "rules.yaml", "router:\n  - {when: object_count > 3, use: big}\n  - {use: flash}\n")
    let said = study.folder.said { try StudyFile.policies(path, for: plan) { _ in throw NoPicture() } }
    #expect(said.hasPrefix("rules.yaml:2:12: 2 of 6 images have no 'object_count', 'img/chart-"), "\(said)")
    #expect(said.hasSuffix("Fill the column, or ask first: `exists(object_count) and …`."), "\(said)")
    let asked = try study.folder.write(
      "asked.yaml", "router:\n  - {when: exists(object_count) and object_count > 3, use: big}\n  - {use: flash}\n")
    let policies = try StudyFile.policies(asked, for: plan) { _ in throw NoPicture() }.policies
    #expect(policies[0].tiers.count == 6)
  }

  @Test("the file of an image is looked at only where a rule asks for it")
  func pictures() throws {
    let study = try StudyFixture()
    let plan = try study.load().plan
    let path = try study.folder.write(
      "rules.yaml", "router:\n  - {when: aspect_ratio >= 1.5, use: big}\n  - {use: flash}\n")
    #expect(throws: NoPicture.self) { try StudyFile.policies(path, for: plan) { _ in throw NoPicture() } }
    let policies = try StudyFile.policies(path, for: plan) { item in
      PictureFacts(width: item.category == "chart" ? 300 : 100, height: 200, hasEXIF: nil)
    }.policies
    #expect(policies[0].tiers.values.filter { $0 == 0 }.count == 2)
  }
}
