internal import CaptionClient
internal import Roster
internal import StudyModel

/// What one try came to: no waiting, no second one.
struct OneTry: Sendable {
  /// What came.
  var result: CaptionResult
  /// Why it may be worth asking somebody else; nil for a caption, and for what is wrong with this one question.
  var why: FallThrough?
  /// How long the service wants to be left alone; nil where it did not say.
  var wait: Duration?
  /// Whether nothing was sent.
  var isHeld = false
  /// Whether the model is still being loaded: it will be there.
  var isLoading = false

  /// Nothing was sent: the service has asked to be left alone for so long.
  static func held(_ wait: Duration, isLoading: Bool) -> OneTry {
    OneTry(
      result: CaptionResult(text: nil, outcome: .failed, reason: "its service wants to be left alone"),
      why: isLoading ? .serverError : .rateLimited, wait: wait, isHeld: true, isLoading: isLoading)
  }
}

extension FallThrough {
  /// Why a try that is worth another brought nothing, by what happened in the ledger's word.
  init(happened: String) {
    switch HTTPFailure.Kind(rawValue: happened) {
    case .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout: self = .timeout
    case .some: self = .connection
    case nil:
      let kind = ServiceFault.Kind(rawValue: happened)
      self = kind == .rateLimit ? .rateLimited : kind == .incompleteStream ? .connection : .serverError
    }
  }

  /// Why an answer is no caption; nil where it is one, and where none came.
  init?(_ outcome: Outcome) {
    switch outcome {
    case .refused: self = .refused
    case .filtered: self = .filtered
    case .empty: self = .empty
    case .truncated: self = .truncated
    default: return nil
    }
  }
}
