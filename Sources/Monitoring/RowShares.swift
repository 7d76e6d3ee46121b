/// What part of the chance of a false flag each row has, by the day on which it came to be a row.
///
///     share = 1 / (j (j + 1) n),        for each of the n rows that came to be on the j-th day on which any did
///
/// The days' parts are 1/2, 1/6, 1/12 and so on, and add up to 1 however many such days are still to come. So no later row
/// takes anything from an earlier one, and the chance of a false flag is at most the whole over all rows there will ever be.
public struct RowShares: Hashable, Sendable {
  private let byDay: [Int: Double]

  /// - Parameter births: of every row, the number of the day on which it came to be one.
  public init(births: [Int]) {
    let rows = births.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    var shares: [Int: Double] = [:]
    for (place, day) in rows.keys.sorted().enumerated() {
      shares[day] = 1 / Double((place + 1) * (place + 2) * (rows[day] ?? 1))
    }
    byDay = shares
  }

  /// The share of a row that came to be on a day; 0 where none did.
  public subscript(birth: Int) -> Double { byDay[birth] ?? 0 }
}
