public import CaptionClient
internal import Imaging
public import Roster

/// Makes lines of a batch: the same requests that a ``Captioner`` sends one by one, never as streams. No key and no service
/// are needed for it.
public struct BatchQuestions: Sendable {
  private let questions: ModelQuestions
  private let model: String

  /// - Parameter label: the candidate's name in the study file.
  /// - Throws: `CaptionerProblem` for a temperature that no request can carry.
  public init(_ call: ModelCall, label: String) throws(CaptionerProblem) {
    if let temperature = call.temperature, !temperature.isFinite { throw .temperature(candidate: label) }
    questions = ModelQuestions(call, label: label)
    model = call.model
  }

  /// A line, and what a ledger says of it.
  public struct Line: Sendable {
    /// The line as segments, with its line feed: an image's base64 is shared.
    public var segments: [[UInt8]]
    /// The model string.
    public var model: String
    /// What goes out of the image; nil where its file's bytes do.
    public var imageSent: String?

    /// Bytes in all.
    public var count: Int { segments.reduce(0) { $0 + $1.count } }
  }

  /// Why an image cannot be asked about.
  public struct Unusable: Error, Sendable, CustomStringConvertible {
    /// A clause without a full stop.
    public var description: String
  }

  /// The line that asks about an item.
  ///
  /// - Parameter id: letters, digits, `-` and `_`, 1 to 64 of them.
  /// - Throws: ``Unusable`` where its image cannot be scaled down, `PermanentFailure` for a field that the item lacks, and
  ///   what reading the image throws.
  public func line(_ request: CaptionRequest, id: String) throws -> Line {
    precondition(BatchQuestions.isID(id), "an id that services refuse")
    let question: ModelQuestions.Question
    do {
      question = try questions.question(for: request)
    } catch let error as ImagingError {
      throw Unusable(description: "its image cannot be scaled down here: \(error)")
    }
    let head =
      "{\"custom_id\":\"\(id)\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
    return Line(
      segments: [Array(head.utf8)] + question.chat.body(inBatch: true) + [Array("}\n".utf8)], model: model,
      imageSent: question.imageSent)
  }

  /// Whether services take a text for a `custom_id`.
  public static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
      }
  }
}

/// The batch side of a model's service, with the key that its calls have.
public struct BatchAccess: Sendable {
  /// Where it is, and how to use it.
  public let service: BatchService

  /// Makes ready; nothing is sent.
  ///
  /// - Parameter environment: looks up a variable by name: keys and service addresses.
  /// - Throws: `CaptionerProblem`.
  public init(
    _ call: ModelCall, label: String, client: HTTPClient, environment: (String) -> String?
  ) throws(CaptionerProblem) {
    let access = try ServiceAccess(call, candidate: label, environment: environment)
    do throws(AddressProblem) {
      service = try BatchService(address: access.address, key: access.key, client: client)
    } catch {
      throw .address(candidate: label, error)
    }
  }
}
