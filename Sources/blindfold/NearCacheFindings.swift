internal import Captioning
internal import Roster

/// What the doctor says of images that look alike, and of caches that give one's caption for the other.
struct NearCacheFindings {
  private let plan: StudyPlan
  private let alike: NearDuplicates

  init(_ plan: StudyPlan, _ alike: NearDuplicates) {
    self.plan = plan
    self.alike = alike
  }

  /// Pairs of the set first, then each such cache.
  var all: [Finding] { [pairs] + trials + caches }

  /// To a cache on trial images that look alike are what the set is for.
  private var pairs: Finding {
    if plan.candidates.contains(where: { $0.audit != nil }) { return Finding(.ready, alike.headline) }
    return alike.warning.map { Finding(.notice, $0) } ?? Finding(.ready, alike.headline)
  }

  private var trials: [Finding] {
    plan.candidates.compactMap { candidate in
      guard let audit = candidate.audit else { return nil }
      let hits = alike.hits(within: audit.near)
      let set =
        "candidate '\(candidate.label)': \(counted(hits, "image")) of the set \(hits == 1 ? "is" : "are") within "
        + "\(audit.near) of 64 bits of an earlier one: so many near hits are on trial"
      guard hits == 0 else { return Finding(.ready, set) }
      return Finding(
        .notice, "\(set), and nothing would be learnt of it. To draw a set that has some: blindfold audit IMAGES FOLDER"
      )
    }
  }

  private var caches: [Finding] {
    var seen: Set<Candidate> = []
    return plan.candidates.flatMap(\.reached).compactMap { candidate in
      guard case .cache(let rule) = candidate.policy?.kind, let near = rule.near, seen.insert(candidate).inserted else {
        return nil
      }
      let pairs = alike.pairs(within: near)
      let holds =
        pairs == 0
        ? "The set holds no pair of such images, so it says nothing of how good near captions are"
        : "The set holds \(counted(pairs, "pair")) of such images, which may get one caption for both"
      return Finding(
        .notice,
        "'\(candidate.label)': its cache gives the caption of another picture within \(near) of 64 bits, of this set or "
          + "kept before: an approximation that can be wrong. \(holds). How often it is wrong, and from how many bits on, "
          + "an audit tells: blindfold audit IMAGES --near \(near)")
    }
  }
}
