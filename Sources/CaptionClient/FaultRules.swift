/// Which fault an error answer is. Words come before statuses where services are known to use a status for something
/// else (OpenAI's exhausted quota is a 429, llama.cpp's missing projector a 500, a content filter a 400 or 403), and only
/// there: the name of a model that moderates, an image's own name or an address in a message are no words of the service.
enum FaultRules {
  /// - Parameter status: the status of the answer, or the one hidden in a body that came with 200.
  /// - Returns: nil where a content filter spoke: that is an outcome of the image, not a fault.
  static func kind(status: Int, error: ErrorObject?) -> ServiceFault.Kind? {
    let words = ErrorWords(error)
    // An error inside a 200 that has no status of its own.
    let isInside = (200..<300).contains(status)

    if isInside || [400, 403, 422, 451].contains(status), words.tellOfFilter { return nil }
    if status == 402 || words.haveQuotaCode
      || (isInside || [403, 429].contains(status)) && words.tellOfQuota
    {
      // "Retry in 2 s" of a quota a minute is a rate limit.
      return status == 429 && error?.wait != nil ? .rateLimit : .quota
    }
    if status == 429 { return words.tellOfClosedAccount ? .forbidden : .rateLimit }
    if ![401, 407].contains(status) {
      if words.tellOfNoVision { return .noVision }
      if words.tellOfLength { return .contextLength }
    }
    if isInside || [400, 403].contains(status), words.tellOfKey { return .badKey }
    if words.haveModelCode || words.tellOfModel(status) { return .modelNotFound }
    return byStatus(status, words, parameter: error?.parameter ?? "")
  }

  private static func byStatus(_ status: Int, _ words: ErrorWords, parameter: String) -> ServiceFault.Kind {
    switch status {
    case 300..<400: return .redirect
    case 401: return .badKey
    case 407: return .proxyRefused
    case 403: return .forbidden
    case 404, 405: return .notFound
    case 408, 409, 425: return .server
    case 400..<500:
      let isSetting = ["max_tokens", "max_completion_tokens", "temperature", "seed"].contains(parameter)
      return isSetting || words.tellOfSetting ? .unsupportedSetting : .badRequest
    default:
      // "Loading model" from llama.cpp; a code such as rate_limit_exceeded without a status of its own.
      if status == 503, words.say("loading") { return .loading }
      return words.say("rate_limit", "rate limit") ? .rateLimit : .server
    }
  }
}

/// What an error's words tell, wherever they are believed.
private struct ErrorWords {
  /// Code, type and message in lower case, without addresses.
  private let all: String
  private let message: String
  private let codes: [String]

  init(_ error: ErrorObject?) {
    message = (error?.message ?? "").lowercased().replacing(/(?:https?|data):\S+/, with: "")
    codes = [error?.code ?? "", error?.type ?? ""].map { $0.lowercased() }
    all = (codes + [message]).joined(separator: " ")
  }

  func say(_ phrases: String...) -> Bool { phrases.contains { all.contains($0) } }

  var tellOfFilter: Bool {
    if say("not allowed to access model", "model_access_denied") { return false }
    return say("content_filter", "content_policy", "content management policy", "responsibleaipolicy")
      // omni-moderation-latest is a model's name.
      || all.contains(/(?:^|[^-a-z])moderation(?!-)/)
  }

  /// Codes that stand for a used-up quota and nothing else; Anthropic says it with a 400 and these words.
  var haveQuotaCode: Bool {
    codes.contains { ["insufficient_quota", "billing_hard_limit_reached"].contains($0) }
      || message.contains("credit balance is too low")
  }

  var tellOfQuota: Bool {
    say(
      "insufficient_quota", "exceeded your current quota", "exceeded_current_quota", "billing", "insufficient credit",
      "credit balance", "insufficient balance", "insufficient_balance")
      && !say("rate limit", "rate_limit")
  }

  var tellOfClosedAccount: Bool {
    say("account has been deactivated", "account_deactivated", "account is not active", "account has been suspended")
  }

  var tellOfNoVision: Bool {
    say(
      "image input is not supported", "mmproj", "not a multimodal model", "not support image", "support image input",
      "image_url is only supported", "does not support vision", "no vision", "required for image input",
      "unknown variant `image_url`", "at most 0 image")
  }

  var tellOfLength: Bool {
    say("context_length", "context length", "exceed_context_size", "context size", "context window")
  }

  /// Gemini refuses a key with 400. The last two are of LiteLLM's proxy without a database, of a key that it does not know.
  var tellOfKey: Bool {
    say(
      "api key not valid", "api_key_invalid", "invalid_api_key", "invalid api key", "incorrect api key",
      "api key expired", "no_db_connection", "no connected db")
  }

  var haveModelCode: Bool { codes.contains { $0.contains("model_not_found") || $0.contains("deploymentnotfound") } }

  /// Words on a model that is not there: those of a 404, or with the model's name in quotation marks beside them.
  func tellOfModel(_ status: Int) -> Bool {
    let mayBe = (200..<300).contains(status) || (400..<500).contains(status)
    if mayBe, message.contains("invalid model name") || message.contains(/^(?:[\w.]+: )*unknown model\b/) {
      return true
    }
    if status == 404 { return message.contains("model") && (say("does not exist", "not found")) }
    return mayBe
      && message.contains(
        /model:? (?:`[^`]+`|'[^']+'|"[^"]+"|“[^”]+”) (?:does not exist|(?:was |is |could )?not (?:be )?found)/)
  }

  /// A setting that no image mends.
  var tellOfSetting: Bool {
    say(
      "unsupported_parameter", "unsupported_value", "unsupported parameter", "unknown_parameter", "unknown parameter",
      "unrecognized request argument", "extra_forbidden", "extra inputs are not permitted")
  }
}
