internal import FoundationEssentials

/// An image as it travels inside JSON: base64, made once and shared by every candidate's request.
public struct EncodedImage: Sendable, Hashable {
  /// For example `image/jpeg`.
  public let mediaType: String
  /// ASCII.
  public let base64: [UInt8]

  /// Encodes an image file's bytes as they are.
  public init(_ bytes: [UInt8], mediaType: String) {
    self.mediaType = mediaType
    base64 = Array(Data(bytes).base64EncodedData())
  }
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
  public var image: EncodedImage?
  /// Sampling temperature, a finite number; nil leaves it to the service.
  public var temperature: Double?
  /// Token limit of the answer; nil leaves it to the service.
  public var maxTokens: Int?
  /// Sampling seed, where the service knows one.
  public var seed: Int?
  /// Whether the answer is to come as server-sent events, with usage in the last one.
  public var stream: Bool

  /// One question to a model.
  public init(
    model: String, system: String? = nil, prompt: String, image: EncodedImage? = nil, temperature: Double? = nil,
    maxTokens: Int? = nil, seed: Int? = nil, stream: Bool = false
  ) {
    self.model = model
    self.system = system
    self.prompt = prompt
    self.image = image
    self.temperature = temperature
    self.maxTokens = maxTokens
    self.seed = seed
    self.stream = stream
  }

  /// The body as segments: what stands before the image, the image's shared base64, and what stands after it. The same
  /// request always has the same bytes.
  public func body() -> [[UInt8]] {
    var before = Array("{\"model\":".utf8) + jsonString(model) + Array(",\"messages\":[".utf8)
    if let system {
      before += Array("{\"role\":\"system\",\"content\":".utf8) + jsonString(system) + Array("},".utf8)
    }
    before += Array("{\"role\":\"user\",\"content\":".utf8)
    let after = Array("}]\(options),\"stream\":\(stream)}".utf8)
    guard let image else { return [before + jsonString(prompt) + after] }
    before += Array("[{\"type\":\"text\",\"text\":".utf8) + jsonString(prompt)
    before += Array("},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:".utf8)
    // The media type is one of a few constants, but a quotation mark must never get out of a string.
    before += jsonString(image.mediaType).dropFirst().dropLast() + Array(";base64,".utf8)
    return [before, image.base64, Array("\"}}]".utf8) + after]
  }

  private var options: String {
    var text = ""
    if let temperature, temperature.isFinite { text += ",\"temperature\":\(temperature)" }
    if let maxTokens { text += ",\"max_tokens\":\(maxTokens)" }
    if let seed { text += ",\"seed\":\(seed)" }
    if stream { text += ",\"stream_options\":{\"include_usage\":true}" }
    return text
  }
}
