internal import CaptionClient
internal import Roster

/// Why a candidate was stopped: place, fact, consequence, next step.
struct StopMessage {
  var label: String
  var call: ModelCall
  var address: String
  var record: AttemptRecord
  /// Captions in a row that ended without any answer; nil where it was an answer that stopped it.
  var unheardCaptions: Int?
  /// How long the service had answered 429 and nothing else; nil where that is not what stopped it.
  var refusedFor: Duration?
  /// Captions in a row that ended with the same fault while none was ever answered; nil where that is not what stopped it.
  var faultyCaptions: Int?

  var text: String {
    "candidate '\(label)' (\(call.model) at \(address)): \(fact)\(words). "
      + "It is not asked about further images; any caption it gave is kept. \(nextStep)"
  }

  private var words: String {
    guard let detail = record.detail, !detail.isEmpty else { return "" }
    return " (\(detail))"
  }

  private var key: String { call.keyVariable ?? "the key's variable" }

  private var fact: String {
    if let unheardCaptions {
      let isAbsent = [HTTPFailure.Kind.noConnection, .unknownHost, .connectTimeout].map(\.rawValue)
        .contains(record.happened)
      return
        "the service \(isAbsent ? "could not be reached" : "did not answer") for \(unheardCaptions) captions in a row"
    }
    if let refusedFor {
      return "the service answered 429 (not now) and nothing else for \(refusedFor.components.seconds) s"
    }
    if let faultyCaptions {
      return
        "\(faultyCaptions) captions in a row ended with the same fault, '\(record.happened)', and none has come in "
        + "this run"
    }
    return switch ServiceFault.Kind(rawValue: record.happened) {
    case .badKey: "the service refused the key"
    case .proxyRefused: "the proxy on the way to the service lets nothing through"
    case .forbidden: "the key may not use this model"
    case .quota: "the service says that the allowance is used up"
    case .modelNotFound: "the service does not know the model"
    case .notFound: "the service has no /chat/completions at this address"
    case .redirect: "the service answers from another address, and keys are not sent after redirects"
    case .noVision: "the model takes no images"
    case .unsupportedSetting: "the service refuses a setting of the prompt"
    case .rateLimit, .loading, .server:
      "the service asks for a wait\(record.retryAfterSeconds.map { " of \(Int($0.rounded(.up))) s" } ?? ""), longer than this "
        + "run has patience for"
    default: record.happened == "tls" ? "its certificate cannot be trusted" : "it cannot be called"
    }
  }

  /// What to do about a setting that the service refuses.
  private var otherSetting: String {
    let words = record.detail ?? ""
    if call.maxTokens != nil, words.contains("max_tokens") || words.contains("max_completion_tokens") {
      return "Write `max_completion_tokens` in place of `max_tokens` in the study file"
    }
    if call.maxCompletionTokens != nil, words.contains("max_completion_tokens") {
      return "Write `max_tokens` in place of `max_completion_tokens` in the study file"
    }
    return "Take the setting out of the study file or choose one that the service takes"
  }

  private var nextStep: String {
    let resume = "then run again: only what is missing is asked for."
    if unheardCaptions != nil { return "Start it, or check its address and the network, \(resume)" }
    if refusedFor != nil {
      return "Wait until it takes requests again, or lower `concurrency` under `run`, \(resume)"
    }
    if faultyCaptions != nil {
      return (record.status ?? 0) >= 500
        ? "Look into the service's log and mend what it tells of, or wait until it is well, \(resume)"
        : "Mend what it tells of, in the study file, the images or at the service, \(resume)"
    }
    return switch ServiceFault.Kind(rawValue: record.happened) {
    case .badKey: "Check \(key), \(resume)"
    case .proxyRefused:
      "Give the proxy its user and password (https_proxy=http://USER:PASSWORD@HOST:PORT) or pass the service by it "
        + "(no_proxy), \(resume)"
    case .forbidden: "Ask the service's owner for access or use another key in \(key), \(resume)"
    case .quota: "Add credit or wait for the allowance to be renewed, \(resume)"
    case .modelNotFound: "Check the model's name against the service's list (GET \(address)/models), \(resume)"
    case .notFound: "Check the service address; it usually ends in /v1. Correct it, \(resume)"
    case .redirect: "Write the address that it leads to into the study file, \(resume)"
    case .noVision: "Choose a model that takes images; for llama.cpp, start the server with --mmproj. Then run again."
    case .unsupportedSetting: "\(otherSetting), \(resume)"
    case .rateLimit, .loading, .server: "Wait as long as it asks, \(resume)"
    default:
      record.happened == "tls"
        ? "Check the address and this machine's certificate authorities (and clock), \(resume)"
        : "Correct the service address, \(resume)"
    }
  }
}
