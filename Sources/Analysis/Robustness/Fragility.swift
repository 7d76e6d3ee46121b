/// How many ratings would have to come out one point differently for the verdict to be another.
///
/// The changes are found by search: so many do flip the verdict. Fewer might, down to ``atLeast``, below which every set
/// of ratings was tried.
public struct Fragility: Hashable, Sendable, Codable {
  /// Ratings that are changed by one point, every one against the verdict; an upper bound of the smallest number.
  public var changes: Int
  /// No fewer changes do it, for all smaller sets were tried: a lower bound, equal to ``changes`` where that is the
  /// smallest number.
  public var atLeast: Int
  /// Ratings that the verdict rests on: of the candidate and of the incumbent, failures not among them.
  public var ratings: Int
  /// The fact against the margin as it is.
  public var from: MarginFact
  /// The fact against the margin after these changes.
  public var to: MarginFact
  /// Whether the changes favour the candidate: its ratings up, the incumbent's down. Else the other way about.
  public var favoursCandidate: Bool

  /// How many ratings would have to come out one point differently.
  public init(changes: Int, atLeast: Int, ratings: Int, from: MarginFact, to: MarginFact, favoursCandidate: Bool) {
    self.changes = changes
    self.atLeast = atLeast
    self.ratings = ratings
    self.from = from
    self.to = to
    self.favoursCandidate = favoursCandidate
  }

  /// Changes among ratings, from 0 to 1.
  public var share: Double { ratings > 0 ? Double(changes) / Double(ratings) : 0 }
}

extension JudgedPairs {
  /// The fewest changes found that flip the fact against the margin for the declared scope.
  ///
  /// *Not worse* and *equivalent* are flipped when *not worse* no longer holds; *worse beyond the margin* when it no
  /// longer holds; *undecided* when either does, whichever takes fewer changes.
  ///
  /// - Parameters:
  ///   - range: lowest and highest possible value; no change leaves it.
  ///   - trials: how many sets of ratings may be tried for ``Fragility/atLeast``, in each direction.
  func fragility(within range: ClosedRange<Double>, trials: Int = 1000) -> Finding<Fragility> {
    guard let from = marginFact(of: observations) else {
      return .unavailable(reason: "there is no verdict to flip")
    }
    let ratings = pairs.reduce(0) { $0 + ($1.isShared ? 1 : ($1.isJudged ? 1 : 0) + ($1.isBaseJudged ? 1 : 0)) }
    let directions: [Bool] =
      switch from {
      case .notWorse, .equivalent: [false]
      case .worseBeyondMargin: [true]
      case .undecided: [true, false]
      }
    let found = directions.compactMap { favours -> Fragility? in
      let search = FragilitySearch(self, range: range, favoursCandidate: favours, from: from)
      return search.fewest(trials: trials).map {
        Fragility(
          changes: $0.changes, atLeast: $0.atLeast, ratings: ratings, from: from, to: $0.to, favoursCandidate: favours)
      }
    }
    guard var fewest = found.min(by: { $0.changes < $1.changes }) else {
      return .unavailable(reason: "not even one point more or less in every rating flips it")
    }
    fewest.atLeast = found.reduce(fewest.changes) { min($0, $1.atLeast) }
    return .stated(fewest)
  }
}
