/// What may be put in production: a model at a service address, captions made elsewhere, or a policy over such.
///
/// A candidate is known by name here and in the key database; between the run and the report it is an arm.
public struct Candidate: Hashable, Sendable, Codable {
  /// The name in the study file, for example `flash`.
  public var label: String
  /// Where its captions come from.
  public var source: Source
  /// US dollars per million tokens; nil is unknown, and unknown is never zero.
  public var price: Price?
  /// Tokens that the model takes in at once, as the study file states it; nil where it does not.
  public var contextWindow: Int?
  /// The licence of the weights, or of the captions, as the study file states it; nil where it does not.
  public var licence: String?
  /// Who runs the service, as the study file states it; nil where it does not. ``service`` also knows what the model
  /// string says.
  public var provider: String?

  /// Where a candidate's captions come from.
  public enum Source: Hashable, Sendable, Codable {
    /// A model behind an OpenAI-compatible service.
    case model(ModelCall)
    /// Captions made elsewhere, read from a file.
    case captions(CaptionFile)
    /// A policy over candidates.
    case policy(CaptionPolicy)
  }

  /// A candidate by name.
  public init(
    label: String, source: Source, price: Price? = nil, contextWindow: Int? = nil, licence: String? = nil,
    provider: String? = nil
  ) {
    self.label = label
    self.source = source
    self.price = price
    self.contextWindow = contextWindow
    self.licence = licence
    self.provider = provider
  }

  /// Who runs the service: as stated, or else as the model string says. Nil where neither does.
  ///
  /// What is read off the model string is no part of the definition, so that the definitions of older studies stay what
  /// was committed to.
  public var service: String? {
    if let provider { return provider }
    guard case .model(let call) = source else { return nil }
    let parts = call.declared.split(separator: "/").map(String.init)
    switch (parts.first, call.baseURLVariable, call.baseURL) {
    case ("openai", _, "https://api.openai.com/v1"): return "OpenAI"
    case ("openrouter", _, "https://openrouter.ai/api/v1"): return "OpenRouter"
    case ("openai-api", .some, _) where parts.count > 2: return parts[1]
    default: return nil
    }
  }
}

/// A file of ready-made captions. Moving a study with its files changes nothing here; another caption does.
public struct CaptionFile: Hashable, Sendable, Codable {
  /// The path as the study file has it, seen from the study file's folder.
  public var path: String
  /// SHA-256 of the file's bytes: 64 lower-case hexadecimal digits.
  public var sha256: String
  /// Whose captions of an export that holds several models' are meant; nil: all there are.
  public var from: String?

  /// A file of ready-made captions.
  public init(path: String, sha256: String, from: String? = nil) {
    self.path = path
    self.sha256 = sha256
    self.from = from
  }
}
