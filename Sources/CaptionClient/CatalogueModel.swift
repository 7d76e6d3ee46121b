/// A model as a service lists it at `GET /v1/models`. What a service does not say stays nil: unknown is not zero, and not no.
///
/// There is no standard beyond `id`. Read are, besides:
///
/// | fact | where |
/// |---|---|
/// | context window | `context_length` (OpenRouter, Together), `max_model_len` (vLLM), `context_window` (Groq), `max_context_length` (Mistral), `meta.n_ctx_train` (llama.cpp) |
/// | reads images | `architecture.input_modalities`, `architecture.modality`, `capabilities.vision`, `supports_image_input`, `capabilities` with `multimodal` or `vision` |
/// | prices | `pricing.prompt`, `.completion`, `.input_cache_read`, `.internal_reasoning`, `.image`, `.request` in dollars a token, image or request (OpenRouter); `pricing.input`, `.output` in dollars a million tokens (Together) |
public struct CatalogueModel: Hashable, Sendable {
  /// The model string that the service is sent.
  public var id: String
  /// Tokens that it takes in at once.
  public var contextWindow: Int?
  /// Whether it reads images.
  public var readsImages: Bool?
  /// US dollars per million prompt tokens.
  public var inputPrice: Double?
  /// US dollars per million completion tokens.
  public var outputPrice: Double?
  /// US dollars per million prompt tokens that the service had in its cache.
  public var cachedPrice: Double?
  /// US dollars per million reasoning tokens, where they are priced apart.
  public var reasoningPrice: Double?
  /// US dollars per image, on top of its tokens.
  public var imagePrice: Double?
  /// US dollars per request, on top of its tokens.
  public var requestPrice: Double?

  /// Reads an entry of a list.
  ///
  /// - Parameter clean: makes the name one that can be shown.
  /// - Returns: nil where it has no name.
  init?(_ entry: JSONValue, clean: (String) -> String) {
    guard let id = (entry["id"] ?? entry["name"])?.text else { return nil }
    self.id = clean(id)
    let windows = [
      entry["context_length"], entry["max_model_len"], entry["context_window"], entry["max_context_length"],
      entry["meta"]?["n_ctx_train"],
    ]
    contextWindow = windows.lazy.compactMap { $0?.count }.first { $0 > 0 }
    readsImages = Self.readsImages(entry)
    let pricing = entry["pricing"]
    if pricing?["prompt"] != nil || pricing?["completion"] != nil {
      inputPrice = Self.perMillion(pricing?["prompt"])
      outputPrice = Self.perMillion(pricing?["completion"])
      cachedPrice = Self.perMillion(pricing?["input_cache_read"])
      reasoningPrice = Self.perMillion(pricing?["internal_reasoning"]).flatMap { $0 > 0 ? $0 : nil }
      imagePrice = pricing?["image"]?.amount.flatMap { $0 > 0 ? $0 : nil }
      requestPrice = pricing?["request"]?.amount.flatMap { $0 > 0 ? $0 : nil }
    } else {
      inputPrice = Self.price(pricing?["input"])
      outputPrice = Self.price(pricing?["output"])
    }
  }

  private static func readsImages(_ entry: JSONValue) -> Bool? {
    let architecture = entry["architecture"]
    if let kinds = architecture?["input_modalities"]?.elements { return kinds.contains { $0.text == "image" } }
    if let kinds = architecture?["modality"]?.text {
      return kinds.split(separator: "-").first?.contains("image")
    }
    if let flag = (entry["capabilities"]?["vision"] ?? entry["supports_image_input"])?.flag { return flag }
    if let words = entry["capabilities"]?.elements {
      return words.contains { $0.text == "multimodal" || $0.text == "vision" }
    }
    return nil
  }

  /// A price; a negative one stands for "it depends", which is unknown.
  private static func price(_ value: JSONValue?) -> Double? { value?.amount.flatMap { $0 >= 0 ? $0 : nil } }

  /// Dollars a token as dollars a million, without what binary fractions add.
  private static func perMillion(_ value: JSONValue?) -> Double? {
    price(value).map { ($0 * 1e12).rounded() / 1e6 }
  }
}
