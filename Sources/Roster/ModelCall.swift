/// How to reach a model and what to ask of it.
///
/// It is part of what a study commits to: a setting that is not made is nil, so that the definition of an older study's
/// candidate stays what it was when there was no such setting.
public struct ModelCall: Hashable, Sendable, Codable {
  /// The model string that the service is sent.
  public var model: String
  /// The model string as the study file has it, for example `openai-api/global/deepseek-ai/DeepSeek-V4-Flash`.
  public var declared: String
  /// The service address up to and including `/v1`, without a slash at the end. Nil where it is taken from
  /// ``baseURLVariable``.
  public var baseURL: String?
  /// The environment variable that holds the service address, if the study file does not.
  public var baseURLVariable: String?
  /// The environment variable that holds the key; nil where none is sent. The key itself is never here.
  public var keyVariable: String?
  /// Whether a call without a key makes no sense (a public service) or does (a server of one's own).
  public var keyRequired: Bool
  /// Pinned weights, quoted in the report.
  public var revision: String?
  /// The system prompt's template; nil sends none.
  public var system: String?
  /// The user prompt's template. `{{category}}`, `{{title}}` and other item fields are filled in.
  public var user: String
  /// Sampling temperature; nil leaves it to the service.
  public var temperature: Double?
  /// Token limit of the answer; nil leaves it to the service.
  public var maxTokens: Int?
  /// Whether the answer is asked for as a stream, so that the time to its first token can be taken. Nil, never false,
  /// where it is not: the definition of a candidate without streams is what it was before there were any.
  public private(set) var streams: Bool?
  /// The same call, with its answer as a stream.
  public var streaming: ModelCall {
    var call = self
    call.streams = true
    return call
  }
  /// The same call, with its answer in one piece.
  public var whole: ModelCall {
    var call = self
    call.streams = nil
    return call
  }
  /// Token limit of the answer, hidden reasoning included, under the name that newer models want; never beside
  /// ``maxTokens``. Nil leaves it to the service.
  public var maxCompletionTokens: Int?
  /// Sampling seed, where the service knows one.
  public var seed: Int?
  /// How closely the model is to look at the image, where the service knows such a setting.
  public var detail: ImageDetail?
  /// How the image reaches the model. Nil, never `data`, where its bytes go along as usual.
  public private(set) var image: ImageMode?
  /// Pixels of the longer side to which an image is scaled down before it is sent; nil sends every file as it is.
  public var maxSide: Int?
  /// Further members of the request's body: a JSON object as text, its keys sorted, without white space.
  public var extra: String?

  /// How to reach a model and what to ask of it.
  public init(
    model: String, declared: String, baseURL: String? = nil, baseURLVariable: String? = nil, keyVariable: String? = nil,
    keyRequired: Bool = false, revision: String? = nil, system: String? = nil, user: String, temperature: Double? = nil,
    maxTokens: Int? = nil, streams: Bool = false, maxCompletionTokens: Int? = nil, seed: Int? = nil,
    detail: ImageDetail? = nil, image: ImageMode = .data, maxSide: Int? = nil, extra: String? = nil
  ) {
    self.model = model
    self.declared = declared
    self.baseURL = baseURL
    self.baseURLVariable = baseURLVariable
    self.keyVariable = keyVariable
    self.keyRequired = keyRequired
    self.revision = revision
    self.system = system
    self.user = user
    self.temperature = temperature
    self.maxTokens = maxTokens
    self.streams = streams ? true : nil
    self.maxCompletionTokens = maxCompletionTokens
    self.seed = seed
    self.detail = detail
    self.image = image == .data ? nil : image
    self.maxSide = maxSide
    self.extra = extra
  }
}

/// How an image reaches a model.
public enum ImageMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Its bytes stand in the request.
  case data
  /// The service is told its address and fetches it.
  case url
  /// Not at all: the model writes from the prompt and the item's fields.
  case none
}

/// How closely a model is to look at an image, in the words of the services that know the setting.
public enum ImageDetail: String, Hashable, Sendable, Codable, CaseIterable {
  /// A small copy is enough.
  case low
  /// Every tile of the image.
  case high
  /// As the service sees fit.
  case auto
}

extension ModelCall {
  /// The token limit of an answer, whatever its name.
  public var tokenLimit: Int? { maxTokens ?? maxCompletionTokens }

  /// How the image reaches the model.
  public var imageMode: ImageMode { image ?? .data }

  /// What is asked otherwise than usual, a few words each: nothing where the image goes out as it is and only the usual
  /// settings are made.
  public var particulars: [String] {
    let reaches: String? =
      switch imageMode {
      case .data: nil
      case .url: "images are sent as addresses"
      case .none: "no image is sent"
      }
    return [
      reaches, maxSide.map { "images over \($0) pixels are scaled down" }, detail.map { "detail \($0.rawValue)" },
      maxCompletionTokens.map { "at most \($0) completion tokens" }, seed.map { "seed \($0)" },
      extra.map { "further fields \($0)" },
    ].compactMap(\.self)
  }
}
