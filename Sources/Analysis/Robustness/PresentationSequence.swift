internal import Statistics

/// The presentations behind cells, in the order of ``EstimateProgress/Order``.
struct PresentationSequence {
  let order: EstimateProgress.Order
  /// Rater number by presentation.
  let raters: [Int]
  /// For each cell the presentation that it enters with, from 0.
  let places: [Int]

  private struct Key: Hashable {
    let rater: Int
    let order: Int
  }

  private struct Spot: Hashable {
    let image: Int
    let rater: Int

    init(_ cell: NumberedTable.Cell) {
      image = cell.observation.image
      rater = cell.observation.rater
    }
  }

  /// - Parameters:
  ///   - cells: of one criterion, by image and rater.
  ///   - names: pseudonym by rater number.
  ///   - areCompared: whether captions were compared: then an image may stand in several presentations of a rater, and a
  ///     cell without one was shown in none.
  /// - Complexity: O(n log n).
  init(_ cells: [NumberedTable.Cell], names: [String], areCompared: Bool) {
    var times: [Key: Int64?] = [:]
    var shown: [Spot: Int] = [:]
    for cell in cells {
      guard let showing = cell.showing else { continue }
      times[Key(rater: cell.observation.rater, order: showing.order)] = .some(showing.madeAt)
      shown[Spot(cell)] = showing.order
    }
    let isTimed = times.values.allSatisfy { $0 != nil }
    let ownOrders = Dictionary(grouping: times.keys, by: \.rater).mapValues { $0.map(\.order).sorted() }
    let sorted = ownOrders.flatMap { rater, orders in
      orders.enumerated().map { number, order in
        let key = Key(rater: rater, order: order)
        let time = (times[key] ?? nil).map(Double.init)
        return (key: key, at: isTimed ? time ?? 0 : (Double(number) + 0.5) / Double(orders.count))
      }
    }.sorted { ($0.at, names[$0.key.rater], $0.key.order) < ($1.at, names[$1.key.rater], $1.key.order) }
    let place = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element.key, $0.offset) })
    order = isTimed ? .time : .ownOrder
    raters = sorted.map(\.key.rater)

    func ownOrder(_ cell: NumberedTable.Cell) -> Int? {
      cell.showing?.order ?? (areCompared ? nil : shown[Spot(cell)])
    }
    // By rater the images with something that nobody was shown, in the order of images.
    var unshown: [Int: [Int]] = [:]
    for cell in cells where ownOrder(cell) == nil {
      let spot = Spot(cell)
      if unshown[spot.rater]?.last != spot.image { unshown[spot.rater, default: []].append(spot.image) }
    }
    let turn = unshown.mapValues { images in
      Dictionary(images.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
    places = cells.map { cell in
      let spot = Spot(cell)
      let orders = ownOrders[spot.rater] ?? []
      var own = ownOrder(cell)
      if own == nil, let number = turn[spot.rater]?[spot.image], let count = unshown[spot.rater]?.count, !orders.isEmpty
      {
        own = orders[number * orders.count / count]
      }
      return own.flatMap { place[Key(rater: spot.rater, order: $0)] } ?? 0
    }
  }
}
