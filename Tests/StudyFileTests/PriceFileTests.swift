import Digest
import Foundation
import Roster
import Testing

@testable import StudyFile

@Suite("prices, in the study file and in files of their own")
struct PriceFileTests {
  /// Prices of a study, by candidate.
  private func prices(_ study: StudyFixture) throws -> [String: Price] {
    Dictionary(
      try study.load().plan.candidates.compactMap { candidate in candidate.price.map { (candidate.label, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private static let liteLLM = """
    {
      "sample_spec": {"input_cost_per_token": 0, "output_cost_per_token": 0, "litellm_provider": "one of …"},
      "gpt-4o": {
        "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06,
        "input_cost_per_token_batches": 1.25e-06, "output_cost_per_token_batches": 5e-06, "max_input_tokens": 128000,
        "supports_vision": true
      },
      "think": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "output_cost_per_reasoning_token": 3e-06},
      "per-picture": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "input_cost_per_image": 0.001},
      "spoken": {"input_cost_per_second": 0.1}
    }
    """

  private func study(_ file: String, _ text: String, model: String = "openai/gpt-4o") throws -> StudyFixture {
    let study = try StudyFixture([
      ("incumbent: big", "prices: \(file)\nincumbent: big"),
      ("model: openai/gpt-4o", "model: \(model)"), ("\n    price: {input: 2.50, output: 10.00}", ""),
    ])
    try study.folder.write(file, text)
    return study
  }

  @Test("every kind of token may have a price of its own; without them the definition is what it was, byte for byte")
  func stated() throws {
    let plain = Price(input: 2.5, output: 10)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    #expect(String(decoding: try encoder.encode(plain), as: UTF8.self) == #"{"input":2.5,"output":10}"#)
    let full = try StudyFixture([
      (
        "price: {input: 2.50, output: 10.00}",
        "price: {input: 2.5, output: 10, cached: 1.25, reasoning: 12, image: 3, batch: {input: 1.25, output: 5}}"
      )
    ])
    #expect(
      try prices(full)["big"]
        == Price(
          input: 2.5, output: 10, cached: 1.25, reasoning: 12, image: 3, batch: .init(input: 1.25, output: 5)))
  }

  @Test("LiteLLM's list is read by the model string: dollars a token become dollars a million, and the hash is kept")
  func liteLLM() throws {
    let study = try study("list.json", Self.liteLLM, model: "openai/gpt-4o")
    let price = try #require(try prices(study)["big"])
    #expect(
      price
        == Price(
          input: 2.5, output: 10, cached: 1.25, batch: .init(input: 1.25, output: 5),
          source: .init(
            file: "list.json", sha256: SHA256.hex(Self.liteLLM), entry: "gpt-4o")))
    let other = try self.study("list.json", Self.liteLLM, model: "openai/think")
    #expect(try prices(other)["big"]?.reasoning == 3)
  }

  @Test("what a price file does not know, or bills by the picture, has an unknown cost, and the study says so")
  func missing() throws {
    for (model, words) in [
      ("openai/gpt-9", "knows nothing of 'openai/gpt-9' or 'gpt-9', so the cost is unknown"),
      ("openai/per-picture", "says of 'per-picture' that images are billed one by one"),
      ("openai/spoken", "says of 'spoken' nothing of tokens in and out"),
    ] {
      let study = try study("list.json", Self.liteLLM, model: model)
      #expect(try prices(study)["big"] == nil, "\(model)")
      let notices = try study.load().plan.notices
      #expect(notices.contains { $0.contains(words) }, "\(notices)")
    }
  }

  @Test("a price file of our own has a price a model, as YAML or JSON; a price in the study file goes before it")
  func own() throws {
    for text in [
      "openai/gpt-4o: {input: 3, output: 12, cached: 1}", #"{"gpt-4o": {"input": 3, "output": 12, "cached": 1}}"#,
    ] {
      let price = try #require(try prices(study("prices.yaml", text))["big"])
      #expect(price.input == 3 && price.output == 12 && price.cached == 1)
      #expect(price.source?.file == "prices.yaml" && price.source?.sha256 == SHA256.hex(text))
    }
    let stated = try StudyFixture([("incumbent: big", "prices: prices.yaml\nincumbent: big")])
    try stated.folder.write("prices.yaml", "openai/gpt-4o: {input: 3, output: 12}")
    #expect(try prices(stated)["big"] == Price(input: 2.5, output: 10))
  }

  @Test("a price file that is not there, is empty or has a price that cannot be is refused with its place")
  func refused() throws {
    let gone = try StudyFixture([("incumbent: big", "prices: none.json\nincumbent: big")])
    #expect(gone.refusal.contains("there is no file of prices at"))
    #expect(try study("prices.yaml", "").refusal.contains("has no prices"))
    let bad = try study("prices.yaml", "openai/gpt-4o: {input: -3, output: 12, outputs: 1}").refusal
    for words in ["prices.yaml:1:", "unknown key 'outputs'", "a number from 0 up"] {
      #expect(bad.contains(words), "\(words): \(bad)")
    }
  }
}
