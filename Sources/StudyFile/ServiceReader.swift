internal import FoundationEssentials
internal import Roster

/// Works out where a model is reached, from `model`, `base_url` and `api_key_env`.
///
/// A `model` of `openai/NAME`, `openrouter/NAME` or `openai-api/PROVIDER/NAME` names a ``NamedService``; anything else needs
/// `base_url`, and `api_key_env` where a key is wanted.
///
/// Only names of variables are read here, never what they hold.
struct ServiceReader {
  struct Service {
    var model: String
    var declared: String
    var baseURL: String?
    var baseURLVariable: String?
    var keyVariable: String?
    var keyRequired: Bool
  }

  let body: Section

  private static let modelKey = Key("model", "which model is called", "model: openai/gpt-4o")
  private static let urlKey = Key("base_url", "the service address", "base_url: http://127.0.0.1:8000/v1")
  private static let variableKey = Key(
    "api_key_env", "the environment variable that holds the key, by name", "api_key_env: VLLM_API_KEY")

  func service() -> Service? {
    let declared = body.text(Self.modelKey, required: true)
    let variable = keyVariable()
    if body.value("base_url") != nil {
      let address = address(hasKey: variable != nil)
      guard let declared, let address else { return nil }
      return Service(
        model: declared, declared: declared, baseURL: address.url, baseURLVariable: address.variable,
        keyVariable: variable, keyRequired: variable != nil)
    }
    guard let declared else { return nil }
    let parts = declared.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isWhole = parts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
    let serviceParts = parts.first == "openai-api" ? 2 : 1
    if isWhole, parts.count > serviceParts,
      let named = NamedService(parts.prefix(serviceParts).joined(separator: "/"))
    {
      return Service(
        model: parts.dropFirst(serviceParts).joined(separator: "/"), declared: declared, baseURL: named.baseURL,
        baseURLVariable: named.baseURLVariable, keyVariable: variable ?? named.keyVariable, keyRequired: true)
    }
    body.complaints.add(
      body.value("model")?.place ?? body.place, "the model \(shown(declared)) says nothing of where it is reached.",
      "No call could be made.",
      "Write `openai/NAME`, `openrouter/NAME` or `openai-api/PROVIDER/NAME`, or add `base_url: http://…/v1`.")
    return nil
  }

  /// A name; a value that is none is not shown, for it may be the key itself.
  private func keyVariable() -> String? {
    guard let value = body.value("api_key_env") else { return nil }
    guard let name = value.text, isVariable(name) else {
      body.complaints.add(
        value.place, "'\(body.path("api_key_env"))' is not the name of an environment variable.",
        "If it is a key, it is a key given away: the file is hashed, committed and quoted.",
        "Write, for example, `\(Self.variableKey.example)`, and set the variable where you run blindfold.")
      return nil
    }
    return name
  }

  private func isVariable(_ name: String) -> Bool {
    isName(name, also: "_", longest: 64) && name.first?.isNumber == false
      && !(looksSecret(name) && name != name.uppercased())
  }

  private func address(hasKey: Bool) -> (url: String?, variable: String?)? {
    guard let text = body.text(Self.urlKey, required: true), let value = body.value("base_url") else { return nil }
    if text.contains("${") {
      let name = String(text.dropFirst(2).dropLast())
      guard text.hasPrefix("${"), text.hasSuffix("}"), isVariable(name) else {
        body.complaints.add(
          value.place, "'\(body.path("base_url"))' has a variable in it that is not its whole value.",
          "It would be sent as it stands.", "Write `base_url: ${NAME}`, with the whole address in the variable.")
        return nil
      }
      return (nil, name)
    }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, !text.contains(where: \.isWhitespace)
    else {
      body.refuse(value, Self.urlKey, expected: "an address that begins with http:// or https://")
      return nil
    }
    if parts.user != nil || parts.password != nil || parts.query != nil || parts.fragment != nil {
      body.complaints.add(
        value.place, "'\(body.path("base_url"))' has a user, a password, a query or a fragment in it.",
        "Such an address may hold a key, and the file is hashed, committed and quoted.",
        "Write the address up to and including /v1, and name the key's variable with `api_key_env`.")
      return nil
    }
    if hasKey && scheme == "http" && !["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) {
      body.complaints.notice(
        value.place, "'\(body.name)' sends its key to \(host) unencrypted (http): anyone on the way can read it.")
    }
    var url = text
    while url.hasSuffix("/") { url.removeLast() }
    return (url, nil)
  }
}
