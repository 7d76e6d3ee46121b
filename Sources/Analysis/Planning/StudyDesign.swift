public import Blinding
public import StudyModel

/// Who rates what, by number, without ratings: all that a simulation needs to know of a study.
public struct StudyDesign: Hashable, Sendable {
  /// One image in one rater's packet.
  struct Cell: Hashable, Sendable {
    let image: Int
    let rater: Int
  }

  /// Category by image number, of every image of the set.
  public let categories: [String]
  /// Category → weight of the estimate, adding up to 1; empty: every rating counts the same.
  public let traffic: [String: Double]
  /// Raters with at least one image.
  public let raters: Int
  /// By image, then rater.
  let cells: [Cell]

  /// Image × rater cells: presentations to rate.
  public var presentations: Int { cells.count }
  /// Images that somebody rates.
  public var images: Int { Set(cells.map(\.image)).count }
  /// Ratings an image on average.
  public var ratingsPerImage: Double { Double(presentations) / Double(max(1, images)) }
  /// The most images that one rater rates.
  public var imagesEach: Int { cells.reduce(into: [:]) { $0[$1.rater, default: 0] += 1 }.values.max() ?? 0 }

  /// The very assignment that a run will draw.
  ///
  /// - Parameters:
  ///   - items: the image set, each with its category.
  ///   - assignment: who judges what, without guests.
  ///   - traffic: category → weight; empty for none.
  /// - Throws: `nothingPlanned`, `tooFewImages`, `traffic`.
  public init(
    items: [(id: ItemID, category: String)], assignment: Assignment, traffic: [String: Double]
  ) throws(PlanningError) {
    let sorted = items.sorted { $0.id < $1.id }
    let numbers = Dictionary(
      sorted.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var cells: [Cell] = []
    for (rater, name) in assignment.items.keys.sorted().enumerated() {
      for item in assignment.items[name] ?? [] {
        if let image = numbers[item] { cells.append(Cell(image: image, rater: rater)) }
      }
    }
    try self.init(categories: sorted.map(\.category), traffic: traffic, cells: cells)
  }

  /// A study of so many images, dealt to so many raters as a run would deal them.
  ///
  /// - Parameters:
  ///   - images: category → images.
  ///   - raters: 1 or more.
  ///   - ratingsPerImage: 1 to the number of raters.
  ///   - traffic: category → weight; empty for none.
  ///   - seed: of the deal.
  /// - Throws: `nothingPlanned`, `tooFewRaters`, `tooFewImages`, `traffic`.
  public init(
    images: [String: Int], raters: Int, ratingsPerImage: Int, traffic: [String: Double] = [:], seed: UInt64
  ) throws(PlanningError) {
    guard raters > 0 else { throw .nothingPlanned("no raters") }
    guard ratingsPerImage > 0 else { throw .nothingPlanned("no ratings an image") }
    guard ratingsPerImage <= raters else { throw .tooFewRaters(wanted: ratingsPerImage, raters: raters) }
    var items: [(id: ItemID, category: String)] = []
    for category in images.keys.sorted() {
      for _ in 0..<max(0, images[category] ?? 0) {
        let digits = String(items.count, radix: 16)
        guard let id = ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits) else { continue }
        items.append((id, category))
      }
    }
    let names = (1...raters).map { "rater-" + String(repeating: "0", count: 6 - String($0).count) + "\($0)" }
    let assignment: Assignment
    do {
      assignment = try Assignment(items: items, raters: names, ratingsPerItem: ratingsPerImage, seed: seed)
    } catch {
      throw .tooFewRaters(wanted: ratingsPerImage, raters: raters)
    }
    try self.init(items: items, assignment: assignment, traffic: traffic)
  }

  /// - Throws: `nothingPlanned`, `tooFewImages` for a category with traffic, `traffic`.
  init(categories: [String], traffic: [String: Double], cells: [Cell]) throws(PlanningError) {
    guard !categories.isEmpty else { throw .nothingPlanned("no images") }
    guard !cells.isEmpty else { throw .nothingPlanned("no rater has an image") }
    do {
      _ = try TrafficWeights(traffic, rated: categories)
    } catch {
      throw .traffic(error)
    }
    let rated = Set(cells.map(\.image)).reduce(into: [String: Int]()) { $0[categories[$1], default: 0] += 1 }
    let counted = traffic.isEmpty ? ["all": rated.values.reduce(0, +)] : rated
    for category in (traffic.isEmpty ? ["all": 1] : traffic).filter({ $0.value > 0 }).keys.sorted() {
      let images = counted[category] ?? 0
      guard images >= 2 else { throw .tooFewImages(category: category, images: images) }
    }
    self.categories = categories
    self.traffic = traffic
    self.raters = Set(cells.map(\.rater)).count
    self.cells = cells.sorted { ($0.image, $0.rater) < ($1.image, $1.rater) }
  }

  /// The same study with further raters on the set's own images.
  ///
  /// Each new rater gets a share of every category within one, and images go round so that all are rated about equally
  /// often.
  ///
  /// - Parameters:
  ///   - more: raters to add, 1 or more.
  ///   - each: images for each of them, at most as many as the set has.
  /// - Throws: `nothingPlanned`.
  func adding(raters more: Int, imagesEach each: Int) throws(PlanningError) -> StudyDesign {
    guard more > 0, each > 0 else { throw .nothingPlanned("no raters or no images are added") }
    // Every category's images are spread evenly over a circle; a packet is a stretch of it.
    let byCategory = Dictionary(grouping: categories.indices) { categories[$0] }
    let circle = byCategory.keys.sorted().flatMap { category -> [(place: Double, image: Int)] in
      let images = byCategory[category] ?? []
      return images.enumerated().map { ((Double($0.offset) + 0.5) / Double(images.count), $0.element) }
    }.sorted { ($0.place, $0.image) < ($1.place, $1.image) }.map(\.image)
    var grown = cells
    let known = 1 + (cells.map(\.rater).max() ?? -1)
    let step = min(each, circle.count)
    for rater in 0..<more {
      for place in 0..<step {
        grown.append(Cell(image: circle[(rater * step + place) % circle.count], rater: known + rater))
      }
    }
    return try StudyDesign(categories: categories, traffic: traffic, cells: grown)
  }

  /// The same study with new images, rated by new raters, so often each.
  ///
  /// - Parameters:
  ///   - factor: how many times the set's images there are in all, 2 or more.
  ///   - raters: raters to add, 1 or more; only they rate the new images.
  ///   - ratingsPerImage: of a new image, at most the number of new raters.
  /// - Throws: `nothingPlanned`, `tooFewRaters`.
  func adding(
    imagesTimes factor: Int, raters more: Int, ratingsPerImage: Int
  ) throws(PlanningError) -> StudyDesign {
    guard factor > 1, more > 0, ratingsPerImage > 0 else { throw .nothingPlanned("no raters or no images are added") }
    guard ratingsPerImage <= more else { throw .tooFewRaters(wanted: ratingsPerImage, raters: more) }
    let counts = categories.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let known = 1 + (cells.map(\.rater).max() ?? -1)
    let fresh = try StudyDesign(
      images: counts.mapValues { $0 * (factor - 1) }, raters: more, ratingsPerImage: ratingsPerImage, traffic: traffic,
      seed: UInt64(cells.count))
    let shifted = fresh.cells.map { Cell(image: $0.image + categories.count, rater: $0.rater + known) }
    return try StudyDesign(categories: categories + fresh.categories, traffic: traffic, cells: cells + shifted)
  }
}
