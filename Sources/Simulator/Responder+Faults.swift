internal import FoundationEssentials

extension Responder {
  /// What a fault makes of a good answer.
  func spoil(_ good: Answer, by fault: SimulatedFault.Kind, authorization: String?) throws -> Answer {
    var answer = good
    switch fault {
    case .rateLimit:
      answer.body = try failure(429, "Rate limit reached.", "requests", "rate_limit_exceeded").body
      answer.headers["Retry-After"] = "1"
    case .quota:
      answer.body = try failure(
        429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota",
        "insufficient_quota"
      ).body
    case .badKey:
      answer.body = try failure(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key").body
    case .noModel:
      answer.body = try failure(
        404, "The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found"
      ).body
    case .noVision:
      answer.body = try failure(
        500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
        "server_error", nil
      ).body
    case .serverError: answer.body = try failure(500, "A simulated error.", "server_error", nil).body
    case .loading: answer.body = try failure(503, "Loading model", "unavailable_error", nil).body
    case .echoKey:
      answer.body = try failure(500, "Refused: \(authorization ?? "no key")", "server_error", authorization).body
      answer.headers["x-request-id"] = authorization
    case .slow: answer.delay += 2_000
    case .hang: answer.delay += Answer.forEver
    case .stall: answer.ending = .stalled
    case .close: answer.ending = .closed
    case .cutStream: answer.ending = .cut
    case .badJSON: answer.body = .page(type: "application/json", Data(#"{"id":"chatcmpl-1","choices":[{"mess"#.utf8))
    case .page: answer.body = .page(type: "text/html", Data("<html><title>Sign in</title></html>".utf8))
    case .nothing: answer.body = .page(type: "application/json", Data())
    case .empty, .otherModel:
      guard case .reply(var reply, let stream, let includesUsage) = good.body else { return good }
      if fault == .empty { (reply.content, reply.refusal) = ("", nil) } else { reply.model += "-other" }
      answer.body = .reply(reply, stream: stream, includesUsage: includesUsage)
    }
    return answer
  }
}
