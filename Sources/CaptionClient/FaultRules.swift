/// Which fault an error answer is. Words come before statuses where services are known to use a status for something
/// else: OpenAI's exhausted quota is a 429, llama.cpp's missing projector a 500, a content filter a 400 or 403.
enum FaultRules {
  /// - Parameter status: the status of the answer, or the one hidden in a body that came with 200.
  /// - Returns: nil where a content filter spoke: that is an outcome of the image, not a fault.
  static func kind(status: Int, error: ErrorObject?) -> ServiceFault.Kind? {
    let words = error?.words ?? ""
    func said(_ phrases: String...) -> Bool { phrases.contains { words.contains($0) } }

    if said("content_filter", "content_policy", "content management policy", "responsibleaipolicy", "moderation")
      && (status < 500)
    {
      return nil
    }
    if status == 402
      || said("insufficient_quota", "exceeded your current quota", "billing", "insufficient credit", "credit balance")
        && !said("rate limit", "rate_limit")
    {
      return .quota
    }
    if said(
      "image input is not supported", "mmproj", "not a multimodal model", "not support image", "support image input",
      "image_url is only supported", "does not support vision", "no vision", "required for image input",
      "unknown variant `image_url`", "at most 0 image")
    {
      return .noVision
    }
    if said("context_length", "context length", "exceed_context_size", "context size", "context window") {
      return .contextLength
    }
    // LiteLLM's proxy without a database, of a key that it does not know.
    if said("no_db_connection", "no connected db") { return .badKey }
    if said("model_not_found", "deploymentnotfound", "unknown model", "invalid model name")
      || said("model") && said("does not exist", "not found") && (400..<500).contains(status)
    {
      return .modelNotFound
    }
    return byStatus(status, error: error)
  }

  private static func byStatus(_ status: Int, error: ErrorObject?) -> ServiceFault.Kind {
    let words = error?.words ?? ""
    switch status {
    case 300..<400: return .redirect
    case 401: return .badKey
    case 407: return .proxyRefused
    case 403: return .forbidden
    case 404, 405: return .notFound
    case 429: return .rateLimit
    case 408, 409, 425: return .server
    case 400..<500:
      let aboutSetting =
        words.contains("unsupported_parameter") || words.contains("unsupported_value")
        || ["max_tokens", "max_completion_tokens", "temperature", "seed"].contains(error?.parameter ?? "")
      return aboutSetting ? .unsupportedSetting : .badRequest
    default:
      // "Loading model" from llama.cpp; a code such as rate_limit_exceeded without a status of its own.
      if words.contains("loading") && status == 503 { return .loading }
      return words.contains("rate_limit") || words.contains("rate limit") ? .rateLimit : .server
    }
  }
}
