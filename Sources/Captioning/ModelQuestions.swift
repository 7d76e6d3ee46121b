internal import CaptionClient
internal import Roster

/// What one model is asked: the questions of a run and the lines of a batch are made here, and nowhere else.
struct ModelQuestions: Sendable {
  private let call: ModelCall
  private let label: String
  private let system: PromptTemplate?
  private let user: PromptTemplate

  /// - Parameter label: the candidate's, for what is said of a request that cannot be made.
  init(_ call: ModelCall, label: String) {
    self.call = call
    self.label = label
    system = call.system.map(PromptTemplate.init)
    user = PromptTemplate(call.user)
  }

  /// What is sent for an item, and what the ledger says of its image.
  struct Question {
    var chat: ChatRequest
    var imageSent: String?
  }

  /// The question that a request comes to. The image is read and encoded here, once for all candidates.
  ///
  /// - Throws: `PermanentFailure` for a field that the item lacks, `ImagingError` where its image cannot be scaled down, and
  ///   what reading the image throws.
  func question(for request: CaptionRequest) throws -> Question {
    let (system, user) = try prompts(for: request)
    var chat = ChatRequest(
      model: call.model, system: system, prompt: user, detail: call.detail?.rawValue, temperature: call.temperature,
      maxTokens: call.maxTokens, maxCompletionTokens: call.maxCompletionTokens, seed: call.seed, extra: call.extra,
      stream: call.streams == true)
    switch call.imageMode {
    case .none: return Question(chat: chat, imageSent: "none")
    case .url:
      chat.image = try imageAddress(of: request).map { .url($0) }
      return Question(chat: chat, imageSent: "url")
    case .data:
      guard let side = call.maxSide else {
        chat.image = .data(try request.image.whole())
        return Question(chat: chat)
      }
      let sent = try request.image.scaled(to: side)
      chat.image = .data(sent.image)
      return Question(chat: chat, imageSent: sent.note)
    }
  }

  /// The prompts as they are sent.
  ///
  /// - Throws: `PermanentFailure` for a field that the item lacks.
  func prompts(for request: CaptionRequest) throws -> (system: String?, user: String) {
    do throws(PromptTemplate.MissingField) {
      return (try system?.filled(request.fields), try user.filled(request.fields))
    } catch {
      throw missing(error.name, in: request)
    }
  }

  /// The address that the service is told; nil where it is sent the image's bytes, or none.
  ///
  /// It was checked when the set was read; but what must not be handed to a service is not, whoever made the request.
  ///
  /// - Throws: `PermanentFailure` where the item has no address on the public network.
  func imageAddress(of request: CaptionRequest) throws -> String? {
    guard call.imageMode == .url else { return nil }
    guard let address = request.address.flatMap({ try? ImageAddress($0) }) else { throw missing("url", in: request) }
    return address.text
  }

  private func missing(_ field: String, in request: CaptionRequest) -> PermanentFailure {
    let missing = Captioner.MissingField(candidate: label, name: field, count: 1, first: request.fileName)
    return PermanentFailure(kind: PermanentFailure.missingField, message: missing.description, attempts: [])
  }
}
