import Foundation
import ProgramStand
import Testing
import WireStand

@Suite("a service's models")
struct ModelsTests {
  /// Entries after what services really list.
  private static let catalogue = #"""
    {"data": [
      {"id": "deepseek/deepseek-v4-flash", "context_length": 131072, "architecture": {"input_modalities": ["text", "image"]},
       "pricing": {"prompt": "0.00000027", "completion": "0.0000011", "input_cache_read": "0.000000027", "image": "0.0004",
                   "internal_reasoning": "0.0000022"}},
      {"id": "openrouter/auto", "context_length": 2000000, "architecture": {"modality": "text->text"},
       "pricing": {"prompt": "-1", "completion": "-1"}},
      {"id": "meta/llama-vision", "context_length": 8192, "pricing": {"hourly": 0, "input": 0.18, "output": 0.2}},
      {"id": "my-vlm", "object": "model", "max_model_len": 32768},
      {"id": "free", "pricing": {"prompt": "0", "completion": "0"}, "capabilities": {"vision": true}},
      {"id": "gguf", "meta": {"n_ctx_train": 4096}, "capabilities": ["completion", "multimodal"]},
      {"id": "per/request", "pricing": {"prompt": "0.000001", "completion": "0.000002", "request": "0.005"}},
      {"id": "bare"}, {"object": "nameless"}, {"id": "odd\u001b[31m", "context_length": "many", "pricing": {"prompt": {}}}
    ]}
    """#

  private func models(_ server: WireServer, _ options: [String] = [], key: String? = nil) throws -> Programs.Result {
    try Programs.run("blindfold", ["models", server.address] + options, environment: key.map { ["A_KEY": $0] } ?? [:])
  }

  @Test("are listed with what the service says of them; what it does not say is unknown, never zero, never no")
  func table() throws {
    let server = try WireServer { _ in .answer(status: 200, Array(Self.catalogue.utf8)) }
    let result = try models(server)
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    #expect(
      result.output == """
        model                         context   images    input   output  cached  an image  a request
        bare                          unknown  unknown  unknown  unknown       –         –          –
        deepseek/deepseek-v4-flash    131,072      yes     0.27     1.10   0.027    0.0004          –
        free                          unknown      yes     0.00     0.00       –         –          –
        gguf                            4,096      yes  unknown  unknown       –         –          –
        meta/llama-vision               8,192  unknown     0.18     0.20       –         –          –
        my-vlm                         32,768  unknown  unknown  unknown       –         –          –
        odd [31m                      unknown  unknown  unknown  unknown       –         –          –
        openrouter/auto             2,000,000       no  unknown  unknown       –         –          –
        per/request                   unknown  unknown     1.00     2.00       –         –      0.005
        9 models; prices in US dollars per million tokens, per image and per request

        """, "\(result.output)")
    let some = try models(server, ["--vision", "--match", "DEEP"])
    #expect(some.output.contains("\n1 model of 9; prices"), "\(some.output)")
    #expect(
      try models(server, ["--vision"]).output.contains("of 5 more the service does not say whether they read images"))
  }

  @Test(
    "as a price file they are what `prices` of a study reads; models that bill pictures or requests, or list no price, are left out"
  )
  func priceFile() throws {
    let server = try WireServer { _ in .answer(status: 200, Array(Self.catalogue.utf8)) }
    let result = try models(server, ["--price-file"])
    #expect(result.status == 0 && result.errors.hasPrefix("7 models left out"), "\(result.errors)")
    #expect(result.errors.contains("bills pictures or requests one by one") && !result.output.contains("per/request"))
    let folder = try TemporaryFolder("prices")
    try result.output.write(toFile: folder.path + "/prices.json", atomically: true, encoding: .utf8)
    try oneModelStudy(in: folder.path, at: server.address) {
      $0.replacing("incumbent: large", with: "prices: prices.json\nincumbent: large")
    }
    let path = folder.path + "/study.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8).replacing(
      "model: cap-1", with: "model: meta/llama-vision")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let forecast = try Programs.run("blindfold", ["run", folder.path, "--dry-run"])
    #expect(forecast.status == 0 && forecast.output.contains("USD"), "\(forecast.output)\(forecast.errors)")
    #expect(try models(server, ["--price-file", "--json"]).status == 64)
  }

  @Test("as JSON unknown is null, and prices are those per million tokens")
  func json() throws {
    let server = try WireServer { _ in .answer(status: 200, Array(Self.catalogue.utf8)) }
    let result = try models(server, ["--json", "--match", "deepseek"])
    let list = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let price = try #require(list.first?["price_usd"] as? [String: Any])
    #expect(list.count == 1 && list[0]["context_window"] as? Int == 131_072 && list[0]["reads_images"] as? Bool == true)
    #expect(price["input_per_million_tokens"] as? Double == 0.27 && price["per_image"] as? Double == 0.0004)
    #expect(price["per_request"] is NSNull)
    #expect(price["reasoning_per_million_tokens"] as? Double == 2.2)
    let bare = try models(server, ["--json", "--match", "bare"]).output
    #expect(bare.contains("\"context_window\" : null") && bare.contains("\"input_per_million_tokens\" : null"))
  }

  @Test("the key goes into the header alone, and what cannot be listed is refused with the next step")
  func refusals() throws {
    let key = "sk-canary-0123456789abcdef"
    let guarded = try WireServer { request in
      request.headers["authorization"] == "Bearer \(key)"
        ? .answer(status: 200, Array(#"{"data": [{"id": "\#(key)"}]}"#.utf8))
        : .answer(
          status: 401, Array(#"{"error": {"message": "no key \#(request.headers["authorization"] ?? "")"}}"#.utf8))
    }
    let listed = try models(guarded, ["--key-env", "A_KEY"], key: key)
    #expect(
      listed.status == 0 && listed.output.contains("[key]") && !listed.output.contains("canary"), "\(listed.output)")
    for (options, value, says) in [
      ([], nil, "--key-env NAME"), (["--key-env", "A_KEY"], nil, "A_KEY is not set"),
      (["--key-env", "A_KEY"], "sk-wrong-canary-key", "Check the key"),
    ] as [([String], String?, String)] {
      let refused = try models(guarded, options, key: value)
      #expect(refused.status == 69 && refused.output == "" && refused.errors.contains(says), "\(refused.errors)")
      #expect(!refused.errors.contains("canary"))
    }
    let page = try WireServer { _ in .answer(status: 200, Array("<html>".utf8)) }
    #expect(try models(page).errors.contains("not with a list of models"))
    page.stop()
    #expect(try models(page).errors.contains("does not answer"))
    let unknown = try Programs.run("blindfold", ["models", "opnai"])
    #expect(unknown.status == 69 && unknown.errors.contains("openai-api/PROVIDER"), "\(unknown.errors)")
    let unset = try Programs.run("blindfold", ["models", "openai-api/no-such"])
    #expect(unset.status == 69 && unset.errors.contains("NO_SUCH_BASE_URL is not set"), "\(unset.errors)")
  }
}
