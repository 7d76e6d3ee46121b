import Blinding
import Digest
import StudyModel
import Testing

@testable import Analysis

/// Three arms, twelve images in two categories, six raters of whom each has eight; some have rated.
private struct Study {
  let arms = ["arm-aaaaa", "arm-bbbbb", "arm-ccccc"].map { ArmCode(rawValue: $0) }
  let categories: [ItemID: String]
  let plan: PresentationPlan
  let outputs: [Output]
  let rubric: Rubric

  init() throws {
    let ids = try (0..<12).map { try #require(ItemID(hex: SHA256.hex("image \($0)"))) }
    categories = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0 < 6 ? "photo" : "chart") })
    let arms = self.arms
    outputs = arms.flatMap { arm in
      ids.map { Output(arm: arm, item: $0, text: "\(arm) of \($0)", outcome: .captioned) }
    }
    plan = PresentationPlan(
      assignment: try Assignment(
        items: ids.map { ($0, "all") }, raters: ["r1", "r2", "r3", "r4", "r5", "r6"],
        ratingsPerItem: 4, seed: 3), outputs: outputs, secretSeed: [1])
    rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [
        Question(
          id: "overall", ask: "?", kind: .scale((1...5).map { ScalePoint(value: $0, anchor: "a") }), isPrimary: true)
      ])
  }

  /// Scores that favour the first arm by far and differ by image and rater.
  func ratings(of raters: [String], upTo limit: Int = 100) -> [String: [Rating]] {
    Dictionary(
      uniqueKeysWithValues: plan.packets.filter { raters.contains($0.rater) }.map { packet in
        let slots = packet.presentations.prefix(limit).flatMap { presentation in
          presentation.slots.map { (presentation, $0) }
        }
        return (
          packet.id,
          slots.enumerated().map { number, pair in
            let arm = arms.firstIndex { plan.arms[pair.1.id]?.contains($0) == true } ?? 0
            let hash = SHA256.hash(Array("\(pair.0.item) \(packet.rater) \(arm)".utf8))
            let value = min(5, 4 - arm + Int(hash[0]) % 2 + Int(packet.rater == "r1" ? 1 : 0))
            return Rating(
              sequence: number + 1,
              judgement: Judgement(
                presentation: pair.0.id, slot: pair.1.id, question: "overall", answer: .number(Double(value)),
                madeAt: 1_000 + Int64(number), onTask: 10_000,
                display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)), chain: "")
          }
        )
      })
  }

  func progress(
    _ ratings: [String: [Rating]], exchanging arms: [ArmCode: ArmCode] = [:], traffic: [String: Double] = [:],
    guests: [String] = [], further: [String: [ItemID]] = [:]
  ) throws -> StudyProgress {
    var plan = plan
    plan.arms = plan.arms.mapValues { $0.map { arms[$0] ?? $0 } }
    return try StudyProgress(
      plan: plan, ratings: ratings,
      outputs: outputs.map { Output(arm: arms[$0.arm] ?? $0.arm, item: $0.item, text: $0.text, outcome: $0.outcome) },
      categories: categories, rubric: rubric,
      claim: Claim(criterion: "overall", scope: .ratersLikeThese, margin: 0.3, because: "test"), traffic: traffic,
      guests: guests, secondsPerItem: 40, further: further)
  }
}

@Suite("how a study gets on")
struct StudyProgressTests {
  @Test(
    "nothing of it depends on which arm got which scores, the incumbent's or another's",
    arguments: [[1, 0, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]])
  func blind(order: [Int]) throws {
    let study = try Study()
    let exchange = Dictionary(uniqueKeysWithValues: order.enumerated().map { (study.arms[$0], study.arms[$1]) })
    for traffic in [[:], ["photo": 0.6, "chart": 0.4]] {
      let ratings = study.ratings(of: ["r1", "r2", "r3", "r4", "r5"])
      let before = try study.progress(ratings, traffic: traffic)
      #expect(before.precision.now != nil && before.precision.atCompletion != nil && before.alpha != nil)
      #expect(try study.progress(ratings, exchanging: exchange, traffic: traffic) == before)
    }
  }

  @Test("other scores change it: the comparison above can fail")
  func sensitive() throws {
    let study = try Study()
    let more = try study.progress(study.ratings(of: ["r1", "r2", "r3", "r4", "r5"]))
    let fewer = try study.progress(study.ratings(of: ["r1", "r2", "r3", "r4"]))
    #expect(more.precision.now != fewer.precision.now && more.alpha != fewer.alpha)
  }

