internal import Foundation
internal import Statistics

/// The data of the speed benchmark, drawn from a seed, and as CSV for others.
struct SpeedData {
  static let models = 5
  static let battlers = 20
  static let resamples = 10_000
  static let rounds = 1000

  /// 200 images × 3 raters for each of five models, 1 to 7.
  let ratings: [[Observation]]
  /// 200 items × 5 raters, 1 to 5.
  let units: [[Double]]
  /// 20,000 decided battles among 20 models.
  let battles: [ClusteredComparison]

  init(seed: UInt64) {
    var draws = NormalDraws(seed: seed)
    func point(_ latent: Double, _ highest: Double) -> Double { min(highest, max(1, latent.rounded())) }

    let levels = [0, 0.1, 0.25, 0.4, 0.8]
    let leniency = draws.many(3, 0.4)
    var ratings = [[Observation]](repeating: [], count: Self.models)
    for image in 0..<200 {
      let effect = draws.next(0.8)
      for model in 0..<Self.models {
        let fit = draws.next(0.5)
        for rater in 0..<3 {
          let latent = 4 + levels[model] + effect + fit + leniency[rater] + draws.next(0.8)
          ratings[model].append(Observation(image: image, rater: rater, value: point(latent, 7)))
        }
      }
    }
    self.ratings = ratings

    let strictness = draws.many(5, 0.3)
    units = (0..<200).map { _ in
      let effect = draws.next(0.9)
      return strictness.map { point(3 + effect + $0 + draws.next(0.7), 5) }
    }

    let strengths = draws.many(Self.battlers, 0.6)
    battles = (0..<20_000).map { number in
      let first = Int.random(in: 0..<Self.battlers, using: &draws.generator)
      let second = (first + Int.random(in: 1..<Self.battlers, using: &draws.generator)) % Self.battlers
      let chance = 1 / (1 + exp(strengths[second] - strengths[first]))
      let wins = Double.random(in: 0..<1, using: &draws.generator) < chance
      return ClusteredComparison(
        winner: wins ? first : second, loser: wins ? second : first, image: number, rater: 0)
    }
  }

  /// ratings.csv, units.csv (one row an item, one column a rater) and battles.csv.
  func write(to folder: URL) throws {
    func table(_ name: String, _ header: String, _ rows: [[Int]]) throws {
      let text = ([header] + rows.map { $0.map(String.init).joined(separator: ",") }).joined(separator: "\n") + "\n"
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    try table(
      "ratings.csv", "model,image,rater,score",
      ratings.enumerated().flatMap { model, list in list.map { [model, $0.image, $0.rater, Int($0.value)] } })
    try table("units.csv", "a,b,c,d,e", units.map { $0.map { Int($0) } })
    try table("battles.csv", "winner,loser", battles.map { [$0.winner, $0.loser] })
  }
}
