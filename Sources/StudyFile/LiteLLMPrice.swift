internal import Roster

/// An entry of LiteLLM's list: US dollars a token, by long names.
enum LiteLLMPrice {
  /// Why an entry gives no price.
  struct Unknown: Error {
    var why: String
  }

  static func isOne(_ entry: JSONValue) -> Bool { entry["input_cost_per_token"] != nil }

  static func price(_ entry: JSONValue) throws(Unknown) -> Price {
    if let image = amount(entry, "input_cost_per_image"), image > 0 {
      throw Unknown(why: "that images are billed one by one, which tokens do not tell")
    }
    guard let input = perMillion(entry, "input_cost_per_token"), let output = perMillion(entry, "output_cost_per_token")
    else { throw Unknown(why: "nothing of tokens in and out") }
    var price = Price(
      input: input, output: output, cached: perMillion(entry, "cache_read_input_token_cost"),
      reasoning: perMillion(entry, "output_cost_per_reasoning_token"),
      image: perMillion(entry, "input_cost_per_image_token"))
    if let input = perMillion(entry, "input_cost_per_token_batches"),
      let output = perMillion(entry, "output_cost_per_token_batches")
    {
      price.batch = Price.Batch(input: input, output: output)
    }
    return price
  }

  private static func amount(_ entry: JSONValue, _ key: String) -> Double? {
    guard case .number(let text)? = entry[key], let amount = Double(text), amount.isFinite, amount >= 0 else {
      return nil
    }
    return amount
  }

  /// Dollars a token as dollars a million, without what binary fractions add.
  private static func perMillion(_ entry: JSONValue, _ key: String) -> Double? {
    amount(entry, key).map { ($0 * 1e12).rounded() / 1e6 }
  }
}
