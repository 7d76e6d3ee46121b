internal import FoundationEssentials

/// What a client asks of `POST /v1/chat/completions`, as far as the stand-in looks at it.
struct ChatRequest: Decodable, Sendable {
  var model: String
  var messages: [Message]
  var stream: Bool
  var includesUsage: Bool
  var maxTokens: Int?

  private enum CodingKeys: String, CodingKey {
    case model, messages, stream
    case streamOptions = "stream_options"
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
  }

  private struct StreamOptions: Decodable {
    var includeUsage: Bool?
    enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    messages = try container.decode([Message].self, forKey: .messages)
    stream = try container.decodeIfPresent(Bool.self, forKey: .stream) ?? false
    includesUsage =
      try container.decodeIfPresent(StreamOptions.self, forKey: .streamOptions)?.includeUsage ?? false
    maxTokens =
      try container.decodeIfPresent(Int.self, forKey: .maxCompletionTokens)
      ?? container.decodeIfPresent(Int.self, forKey: .maxTokens)
  }

  /// One message: its texts and its image addresses, from a plain text or from parts.
  struct Message: Decodable, Sendable {
    var texts: [String] = []
    var images: [String] = []

    private enum CodingKeys: String, CodingKey { case content }

    private struct Part: Decodable {
      var text: String?
      var image: Address?
      enum CodingKeys: String, CodingKey {
        case text
        case image = "image_url"
      }
    }

    private struct Address: Decodable { var url: String }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      if let text = try? container.decodeIfPresent(String.self, forKey: .content) {
        texts = [text]
      } else if let parts = try container.decodeIfPresent([Part].self, forKey: .content) {
        texts = parts.compactMap(\.text)
        images = parts.compactMap(\.image?.url)
      }
    }
  }

  /// The address of the image that is asked about: the last one of all messages.
  var image: String? { messages.flatMap(\.images).last }

  /// Length of all texts, in bytes of UTF-8.
  var textBytes: Int { messages.flatMap(\.texts).reduce(0) { $0 + $1.utf8.count } }
}

/// The bytes inside a `data:` address.
enum DataAddress {
  /// - Returns: nil where the text is no base64 data address.
  static func bytes(_ address: String) -> [UInt8]? {
    guard address.lowercased().hasPrefix("data:"), let comma = address.firstIndex(of: ","),
      address[..<comma].lowercased().hasSuffix(";base64"),
      let data = Data(base64Encoded: String(address[address.index(after: comma)...]))
    else { return nil }
    return [UInt8](data)
  }
}
