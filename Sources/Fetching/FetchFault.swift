internal import CaptionClient
internal import StudyFile

/// Why an address gave no picture.
struct FetchFault: Error, Hashable {
  /// A sentence without its full stop.
  var fact: String
  /// What may be done about it, a sentence.
  var next: String
  /// What trying again does.
  var gravity: Gravity
  /// Whether the host's other images would meet the same.
  var isOfHost = false

  /// What trying again does.
  enum Gravity: Hashable {
    /// It may help.
    case passing
    /// It may help, and the host says that it is asked too much; for how long it is to be left alone, where it says so.
    case busy(Duration?)
    /// It does not help.
    case lasting
  }

  var isPassing: Bool { gravity != .lasting }

  private static let later = "Give the same command again later: it asks only for what is missing."
  private static let look = "Open the address in a browser; mend it, or remove the line."

  /// An answer that is neither the picture nor a redirect.
  ///
  /// - Parameter patience: reset times above it are not believed.
  init(_ answer: HTTPResponse, host: String, patience: Duration) {
    fact = "\(host) answered \(answer.status)"
    let asked = RetryAdvice.wait(answer.headers, status: answer.status, cap: patience)
    if let asked { fact += " and asks to be left alone for \(asked.components.seconds) s" }
    switch answer.status {
    case 429, 503: gravity = .busy(asked)
    case 408, 425, 500...599: gravity = .passing
    default: gravity = .lasting
    }
    next = gravity == .lasting ? Self.look : Self.later
  }

  /// No whole answer.
  init(_ failure: HTTPFailure, host: String) {
    fact = "\(host) gave no whole answer (\(failure))"
    next = Self.later
    gravity = .passing
    switch failure.kind {
    case .tooLarge:
      fact = "what \(host) sends has more than \(RowImages.mostBytes / 1_000_000) MB"
      (next, gravity) = ("Fetch it yourself and make it smaller, or remove the line.", .lasting)
    case .refusedHere:
      fact = "\(host) was not asked: \(failure.message)"
      (next, gravity) = ("Write the image's address on the public network, or remove the line.", .lasting)
    case .tls, .proxyRefused, .other, .notHTTP, .notSaved, .cancelled: (next, gravity) = (Self.look, .lasting)
    case .unknownHost, .noConnection, .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout, .connectionLost:
      break
    }
    isOfHost = [.refusedHere, .tls, .proxyRefused, .unknownHost, .noConnection, .connectTimeout].contains(failure.kind)
  }

  /// A redirect that is not followed, or something that is no picture.
  ///
  /// - Parameter fact: a sentence without its full stop.
  init(_ fact: String) {
    (self.fact, next, gravity) = (fact, Self.look, .lasting)
  }

  /// The same for an image of the host that was not asked for any more.
  var ofOthers: FetchFault {
    var fault = self
    fault.fact = "this image was not asked for, after what another met: \(fact)"
    return fault
  }
}
