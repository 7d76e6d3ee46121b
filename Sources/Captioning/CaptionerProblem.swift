public import CaptionClient

/// Why a candidate cannot be asked at all, found before anything is sent.
public enum CaptionerProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The environment has no key.
  case missingKey(candidate: String, variable: String)
  /// The key in the environment cannot stand in an HTTP header.
  case unusableKey(candidate: String, variable: String)
  /// A key is needed and the study file names no variable for it.
  case noKeyVariable(candidate: String)
  /// The environment has no service address.
  case missingAddress(candidate: String, variable: String)
  /// Neither the study file nor a variable gives a service address.
  case noAddress(candidate: String)
  /// The service address cannot be used.
  case address(candidate: String, AddressProblem)
  /// The temperature is no number.
  case temperature(candidate: String)
  /// HTTP/2 is asked for, and libcurl here cannot speak it.
  case http2(candidate: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .missingKey(let candidate, let variable):
      "candidate '\(candidate)': \(variable) is not set, so its service would refuse every call. "
        + "Set it in the environment or in .env."
    case .unusableKey(let candidate, let variable):
      "candidate '\(candidate)': the key in \(variable) holds a character that no HTTP header may, so it cannot be sent. "
        + "Copy the key anew, on one line and without quotation marks."
    case .noKeyVariable(let candidate):
      "candidate '\(candidate)': its service wants a key and the study names no variable that holds one. "
        + "Name the variable in the study file."
    case .missingAddress(let candidate, let variable):
      "candidate '\(candidate)': \(variable) is not set, so there is no service to call. "
        + "Set it to the service address up to /v1, like http://127.0.0.1:8080/v1."
    case .noAddress(let candidate):
      "candidate '\(candidate)': it has no service address, so there is nothing to call. Add one to the study file."
    case .address(let candidate, let problem):
      "candidate '\(candidate)': \(problem)"
    case .temperature(let candidate):
      "candidate '\(candidate)': its temperature is not a number that JSON can carry, so it cannot be sent. "
        + "Write a number such as 0.2, or leave it out."
    case .http2(let candidate):
      "candidate '\(candidate)': the study asks for `http: 2`, and this machine's libcurl was built without HTTP/2; nothing "
        + "was sent. Install a libcurl with nghttp2, or remove `http` from `run`."
    }
  }
}