  @Test("raters' progress: items rated, time an item, minutes left at their own pace, the others', or the declared one")
  func pace() throws {
    let study = try Study()
    let none = try study.progress([:])
    // Eight images each at 40 s are 5⅓ minutes.
    #expect(none.secondsAnItem == nil && none.raters.allSatisfy { abs($0.minutesLeft - 8 * 40.0 / 60) < 1e-9 })
    let some = try study.progress(study.ratings(of: ["r1"], upTo: 3))
    let (first, second) = (some.raters[0], some.raters[1])
    // Three captions an image at 10 s each.
    #expect(first.rated == 3 && first.open == 5 && first.secondsAnItem == 30 && abs(first.minutesLeft - 2.5) < 1e-9)
    #expect(second.secondsAnItem == nil && abs(second.minutesLeft - 8 * 30.0 / 60) < 1e-9)
  }

  @Test("when all ratings are in, what is expected at completion is what there is; an extension is expected to help")
  func completion() throws {
    let study = try Study()
    let all = study.ratings(of: (1...6).map { "r\($0)" })
    let complete = try study.progress(all)
    let (now, then) = try (#require(complete.precision.now), #require(complete.precision.atCompletion))
    // Up to what components below zero, taken for zero, make of it.
    #expect(abs(now - then) < 0.2 * now)
    let items = Array(study.categories.keys)
    let further = Dictionary(uniqueKeysWithValues: (1...20).map { ("n\($0)", items) })
    let extended = try study.progress(all, further: further)
    #expect(try #require(extended.precision.atCompletion) < then)
    // A guest is not waited for: what a guest has not rated is not counted on.
    let part = study.ratings(of: ["r1", "r2", "r3", "r4", "r5"])
    #expect(try study.progress(part, guests: ["r6"]).precision != study.progress(part).precision)
  }

  @Test("without ratings, with one rater, or with equal ratings there is a reason and never a value")
  func reasons() throws {
    let study = try Study()
    #expect(try study.progress([:]).precision.reason == "no captions are rated yet")
    #expect(try study.progress([:]).alphaReason == "no caption has two ratings yet")
    let one = try study.progress(study.ratings(of: ["r1"]))
    #expect(one.precision.now == nil && one.precision.reason == "this rater only")
    var same = study.ratings(of: ["r1", "r2", "r3"])
    for packet in same.keys {
      for index in (same[packet] ?? []).indices { same[packet]?[index].judgement.answer = .number(4) }
    }
    #expect(try study.progress(same).precision.reason == "the ratings do not differ enough yet")
  }

  @Test("a rater's two packets count as one rater's")
  func twoPackets() throws {
    let study = try Study()
    let items = Array(study.categories.keys).sorted()
    let had = Set(study.plan.itemsByRater["r1"] ?? [])
    let more = PresentationPlan(
      assignment: Assignment(
        extending: study.plan.itemsByRater, items: items.map { ($0, "photo") }, ratings: [:], wanted: ["r1": 2],
        seed: 1, number: 1), outputs: study.outputs, secretSeed: [1])
    let both = PresentationPlan(
      packets: study.plan.packets + more.packets, arms: study.plan.arms.merging(more.arms) { $1 })
    let table = Tabulation(
      plan: both, ratings: study.ratings(of: ["r1"]), outputs: study.outputs, categories: study.categories,
      rubric: study.rubric)
    #expect(table.progress.map(\.rater) == ["r1", "r2", "r3", "r4", "r5", "r6"])
    #expect(table.progress[0] == .init(rater: "r1", planned: had.count + 2, rated: had.count, skipped: 0))
    let whole = try #require(more.packets.first)
    #expect(Set(whole.presentations.map(\.item)).isDisjoint(with: had))
  }

  @Test("skips and flags count until they are taken back, and what is rated all the same is not skipped")
  func skipsAndFlags() throws {
    let study = try Study()
    let packet = try #require(study.plan.packets.first)
    var list = try #require(study.ratings(of: [packet.rater], upTo: 1)[packet.id])
    func say(_ number: Int, _ question: String, _ answer: Answer?) {
      list.append(
        Rating(
          sequence: list.count + 1,
          judgement: Judgement(
            presentation: packet.presentations[number].id, slot: nil, question: question, answer: answer, madeAt: 9_000,
            onTask: 0, display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)),
          chain: ""))
    }
    for number in [0, 1, 2] { say(number, Judgement.Reserved.skip, .text("blurred")) }
    for number in [0, 3] { say(number, Judgement.Reserved.flag, .text("")) }
    say(2, Judgement.Reserved.skip, nil)
    say(3, Judgement.Reserved.flag, nil)
    let progress = PacketProgress(packet.presentations, rubric: study.rubric, ratings: list)
    #expect(progress.rated == 1 && progress.flagged == 1 && progress.lastMadeAt == 9_000)
    #expect(progress.skippedItems == [packet.presentations[1].item] && progress.open == packet.presentations.count - 2)
    // The report's own count is the same.
    let table = Tabulation(
      plan: study.plan, ratings: [packet.id: list], outputs: study.outputs, categories: study.categories,
      rubric: study.rubric)
    #expect(table.progress[0].rated == 1 && table.progress[0].skipped == 1)
  }
}
