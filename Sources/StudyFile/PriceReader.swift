internal import Roster

/// Reads what a candidate's service charges, from `price`.
struct PriceReader {
  /// The candidate.
  let body: Section

  private static let key = Key("price", "US dollars per million tokens", "price: {input: 2.50, output: 10.00}")

  /// - Returns: nil where none is given, or a complaint says what is wrong with it.
  func price() -> Price? {
    guard let section = body.section(Self.key) else { return nil }
    section.refuseUnknownKeys(["input", "output"])
    let input = dollars("input", in: section)
    let output = dollars("output", in: section)
    guard let input, let output else { return nil }
    return Price(input: input, output: output)
  }

  private func dollars(_ name: String, in section: Section) -> Double? {
    let key = Key(name, "US dollars per million \(name) tokens", "\(name): 2.50")
    return section.number(key, "a number from 0 up", required: true) { $0 >= 0 }
  }
}
