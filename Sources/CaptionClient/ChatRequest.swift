/// An image as it travels inside JSON: base64, made once and shared by every candidate's request.
public struct EncodedImage: Sendable, Hashable {
  /// For example `image/jpeg`.
  public let mediaType: String
  /// ASCII.
  public let base64: [UInt8]

  /// Encodes an image file's bytes as they are.
  public init(_ bytes: [UInt8], mediaType: String) {
    self.mediaType = mediaType
    base64 = Base64.encode(bytes)
  }
}

/// The image of a question.
public enum ChatImage: Sendable, Hashable {
  /// Its bytes go along.
  case data(EncodedImage)
  /// The service fetches it.
  case url(String)
}

/// One question to a model: what `POST /v1/chat/completions` is sent.
public struct ChatRequest: Sendable, Hashable {
  /// The model string for the service.
  public var model: String
  /// The system prompt; nil sends none.
  public var system: String?
  /// The user's text.
  public var prompt: String
  /// The image behind the text; nil sends text only.
  public var image: ChatImage?
  /// How closely the model is to look at the image, in the service's word; nil leaves it to the service.
  public var detail: String?
  /// Sampling temperature, a finite number; nil leaves it to the service.
  public var temperature: Double?
  /// Token limit of the answer; nil leaves it to the service.
  public var maxTokens: Int?
  /// The same limit under the name that newer models want; never beside ``maxTokens``.
  public var maxCompletionTokens: Int?
  /// Sampling seed, where the service knows one.
  public var seed: Int?
  /// Further members of the body, as the text of a JSON object; none of those that are set here.
  public var extra: String?
  /// Whether the answer is to come as server-sent events, with usage in the last one.
  public var stream: Bool

  /// One question to a model.
  public init(
    model: String, system: String? = nil, prompt: String, image: ChatImage? = nil, detail: String? = nil,
    temperature: Double? = nil, maxTokens: Int? = nil, maxCompletionTokens: Int? = nil, seed: Int? = nil,
    extra: String? = nil, stream: Bool = false
  ) {
    self.model = model
    self.system = system
    self.prompt = prompt
    self.image = image
    self.detail = detail
    self.temperature = temperature
    self.maxTokens = maxTokens
    self.maxCompletionTokens = maxCompletionTokens
    self.seed = seed
    self.extra = extra
    self.stream = stream
  }

  /// The body as segments: what stands before the image, the image's shared base64, and what stands after it. The same
  /// request always has the same bytes.
  ///
  /// - Parameter inBatch: whether it is a line of a batch, where nothing can be streamed and services refuse to be told so.
  public func body(inBatch: Bool = false) -> [[UInt8]] {
    var before = Array("{\"model\":".utf8) + jsonString(model) + Array(",\"messages\":[".utf8)
    if let system {
      before += Array("{\"role\":\"system\",\"content\":".utf8) + jsonString(system) + Array("},".utf8)
    }
    before += Array("{\"role\":\"user\",\"content\":".utf8)
    let after = Array("}]\(options)\(inBatch ? "" : streaming)}".utf8)
    guard let image else { return [before + jsonString(prompt) + after] }
    before += Array("[{\"type\":\"text\",\"text\":".utf8) + jsonString(prompt)
    before += Array("},{\"type\":\"image_url\",\"image_url\":{\"url\":".utf8)
    let end = (detail.map { Array(",\"detail\":".utf8) + jsonString($0) } ?? []) + Array("}}]".utf8) + after
    switch image {
    case .url(let address): return [before + jsonString(address) + end]
    case .data(let image):
      before += Array("\"data:".utf8)
      // The media type is one of a few constants, but a quotation mark must never get out of a string.
      before += jsonString(image.mediaType).dropFirst().dropLast() + Array(";base64,".utf8)
      return [before, image.base64, Array("\"".utf8) + end]
    }
  }

  private var options: String {
    var text = ""
    if let temperature, temperature.isFinite { text += ",\"temperature\":\(temperature)" }
    if let maxTokens { text += ",\"max_tokens\":\(maxTokens)" }
    if let maxCompletionTokens { text += ",\"max_completion_tokens\":\(maxCompletionTokens)" }
    if let seed { text += ",\"seed\":\(seed)" }
    if let members = extra?.dropFirst().dropLast(), !members.isEmpty { text += ",\(members)" }
    return text
  }

  private var streaming: String {
    (stream ? ",\"stream_options\":{\"include_usage\":true}" : "") + ",\"stream\":\(stream)"
  }
}
