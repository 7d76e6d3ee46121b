internal import Blinding
internal import Statistics
internal import StudyModel

/// Every image of the set with its stratum, to average what is known of each: weighted to traffic like the ratings.
struct ImageWeights {
  /// Sorted; an image's number is its place.
  let items: [ItemID]
  let numbers: [ItemID: Int]
  /// The stratum of each image.
  let strata: [Int]
  /// Category and weight of each stratum; one stratum with weight 1 where no traffic is declared.
  var shares: [(name: String, weight: Double)]
  let confidence: Double

  /// - Parameter categories: image → category, of the whole set.
  /// - Throws: as `TrafficWeights`; a category with traffic that has no image is left to the others.
  init(categories: [ItemID: String], traffic: [String: Double], confidence: Double) throws(AnalysisError) {
    items = categories.keys.sorted()
    numbers = Dictionary(items.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.confidence = confidence
    let names = items.map { categories[$0] ?? "" }
    let declared = try TrafficWeights(traffic, rated: names).shares
    guard !declared.isEmpty else {
      shares = [(name: "all", weight: 1)]
      strata = names.map { _ in 0 }
      return
    }
    let present = Set(names)
    let total = declared.filter { present.contains($0.category) }.reduce(0) { $0 + $1.weight }
    shares = declared.map { share in
      (name: share.category, weight: present.contains(share.category) && total > 0 ? share.weight / total : 0)
    }
    let index = Dictionary(
      shares.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    strata = names.map { index[$0] ?? 0 }
  }

  /// Strata of one number an image.
  func strata(_ perImage: [ItemID: Double]) -> [Stratum] {
    strata(
      items.indices.compactMap { number in
        perImage[items[number]].map { Observation(image: number, rater: 0, value: $0) }
      })
  }

  /// Strata of observations by image number.
  func strata(_ observations: [Observation]) -> [Stratum] {
    let groups = Dictionary(grouping: observations) { strata[$0.image] }
    return shares.enumerated().map { index, share in
      Stratum(name: share.name, weight: share.weight, observations: groups[index] ?? [])
    }
  }

  /// The weighted mean of one number an image, times a number of images.
  ///
  /// - Parameters:
  ///   - isCost: whether it cannot be below zero; its interval is then cut there.
  ///   - times: images to speak of, for example 1,000.
  ///   - fixed: categories in which the number is the same for every image by rule, not by chance.
  /// - Returns: US dollars; nil where there is no image.
  func money(
    _ perImage: [ItemID: Double], isCost: Bool, times: Double, fixed: Set<String> = []
  ) -> Money? {
    guard let mean = try? CrossedMean(strata: strata(perImage)) else { return nil }
    do throws(EstimationError) {
      let estimate = try mean.overNewImages(confidence: confidence)
      var cautions = mean.strataWithoutSpread.filter { !fixed.contains($0) }.map(ScopeEstimator.withoutSpread)
      if mean.images == 2 { cautions.append("two images: very wide, low information") }
      let isCut = isCost && estimate.lower < 0
      if isCut { cautions.append("lower bound cut at 0") }
      return Money(
        dollars: mean.value * times,
        interval: .stated(
          Estimate(
            value: mean.value * times, standardError: estimate.standardError * times,
            degreesOfFreedom: estimate.degreesOfFreedom, lower: isCut ? 0 : estimate.lower * times,
            upper: estimate.upper * times, confidence: estimate.confidence),
          caution: cautions.isEmpty ? nil : cautions.joined(separator: "; ")))
    } catch {
      let reason: String =
        if case .constantObservations = error {
          "it is the same for every image, so its spread is unknown"
        } else {
          error.description
        }
      return Money(dollars: mean.value * times, interval: .unavailable(reason: reason))
    }
  }

  /// The share of production that some images stand for, between 0 and 1.
  func share(of chosen: Set<ItemID>) -> Double {
    let all = Dictionary(grouping: items.indices) { strata[$0] }
    let share = shares.enumerated().reduce(0) { sum, entry in
      guard let images = all[entry.offset], !images.isEmpty else { return sum }
      let count = images.count { chosen.contains(items[$0]) }
      return sum + entry.element.weight * Double(count) / Double(images.count)
    }
    // All of them are all of production, whatever weights such as 0.6 + 0.3 + 0.1 add up to.
    return chosen.count == items.count ? 1 : share
  }
}
