/// Deals the pairs of items to the raters who have the items, so that each rater gets about as many of each pair. Items,
/// categories, raters and pairs are numbers here.
struct PairDeal {
  /// One rater's judgement of one pair of one item.
  struct Place {
    let item: Int
    let category: Int
    let rater: Int
    var pair: Int
  }

  private(set) var places: [Place] = []
  private let categories: Int
  private let pairs: Int
  /// The places of each item, guests' left out: their pairs are not exchanged with anybody's.
  private var items: [Range<Int>] = []
  /// How often a rater has a pair: in each category, and in all.
  private var load: [Int]

  init(raters: Int, categories: Int, pairs: Int) {
    self.categories = categories
    self.pairs = pairs
    load = Array(repeating: 0, count: raters * (categories + 1) * pairs)
  }

  /// Deals every pair of an item to so many raters.
  ///
  /// Whoever has most turns left goes first, so that nobody is left with a pair that they have already (the construction
  /// by which Gale and Ryser show that such a table exists); among those, whoever has had this pair least.
  ///
  /// - Parameter turns: rater → how many pairs of this item; in all as many as pairs × judgements.
  mutating func add(
    _ item: Int, category: Int, turns: [(rater: Int, count: Int)], judgements: Int, using generator: inout HashGenerator
  ) {
    var left = turns
    let start = places.count
    for pair in (0..<pairs).shuffled(using: &generator) {
      let order = left.indices.filter { left[$0].count > 0 }.shuffled(using: &generator).sorted { one, other in
        let (one, other) = (left[one], left[other])
        return (-one.count, had(one.rater, category, pair), had(one.rater, categories, pair))
          < (-other.count, had(other.rater, category, pair), had(other.rater, categories, pair))
      }
      for index in order.prefix(judgements) {
        left[index].count -= 1
        put(Place(item: item, category: category, rater: left[index].rater, pair: pair))
      }
    }
    items.append(start..<places.count)
  }

  /// Deals one pair of an item to each of some raters: first the pairs with the fewest judgements, then those that the
  /// rater has had least.
  ///
  /// - Parameter judged: pair → judgements made or awaited.
  mutating func add(
    _ item: Int, category: Int, raters: [Int], judged: [Int], using generator: inout HashGenerator
  ) {
    var judged = judged
    let start = places.count
    for rater in raters.shuffled(using: &generator) {
      let next = (0..<pairs).shuffled(using: &generator).min { one, other in
        (judged[one], had(rater, category, one), had(rater, categories, one))
          < (judged[other], had(rater, category, other), had(rater, categories, other))
      }
      guard let pair = next else { continue }
      judged[pair] += 1
      put(Place(item: item, category: category, rater: rater, pair: pair))
    }
    items.append(start..<places.count)
  }

  /// Counts a pair that a rater had before.
  mutating func note(rater: Int, category: Int, pair: Int) {
    count(Place(item: 0, category: category, rater: rater, pair: pair), by: 1)
  }

  /// Deals a guest those pairs of an item that they have had least.
  mutating func add(_ item: Int, category: Int, guest: Int, turns: Int, using generator: inout HashGenerator) {
    let least = (0..<pairs).shuffled(using: &generator).sorted { one, other in
      (had(guest, category, one), had(guest, categories, one))
        < (had(guest, category, other), had(guest, categories, other))
    }
    for pair in least.prefix(turns) { put(Place(item: item, category: category, rater: guest, pair: pair)) }
  }

  /// Exchanges pairs between two raters of an item as long as that makes their shares of the pairs more even.
  mutating func even() {
    // Each exchange lowers a sum of squares, so this would end by itself; a few rounds are all it takes.
    for _ in 0..<10 {
      var isDone = true
      for item in items {
        for one in item {
          for other in one..<item.upperBound where exchange(one, other, of: item) { isDone = false }
        }
      }
      if isDone { return }
    }
  }

  private mutating func exchange(_ one: Int, _ other: Int, of item: Range<Int>) -> Bool {
    let (left, right) = (places[one], places[other])
    guard left.rater != right.rater, left.pair != right.pair, gain(left, right.pair) + gain(right, left.pair) < 0,
      !item.contains(where: { isTaken($0, by: left.rater, right.pair) || isTaken($0, by: right.rater, left.pair) })
    else { return false }
    for (index, pair) in [(one, right.pair), (other, left.pair)] {
      count(places[index], by: -1)
      places[index].pair = pair
      count(places[index], by: 1)
    }
    return true
  }

  private func isTaken(_ index: Int, by rater: Int, _ pair: Int) -> Bool {
    places[index].rater == rater && places[index].pair == pair
  }

  /// By how much the sum of squared loads grows where a place gets another pair.
  private func gain(_ place: Place, _ pair: Int) -> Int {
    let inCategory = had(place.rater, place.category, pair) - had(place.rater, place.category, place.pair)
    return 2 * (inCategory + had(place.rater, categories, pair) - had(place.rater, categories, place.pair)) + 4
  }

  /// How often a rater has a pair in a category; the one after the last stands for all.
  private func had(_ rater: Int, _ category: Int, _ pair: Int) -> Int { load[index(rater, category, pair)] }

  private func index(_ rater: Int, _ category: Int, _ pair: Int) -> Int {
    (rater * (categories + 1) + category) * pairs + pair
  }

  private mutating func count(_ place: Place, by step: Int) {
    load[index(place.rater, place.category, place.pair)] += step
    load[index(place.rater, categories, place.pair)] += step
  }

  private mutating func put(_ place: Place) {
    places.append(place)
    count(place, by: 1)
  }
}
