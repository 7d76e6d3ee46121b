internal import Roster

/// Reads what a candidate's service charges, from `price`.
struct PriceReader {
  /// The candidate.
  let body: Section

  private static let key = Key("price", "US dollars per million tokens", "price: {input: 2.50, output: 10.00}")

  /// - Returns: nil where none is given, or a complaint says what is wrong with it.
  func price() -> Price? { body.section(Self.key).flatMap(Self.price) }

  /// - Returns: nil where a complaint says what is wrong.
  static func price(_ section: Section) -> Price? {
    section.refuseUnknownKeys(["input", "output", "cached", "reasoning", "image", "batch"])
    let input = dollars("input", "input tokens", in: section, required: true)
    let output = dollars("output", "output tokens", in: section, required: true)
    let cached = dollars("cached", "input tokens from the service's cache", in: section)
    let reasoning = dollars("reasoning", "output tokens of hidden reasoning", in: section)
    let image = dollars("image", "input tokens of images", in: section)
    let batch = batch(in: section)
    guard let input, let output else { return nil }
    return Price(input: input, output: output, cached: cached, reasoning: reasoning, image: image, batch: batch)
  }

  private static func batch(in section: Section) -> Price.Batch? {
    let key = Key("batch", "US dollars per million tokens of a batch", "batch: {input: 1.25, output: 5.00}")
    guard let batch = section.section(key) else { return nil }
    batch.refuseUnknownKeys(["input", "output"])
    let input = dollars("input", "input tokens of a batch", in: batch, required: true)
    let output = dollars("output", "output tokens of a batch", in: batch, required: true)
    guard let input, let output else { return nil }
    return Price.Batch(input: input, output: output)
  }

  private static func dollars(
    _ name: String, _ kind: String, in section: Section, required isRequired: Bool = false
  ) -> Double? {
    let key = Key(name, "US dollars per million \(kind)", "\(name): 2.50")
    return section.number(key, "a number from 0 up", required: isRequired) { $0 >= 0 }
  }
}
