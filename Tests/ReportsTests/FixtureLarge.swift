import Blinding
import Digest
import Roster
import Statistics
import StudyModel

@testable import Analysis
@testable import Reports

/// A large study, computed: six candidates with awkward labels, twelve categories, forty raters, hidden checks, two
/// raters who did not look; ratings carry times.
enum FixtureLarge {
  static let dossier: Dossier = (try? made) ?? Fixture.decided

  static let labels = [
    "incumbent", "a-model-with-a-very-long-name-indeed-instruct-2026-11-preview",
    "a-model-with-a-very-long-name-indeed-instruct-2026-11-stable", "画像説明モデル最新版二〇二六年十一月候補", "نموذج-وصف-الصور-السريع",
    "<b>&\"'",
  ]
  static let raters = (1...40).map { number in
    number == 7 ? "a-rater-with-a-long-pseudonym" : number == 8 ? "評価者八号さん" : "r\(number < 10 ? "0" : "")\(number)"
  }
  static let categories = (1...11).map { "category \($0)" } + ["カテゴリー十二: スクリーンショットと図表"]
  static let arms = labels.indices.map { ArmCode(rawValue: "arm-\($0)large") }
  static let checks = RaterChecks(
    repeats: 0.2, lowAnchors: 0.2, screening: ScreeningRule(maxAnchor: 2, excludes: true), asksForGuess: false)

  static let items: [(id: ItemID, category: String)] = (0..<120).compactMap { number in
    ItemID(hex: SHA256.hex("large \(number)")).map { ($0, categories[number % categories.count]) }
  }

  private static var made: Dossier {
    get throws {
      let category = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.category) })
      let outputs = items.enumerated().flatMap { number, item in
        arms.enumerated().map { index, arm in
          let isMissing = (number + 3 * index) % 29 == 0
          return Output(
            arm: arm, item: item.id, text: isMissing ? nil : "caption \(index) of \(number)",
            outcome: isMissing ? .refused : .captioned)
        }
      }
      var plan = PresentationPlan(
        assignment: try Assignment(items: items, raters: raters, ratingsPerItem: 6, seed: 1), outputs: outputs,
        secretSeed: FixturePlan.secret)
      try plan.hide(checks, outputs: outputs, categories: category, secretSeed: FixturePlan.secret)
      let (ratings, rubric) = (ratings(plan), Fixture.rubric)
      let tabulation = Tabulation(
        plan: plan, ratings: ratings, outputs: outputs, categories: category, rubric: rubric)
      var weights = [0.3, 0.2, 0.12, 0.1, 0.08, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01]
      weights.append(0)
      let traffic = Dictionary(uniqueKeysWithValues: zip(categories, weights))
      let all = tabulation.table(incumbent: arms[0], claim: Fixture.claim, traffic: traffic, rubric: rubric)
      let (table, trust) = try all.claimed(checks, tabulation.hidden)
      var dossier = Fixture.rehearsal
      dossier.study = "large"
      dossier.items = []
      dossier.estimates = try table.estimates()
      dossier.robustness = try table.robustness(dossier.estimates, seed: 1)
      dossier.trust = trust
      dossier.places = PlaceBalance(
        plan: plan, cells: tabulation.cells, preferences: [], criterion: "overall", areCompared: false)
      dossier.unblinding.names = Dictionary(
        uniqueKeysWithValues: zip(arms, labels).map { ($0, Fixture.model($1, price: nil)) })
      dossier.arms = arms.map { Fixture.facts($0, cost: RunCost(dollars: 1), latency: nil) }
      dossier.ratings = tabulation.cells
      dossier.images = ImageFacts(
        byCategory: items.reduce(into: [:]) { $0[$1.category, default: 0] += 1 }, traffic: traffic)
      dossier.raters = tabulation.progress.map { progress in
        var rater = Fixture.rater(progress.rater)
        (rater.itemsRated, rater.itemsPlanned, rater.isSimulated) = (progress.rated, progress.planned, true)
        return rater
      }
      dossier.answers = nil
      dossier.nextSteps = [:]
      return dossier
    }
  }

  /// Whoever rates is a function of what there is to rate: rater 3 gives everything a 5, rater 5 stops half way.
  private static func ratings(_ plan: PresentationPlan) -> [String: [Rating]] {
    let display = Display(mode: "kitty", columns: 80, rows: 24, pixelWidth: 1, pixelHeight: 1)
    return Dictionary(
      uniqueKeysWithValues: plan.packets.enumerated().map { number, packet in
        var judgements: [Judgement] = []
        let shown = number == 5 ? packet.presentations.prefix(8) : packet.presentations[...]
        for (turn, presentation) in shown.enumerated() {
          for slot in presentation.slots {
            let isAnchor = plan.hidden.anchors[slot.id] != nil
            let arm = plan.arms[slot.id]?.first.flatMap(arms.firstIndex) ?? 0
            let draw = Int(SHA256.hex("\(packet.rater) \(presentation.item) \(arm)").prefix(4), radix: 16) ?? 0
            let level =
              isAnchor ? 1 : [4, 4, 4, 4, 3, 2][arm] + [0, 1, 0, -1, 0, 1][draw % 6] - (number % 11 == 0 ? 1 : 0)
            for (question, value) in [("overall", number == 3 ? 5 : max(1, min(5, level))), ("detail", 1 + draw % 2)] {
              judgements.append(
                Judgement(
                  presentation: presentation.id, slot: slot.id, question: question, answer: .number(Double(value)),
                  madeAt: Int64(number % 13 * 3_600_000 + turn * (60_000 + 900 * number)),
                  onTask: question == "overall" ? 3000 + draw % 4000 + 120 * number : 0, display: display))
            }
          }
        }
        return (
          packet.id,
          judgements.enumerated().map { Rating(sequence: $0 + 1, judgement: $1, chain: "") }
        )
      })
  }
}
