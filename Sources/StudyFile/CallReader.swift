internal import Roster

/// Reads what a model is asked and how, from the keys of a candidate with `model` and those of `defaults`.
struct CallReader {
  /// The candidate.
  let body: Section
  /// What stands beside the candidate: the study's prompt and `defaults`.
  let shared: Shared

  /// The keys that make a call; none of them may stand beside `captions`, but for `price`.
  static let keys = [
    "model", "base_url", "api_key_env", "revision", "price", "prompt", "temperature", "max_tokens", "stream",
  ]

  /// What candidates share.
  struct Shared {
    var prompt: Prompt?
    /// Whether the study has a prompt that cannot be read: a complaint says so already.
    var promptIsUnreadable: Bool
    var sampling: Sampling

    /// Reads `prompt` and `defaults` of a study.
    init(_ file: Section) {
      prompt = Prompt.read(file)
      promptIsUnreadable = file.value("prompt") != nil && prompt == nil
      let defaults = file.section(
        Key("defaults", "what candidates share", "defaults: {temperature: 0.2, max_tokens: 60}"))
      defaults?.refuseUnknownKeys(["temperature", "max_tokens"])
      sampling = Sampling(defaults)
    }

    /// The templates that every candidate without its own is asked with.
    var templates: [Tree] { [prompt?.system, prompt?.user].compactMap(\.self) }
  }

  /// How answers are drawn.
  struct Sampling {
    var temperature: Double?
    var maxTokens: Int?

    /// Reads a candidate's settings, or those of `defaults`.
    init(_ section: Section?) {
      let key = Key("temperature", "the sampling temperature", "temperature: 0.2")
      temperature = section?.number(key, "a number from 0 to 2") { (0...2).contains($0) }
      maxTokens = section?.integer(Key("max_tokens", "the token limit of an answer", "max_tokens: 60"), 1...1_000_000)
    }
  }

  /// - Returns: the call and the templates of its own; nil where a complaint says what lacks.
  func call() -> (ModelCall, templates: [Tree])? {
    let own = Prompt.read(body)
    let sampling = Sampling(body)
    let revision = body.text(Key("revision", "the pinned weights that the report quotes", "revision: 4f1c2d9"))
    let service = ServiceReader(body: body).service()
    guard let user = own?.user ?? shared.prompt?.user else {
      if shared.promptIsUnreadable { return nil }
      body.complaints.add(
        body.place, "no user prompt for '\(body.name)'.", "The model would be sent a picture and no question.",
        "Add `prompt: {user: Describe this picture.}` to the study or to the candidate.")
      return nil
    }
    guard let service, let text = user.text else { return nil }
    let call = ModelCall(
      model: service.model, declared: service.declared, baseURL: service.baseURL,
      baseURLVariable: service.baseURLVariable, keyVariable: service.keyVariable, keyRequired: service.keyRequired,
      revision: revision, system: (own?.system ?? shared.prompt?.system)?.text, user: text,
      temperature: sampling.temperature ?? shared.sampling.temperature,
      maxTokens: sampling.maxTokens ?? shared.sampling.maxTokens,
      streams: body.flag(Key("stream", "whether answers come as streams, which time the first token", "stream: true")))
    return (call, [own?.system, own?.user].compactMap(\.self))
  }
}
