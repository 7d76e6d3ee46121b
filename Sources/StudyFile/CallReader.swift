internal import Roster

/// Reads what a model is asked and how, from the keys of a candidate with `model` and those of `defaults`.
struct CallReader {
  /// The candidate.
  let body: Section
  /// What stands beside the candidate: the study's prompt, its styles and `defaults`.
  let shared: Shared

  /// The keys that make a call; none of them may stand beside `captions`, but for `price`.
  static let keys =
    ["model", "base_url", "api_key_env", "revision", "price", "prompt", "stream"] + CallSettings.keys

  /// What candidates share.
  struct Shared {
    var prompt: Prompt?
    /// Whether the study has a prompt that cannot be read: a complaint says so already.
    var promptIsUnreadable: Bool
    var styles: Styles
    var settings: CallSettings
    /// What models that state no price cost.
    var prices: PriceFile?

    /// Reads `prompt`, `styles` and `defaults` of a study.
    init(_ file: Section) {
      prompt = Prompt.read(file)
      promptIsUnreadable = file.value("prompt") != nil && prompt == nil
      styles = Styles(file)
      let defaults = file.section(
        Key("defaults", "what candidates share", "defaults: {temperature: 0.2, max_tokens: 60}"))
      defaults?.refuseUnknownKeys(CallSettings.keys)
      settings = CallSettings(defaults, styles)
    }

    /// The templates that every candidate without its own is asked with.
    var templates: [Tree] { [prompt?.system, prompt?.user].compactMap(\.self) + styles.texts }
  }

  /// - Returns: the call and the templates of its own; nil where a complaint says what lacks.
  func call() -> (ModelCall, templates: [Tree])? {
    let own = Prompt.read(body)
    let settings = CallSettings(body, shared.styles).over(shared.settings)
    let revision = body.text(Key("revision", "the pinned weights that the report quotes", "revision: 4f1c2d9"))
    let service = ServiceReader(body: body).service()
    guard let user = own?.user ?? shared.prompt?.user else {
      if shared.promptIsUnreadable { return nil }
      body.complaints.add(
        body.place, "no user prompt for '\(body.name)'.", "The model would be sent a picture and no question.",
        "Add `prompt: {user: Describe this picture.}` to the study or to the candidate.")
      return nil
    }
    guard let service, let userText = user.text else { return nil }
    let system = own?.system ?? shared.prompt?.system
    let style = shared.styles.style(settings.style, for: body, in: [system, user])
    let call = ModelCall(
      model: service.model, declared: service.declared, baseURL: service.baseURL,
      baseURLVariable: service.baseURLVariable, keyVariable: service.keyVariable, keyRequired: service.keyRequired,
      revision: revision, system: system?.text.map { Styles.fill($0, style) }, user: Styles.fill(userText, style),
      temperature: settings.temperature, maxTokens: settings.maxTokens,
      streams: body.flag(Key("stream", "whether answers come as streams, which time the first token", "stream: true")),
      maxCompletionTokens: settings.maxCompletionTokens, seed: settings.seed, detail: settings.detail,
      image: settings.image ?? .data, maxSide: settings.maxSide, extra: settings.extra)
    return (call, [own?.system, own?.user].compactMap(\.self))
  }
}
