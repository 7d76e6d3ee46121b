internal import FoundationEssentials

/// What the stand-in has made up its mind to answer, before it is put on the wire.
struct ChatReply: Sendable {
  var id: String
  var created: Int
  var model: String
  /// The caption; nil in a refusal.
  var content: String?
  var refusal: String?
  /// `stop` or `length`.
  var finish: String
  var usage: Usage

  struct Usage: Encodable, Sendable {
    var promptTokens: Int
    var completionTokens: Int

    private enum CodingKeys: String, CodingKey {
      case prompt = "prompt_tokens"
      case completion = "completion_tokens"
      case total = "total_tokens"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(promptTokens, forKey: .prompt)
      try container.encode(completionTokens, forKey: .completion)
      try container.encode(promptTokens + completionTokens, forKey: .total)
    }
  }

  /// The whole answer as one JSON text.
  func body() throws -> Data {
    try ChatWire.encode(
      ChatWire.Envelope(
        reply: self, object: "chat.completion",
        choices: [ChatWire.Choice(key: "message", content: content, refusal: refusal, role: true, finish: finish)],
        usage: usage))
  }

  /// The answer as server-sent events: the role, the words one by one, the end, the usage where asked for, `[DONE]`.
  func events(includesUsage: Bool) throws -> [[UInt8]] {
    func event(_ choices: [ChatWire.Choice], usage: Usage? = nil) throws -> [UInt8] {
      let envelope = ChatWire.Envelope(reply: self, object: "chat.completion.chunk", choices: choices, usage: usage)
      return Array("data: ".utf8) + Array(try ChatWire.encode(envelope)) + Array("\n\n".utf8)
    }
    func delta(_ content: String?, _ refusal: String? = nil, role: Bool = false, finish: String? = nil)
      -> ChatWire.Choice
    {
      ChatWire.Choice(key: "delta", content: content, refusal: refusal, role: role, finish: finish)
    }
    var events = [try event([delta("", role: true)])]
    for piece in Self.pieces(content ?? "") { events.append(try event([delta(piece)])) }
    if let refusal { events.append(try event([delta(nil, refusal)])) }
    events.append(try event([delta(nil, finish: finish)]))
    if includesUsage { events.append(try event([], usage: usage)) }
    return events + [Array("data: [DONE]\n\n".utf8)]
  }

  /// A text cut before each space, so that the pieces add up to it.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    for character in text {
      if character == " " || pieces.isEmpty { pieces.append("") }
      pieces[pieces.count - 1].append(character)
    }
    return pieces
  }
}

/// The JSON shapes of OpenAI's chat completions.
enum ChatWire {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  struct Envelope: Encodable {
    let reply: ChatReply
    let object: String
    let choices: [Choice]
    let usage: ChatReply.Usage?

    private enum CodingKeys: String, CodingKey {
      case id, object, created, model, choices, usage
      case fingerprint = "system_fingerprint"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reply.id, forKey: .id)
      try container.encode(object, forKey: .object)
      try container.encode(reply.created, forKey: .created)
      try container.encode(reply.model, forKey: .model)
      try container.encode("simulated", forKey: .fingerprint)
      try container.encode(choices, forKey: .choices)
      try container.encodeIfPresent(usage, forKey: .usage)
    }
  }

  /// A choice with a whole message, or with what was added to one.
  struct Choice: Encodable {
    /// `message` or `delta`.
    let key: String
    let content: String?
    let refusal: String?
    /// Whether it says who speaks.
    let role: Bool
    let finish: String?

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(0, forKey: Key("index"))
      try container.encode(finish, forKey: Key("finish_reason"))
      var message = container.nestedContainer(keyedBy: Key.self, forKey: Key(key))
      if role { try message.encode("assistant", forKey: Key("role")) }
      if key == "message" || content != nil { try message.encode(content, forKey: Key("content")) }
      if key == "message" || refusal != nil { try message.encode(refusal, forKey: Key("refusal")) }
    }
  }

  /// An error in OpenAI's form.
  struct Failure: Encodable {
    let error: Detail

    struct Detail: Encodable {
      let message: String
      let type: String
      let param: String?
      let code: String?

      private enum CodingKeys: String, CodingKey { case message, type, param, code }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(message, forKey: .message)
        try container.encode(type, forKey: .type)
        try container.encode(param, forKey: .param)
        try container.encode(code, forKey: .code)
      }
    }
  }

  /// The models that are served.
  struct ModelList: Encodable {
    var object = "list"
    let data: [Model]

    struct Model: Encodable {
      let id: String
      var object = "model"
      var created = 0
      var owner = "simulated"
      enum CodingKeys: String, CodingKey {
        case id, object, created
        case owner = "owned_by"
      }
    }
  }
}
