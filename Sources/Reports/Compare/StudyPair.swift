internal import Analysis
internal import StudyModel

/// Two studies: whether their numbers mean the same, and what they share.
struct StudyPair: Sendable {
  let from: Int
  let to: Int
  /// Why their numbers do not mean the same; empty where they do.
  let obstacles: [String]
  /// What a reader must know of a difference between them; empty where there can be none.
  let cautions: [String]

  /// Category shares of unweighted studies may differ by so much, and their numbers still mean the same.
  private static let mixTolerance = 0.05

  init(from: Int, to: Int, in studies: [StudyRecord]) {
    (self.from, self.to) = (from, to)
    let (before, after) = (studies[from], studies[to])
    obstacles = Self.obstacles(before, after)
    cautions =
      obstacles.isEmpty
      ? Self.images(before, after) + Self.raters(before, after) + Self.programs(before, after) : []
  }

  private static func obstacles(_ before: StudyRecord, _ after: StudyRecord) -> [String] {
    if before.isPairs != after.isPairs {
      return ["captions were \(before.isPairs ? "compared in pairs, then rated" : "rated, then compared in pairs")"]
    }
    var reasons: [String] = []
    if before.claim.criterion != after.claim.criterion {
      reasons.append("the criterion was \(before.claim.criterion), then \(after.claim.criterion)")
    }
    switch (before.rubric, after.rubric) {
    case (let old?, let new?) where old == new: break
    case (_?, _?): reasons.append("the rubrics differ, so a point may not mean the same")
    default: reasons.append("a report does not say which rubric its raters had")
    }
    let (old, new) = (before.images.traffic, after.images.traffic)
    if old.isEmpty != new.isEmpty {
      reasons.append("one is weighted to traffic, the other is not")
    } else if old.isEmpty {
      let categories = Set(before.images.byCategory.keys).union(after.images.byCategory.keys).sorted()
      let moved = categories.filter {
        abs(before.share(of: $0) - after.share(of: $0)) > mixTolerance
      }
      if !moved.isEmpty {
        reasons.append("no traffic is declared and the mix of images differs (\(moved.joined(separator: ", ")))")
      }
    } else if Set(old.keys) != Set(new.keys) || old.contains(where: { abs($0.value - (new[$0.key] ?? 0)) > 1e-6 }) {
      reasons.append("the weights of traffic differ")
    }
    return reasons
  }

  /// Sharing makes the numbers rise and fall together, so that their difference varies less than is worked out.
  private static let tooWide = "intervals of a change treat them as different ones: too wide rather than too narrow"

  private static func images(_ before: StudyRecord, _ after: StudyRecord) -> [String] {
    if let old = before.judgedImages, let new = after.judgedImages {
      let shared = old.intersection(new).count
      if shared == 0 {
        return ["no image in common: a change holds the images' difference too, as far as they come from other sources"]
      }
      let all = shared == old.count && shared == new.count
      return [
        all
          ? "the same \(Numbers.counted(shared, "image")); \(tooWide)"
          : "\(Numbers.counted(shared, "image")) in common, of \(Numbers.count(old.count)) and \(Numbers.count(new.count)); "
            + tooWide
      ]
    }
    if let old = before.imageSet, old == after.imageSet { return ["the same image set; \(tooWide)"] }
    return ["how many images they share is unknown: a ratings.csv is missing"]
  }

  private static func raters(_ before: StudyRecord, _ after: StudyRecord) -> [String] {
    let shared = before.raters.intersection(after.raters)
    if shared.isEmpty {
      return ["no rater in common, by pseudonym: intervals for these raters leave out what that does"]
    }
    if shared.count == before.raters.count, shared.count == after.raters.count {
      return ["the same \(Numbers.counted(shared.count, "rater")), by pseudonym; \(tooWide)"]
    }
    return [
      "\(Numbers.counted(shared.count, "rater")) in common, by pseudonym, of \(Numbers.count(before.raters.count)) and "
        + "\(Numbers.count(after.raters.count)); \(tooWide), for raters like these"
    ]
  }

  private static func programs(_ before: StudyRecord, _ after: StudyRecord) -> [String] {
    guard let old = before.version, let new = after.version, old != new else { return [] }
    return ["reported by blindfold \(old), then \(new)"]
  }
}

extension StudyRecord {
  /// The share of the images that lie in a category.
  func share(of category: String) -> Double {
    images.total > 0 ? Double(images.byCategory[category] ?? 0) / Double(images.total) : 0
  }
}
