/// The fields of one line, as bytes.
struct EventFields {
  /// What a column holds.
  enum Role: Hashable {
    case time, category, tier, model, shown, final
    case outcome(Int)
    case ignored
  }

  var time: ArraySlice<UInt8>?
  var category: ArraySlice<UInt8>?
  var tier: ArraySlice<UInt8>?
  var model: ArraySlice<UInt8>?
  var shown: ArraySlice<UInt8>?
  var final: ArraySlice<UInt8>?
  /// By the table's number of the outcome.
  var outcomes: [(number: Int, bytes: ArraySlice<UInt8>)] = []
  /// Later days have not come yet.
  let latest: Day

  init(latest: Day) { self.latest = latest }

  /// A column's role by its name; nil for one that is no part of an event.
  static func role(_ name: String) -> Role? {
    switch name {
    case "time", "timestamp": .time
    case "category": .category
    case "tier": .tier
    case "model": .model
    case "shown": .shown
    case "final": .final
    default: nil
    }
  }

  mutating func clear() {
    (time, category, tier, model, shown, final) = (nil, nil, nil, nil, nil, nil)
    outcomes.removeAll(keepingCapacity: true)
  }

  /// - Returns: whether the field was there already.
  mutating func put(_ bytes: ArraySlice<UInt8>, _ role: Role) -> Bool {
    switch role {
    case .time: return Self.put(bytes, in: &time)
    case .category: return Self.put(bytes, in: &category)
    case .tier: return Self.put(bytes, in: &tier)
    case .model: return Self.put(bytes, in: &model)
    case .shown: return Self.put(bytes, in: &shown)
    case .final: return Self.put(bytes, in: &final)
    case .outcome(let number): outcomes.append((number, bytes))
    case .ignored: break
    }
    return false
  }

  private static func put(_ bytes: ArraySlice<UInt8>, in field: inout ArraySlice<UInt8>?) -> Bool {
    defer { field = bytes }
    return field != nil
  }

  func day(at place: (Role) -> BadLine) throws(BadLine) -> (day: Day, unit: EventTime.Unit?) {
    guard let time else { throw place(.time).with(.missing, "the event has no 'time'.") }
    guard let (day, unit) = EventTime.read(time) else {
      throw place(.time).with(
        .time,
        "'\(Self.shortened(time))' is no time as 2026-11-01, 2026-11-01T09:30:00Z or Unix time of 10 digits (13 in "
          + "milliseconds, 16 in microseconds).")
    }
    guard day >= EventTime.earliest else {
      throw place(.time).with(.time, "\(day) is before 2000: a clock that was not set.")
    }
    guard day <= latest else { throw place(.time).with(.future, "\(day) has not come yet: a clock that is wrong.") }
    return (day, unit)
  }

  func texts(
    at place: (Role) -> BadLine
  ) throws(BadLine) -> (shown: ArraySlice<UInt8>, final: ArraySlice<UInt8>) {
    guard let shown else { throw place(.shown).with(.missing, "the event has no 'shown', the caption as it was made.") }
    guard let final else { throw place(.final).with(.missing, "the event has no 'final', the caption as it was left.") }
    return (shown, final)
  }

  /// What a message may quote of a log: a few characters that cannot act.
  static func shortened(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(120), as: UTF8.self)
    let tame = String(text.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : Character($0) })
    return tame.count > 40 ? tame.prefix(39) + "…" : tame
  }
}

extension BadLine {
  /// The same place, with what is wrong there.
  func with(_ kind: Kind, _ fact: String) -> BadLine {
    var line = self
    (line.kind, line.fact) = (kind, fact)
    return line
  }
}
