internal import CSV
internal import Statistics

/// Sums over all events of a log by day, category and tier. No event is kept: memory grows with days, categories and tiers,
/// not with events.
public struct EventTable: Sendable {
  /// The events of one day, category and tier.
  struct Cell: Hashable {
    var day: Int
    var category: Int32
    var tier: Int32
  }

  /// A column whose mean is asked for.
  struct Outcome {
    var name: String
    /// Whether nothing but 0 and 1 came so far.
    var isRate = true
    /// Cells that are numbers.
    var readable = 0
    /// Cells that hold something else.
    var unreadable = 0
    /// The first of these.
    var unreadableAt: String?
    /// By the cell's number; shorter where later cells have none.
    var moments: [Moments] = []
    /// Whether most of its cells are no numbers: it is then left out.
    var isText: Bool { unreadable > readable }
  }

  /// On which day each of these came first.
  struct FirstDays {
    var categories: [Int32: Int] = [:]
    var tiers: [Int32: Int] = [:]
    /// By ``EventTable/both(_:_:)``.
    var both: [Int64: Int] = [:]
  }

  /// Most categories, and most tiers: more are no strata but a column of something else.
  static let mostNames = 1000
  /// Most columns of outcomes.
  static let mostOutcomes = 64

  /// More bytes are no number but a text.
  private static let mostDigits = 64
  /// What a number, `true`, `yes`, `false` and `no` begin with.
  private static let beginnings = Set("0123456789+-.tTyYfFnN".utf8)

  /// Outcomes that were asked for by name; nil where every column of numbers is one.
  let asked: [String]?
  private(set) var cells: [Cell] = []
  private(set) var tallies: [EventTally] = []
  private(set) var outcomes: [Outcome] = []
  /// Of categories, tiers and pairs of both that have events.
  private(set) var firsts = FirstDays()
  /// How many times are finer than seconds since 1970, by what they count.
  public private(set) var fineTimes: [EventTime.Unit: Int] = [:]
  private var numbers: [Cell: Int] = [:]
  private var last: (cell: Cell, number: Int)?
  private var categoryTable = NameTable()
  private var tierTable = NameTable()
  private var meter = WordMeter()
  /// How many events there are.
  public private(set) var events = 0
  private var ends = (first: Int.max, last: Int.min)

  /// - Parameter outcomes: the columns whose means are asked for; nil: all that hold numbers, but for what names things (`id`,
  ///   `user`, `image`, `file_name`, `url`, what ends in `_id`) and `cache`.
  public init(outcomes: [String]? = nil) {
    asked = outcomes
    self.outcomes = (outcomes ?? []).map { Outcome(name: $0) }
  }

  /// From the first event's day to the last one's; nil without events.
  public var span: ClosedRange<Day>? {
    ends.first <= ends.last ? Day(number: ends.first)...Day(number: ends.last) : nil
  }

  var categories: [String] { categoryTable.names }
  var tiers: [String] { tierTable.names }

  /// The number of the outcome in a column of this name; nil where the column is none.
  mutating func outcome(_ name: String) -> Int? {
    if let number = outcomes.firstIndex(where: { $0.name == name }) { return number }
    guard asked == nil, !["", "id", "user", "image", "file_name", "url", "cache"].contains(name),
      !name.hasSuffix("_id"),
      outcomes.count < Self.mostOutcomes
    else { return nil }
    outcomes.append(Outcome(name: name))
    return outcomes.count - 1
  }

  /// Adds an event.
  ///
  /// - Throws: where it is none; it is counted nowhere then. What stays known of it is a category's name.
  mutating func add(_ event: EventFields, at place: (EventFields.Role) -> BadLine) throws(BadLine) {
    let (day, unit) = try event.day(at: place)
    let (shown, final) = try event.texts(at: place)
    guard let distance = meter.distance(shown, final) else {
      throw place(.final).with(.text, "a caption is not UTF-8 text.")
    }
    let category = try Self.number(event.category, in: &categoryTable, .category, "categories", at: place)
    let tier = try Self.number(event.tier ?? event.model, in: &tierTable, .tier, "tiers", at: place)
    let number = number(of: Cell(day: day.number, category: category, tier: tier))
    tallies[number].add(distance: distance, isEmptied: final.isEmpty && !shown.isEmpty)
    for (outcome, bytes) in event.outcomes {
      let cell = Self.trimmed(bytes)
      guard !cell.isEmpty else { continue }
      if let value = Self.value(cell) {
        add(value, to: outcome, cell: number)
      } else {
        outcomes[outcome].unreadable += 1
        if outcomes[outcome].unreadableAt == nil { outcomes[outcome].unreadableAt = place(.outcome(outcome)).place }
      }
    }
    if let unit, unit != .seconds { fineTimes[unit, default: 0] += 1 }
    events += 1
    ends = (min(ends.first, day.number), max(ends.last, day.number))
  }

  private mutating func add(_ value: Double, to outcome: Int, cell: Int) {
    outcomes[outcome].readable += 1
    if value != 0, value != 1 { outcomes[outcome].isRate = false }
    let missing = cell + 1 - outcomes[outcome].moments.count
    if missing > 0 { outcomes[outcome].moments += Array(repeating: Moments(), count: missing) }
    outcomes[outcome].moments[cell].add(value)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while bytes.first == 32 { bytes.removeFirst() }
    while bytes.last == 32 { bytes.removeLast() }
    return bytes
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard let first = bytes.first, bytes.count <= mostDigits, beginnings.contains(first) else { return nil }
    switch bytes.count == 1 ? bytes.first : nil {
    case UInt8(ascii: "0"): return 0
    case UInt8(ascii: "1"): return 1
    default: break
    }
    let text = String(decoding: bytes, as: UTF8.self)
    switch text.lowercased() {
    case "true", "yes": return 1
    case "false", "no": return 0
    default:
      let isDecimal = text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0) }
      guard isDecimal, let value = Double(text), abs(value) < 1e100 else { return nil }
      return value
    }
  }

  private static func number(
    _ name: ArraySlice<UInt8>?, in table: inout NameTable, _ role: EventFields.Role, _ plural: String,
    at place: (EventFields.Role) -> BadLine
  ) throws(BadLine) -> Int32 {
    let name = name ?? []
    // Past the limit no name is kept: a stream of ever new ones must not fill the memory.
    if table.names.count >= mostNames {
      guard let number = table.known(name) else {
        throw place(role).with(
          .tooMany, "there are more than \(mostNames) \(plural): this column does not part captions into strata.")
      }
      return number
    }
    guard let number = table.number(of: name) else { throw place(role).with(.text, "this is not UTF-8 text.") }
    return number
  }

  /// A category and a tier as one number.
  static func both(_ category: Int32, _ tier: Int32) -> Int64 { Int64(category) << 32 | Int64(tier) }

  private mutating func number(of cell: Cell) -> Int {
    if let last, last.cell == cell { return last.number }
    let number: Int
    if let known = numbers[cell] {
      number = known
    } else {
      number = cells.count
      numbers[cell] = number
      cells.append(cell)
      let day = cell.day
      firsts.categories[cell.category] = min(day, firsts.categories[cell.category] ?? day)
      firsts.tiers[cell.tier] = min(day, firsts.tiers[cell.tier] ?? day)
      let both = Self.both(cell.category, cell.tier)
      firsts.both[both] = min(day, firsts.both[both] ?? day)
      tallies.append(EventTally())
    }
    last = (cell, number)
    return number
  }
}
