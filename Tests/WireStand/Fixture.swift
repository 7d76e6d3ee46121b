internal import Foundation

/// An answer as OpenAI, Azure, OpenRouter, LiteLLM, vLLM, llama.cpp or Ollama give it, and what it comes to.
public struct Fixture: Decodable, Sendable, CustomStringConvertible {
  /// The body's file.
  public var file: String
  /// The HTTP status.
  public var status: Int
  /// Header lines, without those of the framing.
  public var headers: [String: String]
  var framing: Framing
  var splits: [Int]?
  var streamed: Bool?
  /// What a right client makes of it.
  public var expected: Expected

  /// What a right client makes of an answer; nil where it is not told.
  public struct Expected: Decodable, Sendable {
    /// The outcome's word.
    public var ending: String
    /// What is shown to raters.
    public var text: String?
    /// The whole content.
    public var content: String?
    /// Content of an answer that counts for nothing.
    public var partial: String?
    /// Reasoning beside the content.
    public var reasoning: String?
    /// A refusal's words.
    public var refusal: String?
    /// An empty text stands for none.
    public var finish: String?
    /// The model that the service names.
    public var model: String?
    /// The model asked for, where another one answered.
    public var otherThan: String?
    /// The service's name for its configuration.
    public var fingerprint: String?
    /// The service's name for the request.
    public var requestID: String?
    /// Input, output, cached, reasoning; an empty list stands for none.
    public var usage: [Int?]?
    /// The fault's class.
    public var kind: String?
    /// The fault's words.
    public var message: String?
    /// Whether the same request may go better later.
    public var retryable: Bool?
    /// Whether the next image would meet the same fault.
    public var stops: Bool?
    /// Seconds.
    public var retryAfter: Double?
    /// What is odd about it.
    public var flags: [String]?
    /// Data events before the first text.
    public var eventsBeforeText: Int?
  }

  /// Whether a stream was asked for.
  public var isStreamed: Bool { streamed ?? false }
  /// The file's name.
  public var description: String { file }
  /// The body, byte for byte.
  public var body: [UInt8] { Fixture.bytes(file) }

  /// The answer with its framing and flush points.
  public var answer: [WireServer.Step] {
    .answer(status: status, headers: headers, body, framing: framing, splits: splits ?? [])
  }

  /// The bytes of a file among the fixtures.
  public static func bytes(_ file: String) -> [UInt8] {
    let url = Bundle.module.resourceURL?.appending(path: "Fixtures/\(file)")
    return url.flatMap { try? Array(Data(contentsOf: $0)) } ?? Array("fixture \(file) is missing".utf8)
  }

  /// Every recorded answer; none where the list of them cannot be read.
  public static let all: [Fixture] =
    (try? JSONDecoder().decode([Fixture].self, from: Data(bytes("expectations.json")))) ?? []
}
