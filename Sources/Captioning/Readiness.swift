public import CaptionClient
public import Roster

/// One thing found out about a candidate before a run.
public struct ReadinessFinding: Hashable, Sendable, CustomStringConvertible {
  /// How much it matters.
  public enum Weight: String, Hashable, Sendable {
    /// Good.
    case ready
    /// Worth knowing; a run would go ahead.
    case notice
    /// A run would fail.
    case problem
  }

  /// The candidate's name in the study file.
  public var candidate: String
  /// How much it matters.
  public var weight: Weight
  /// For a problem: place, fact, consequence, next step. Never with a key.
  public var message: String

  /// The message.
  public var description: String { message }
}

/// What stands in the way of asking a model: missing variables, unusable addresses, and, if a client is given, a service
/// that does not answer `GET /v1/models` or does not list the model. The call is free.
///
/// - Parameters:
///   - label: the candidate's name in the study file.
///   - client: nil to ask nobody, as in a dry run.
///   - http: the HTTP that the run is to speak.
/// - Returns: at least one finding.
public func readiness(
  of call: ModelCall, label: String, environment: (String) -> String?, client: HTTPClient?, http: HTTPChoice = .one,
  limits: HTTPLimits = HTTPLimits(total: .seconds(15))
) async -> [ReadinessFinding] {
  func finding(_ weight: ReadinessFinding.Weight, _ message: String) -> ReadinessFinding {
    ReadinessFinding(candidate: label, weight: weight, message: message)
  }
  let access: ServiceAccess
  do throws(CaptionerProblem) {
    access = try ServiceAccess(call, candidate: label, environment: environment)
    if access.key != nil, !access.address.isEncrypted, !access.address.isLoopback {
      throw .address(candidate: label, .keyInTheClear(host: access.address.host))
    }
  } catch {
    return [finding(.problem, error.description)]
  }
  let place = "candidate '\(label)' (\(call.model) at \(access.address))"
  let keyed = access.key == nil ? "no key is sent" : "\(call.keyVariable ?? "its key") is set"
  var findings = [finding(.ready, "\(place): \(keyed)")]
  findings += shortKeyNotices([call], environment: environment).map { finding(.notice, $0) }
  if !call.particulars.isEmpty {
    findings.append(finding(.ready, "\(place): \(call.particulars.joined(separator: ", "))"))
  }
  if http == .two, !HTTPClient.speaksHTTP2 {
    return findings + [finding(.problem, CaptionerProblem.http2(candidate: label).description)]
  }
  guard let client else { return findings }
  do {
    let service = try ChatService(
      address: access.address, key: access.key, client: client, limits: limits, version: http == .two ? .two : .one)
    let listing = try await service.listing()
    let models = listing.models.map(\.id)
    if http == .two, listing.version != .two {
      findings.append(
        finding(
          .notice,
          "\(place): the study asks for `http: 2`, and it is called over HTTP/1.1: "
            + (access.address.isEncrypted ? "the service does not offer HTTP/2." : "HTTP/2 is spoken over https only."))
      )
    }
    if models.isEmpty || models.contains(call.model) {
      findings.append(finding(.ready, "\(place): the service answers"))
    } else {
      let some = models.prefix(5).joined(separator: ", ")
      findings.append(
        finding(
          .notice,
          "\(place): the service answers and does not list this model. It may still serve it under an alias; if not, "
            + "every call fails or another model answers. It lists \(models.count): \(some)\(models.count > 5 ? "…" : "")."
        ))
    }
  } catch {
    findings.append(unanswered(error, place: place, call: call, candidate: label))
  }
  return findings
}

private func unanswered(_ error: any Error, place: String, call: ModelCall, candidate: String) -> ReadinessFinding {
  func finding(_ weight: ReadinessFinding.Weight, _ message: String) -> ReadinessFinding {
    ReadinessFinding(candidate: candidate, weight: weight, message: message)
  }
  if let failure = error as? HTTPFailure {
    return finding(
      .problem,
      "\(place): the service does not answer (\(failure)). A run could not caption anything with it. "
        + "Check that it is running and that the address and the network are right.")
  }
  guard let fault = error as? ServiceFault else { return finding(.problem, "\(place): \(error)") }
  switch fault.kind {
  case .badKey, .forbidden, .quota:
    return finding(
      .problem,
      "\(place): the service answers and refuses the key (\(fault)). Every call would fail. "
        + "Check \(call.keyVariable ?? "whether the service needs a key").")
  default:
    return finding(
      .notice,
      "\(place): the service answers, but not with a list of models (\(fault)). Not every service has one; "
        + "the first caption will tell.")
  }
}
