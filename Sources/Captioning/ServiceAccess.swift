internal import CaptionClient
internal import Roster

/// Where a model is called and with which key, as the study file and the environment together say.
struct ServiceAccess: Sendable {
  var address: ServiceAddress
  var key: Secret?

  /// - Throws: `CaptionerProblem`.
  init(_ call: ModelCall, candidate: String, environment: (String) -> String?) throws(CaptionerProblem) {
    func value(_ variable: String) -> String? {
      environment(variable).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
    let text: String
    if let written = call.baseURL {
      text = written
    } else if let variable = call.baseURLVariable {
      guard let found = value(variable) else { throw .missingAddress(candidate: candidate, variable: variable) }
      text = found
    } else {
      throw .noAddress(candidate: candidate)
    }
    do throws(AddressProblem) {
      address = try ServiceAddress(text)
    } catch {
      throw .address(candidate: candidate, error)
    }
    guard let variable = call.keyVariable else {
      if call.keyRequired { throw .noKeyVariable(candidate: candidate) }
      return
    }
    guard let found = value(variable) else {
      if call.keyRequired { throw .missingKey(candidate: candidate, variable: variable) }
      return
    }
    key = Secret(found)
    if key == nil { throw .unusableKey(candidate: candidate, variable: variable) }
  }
}
