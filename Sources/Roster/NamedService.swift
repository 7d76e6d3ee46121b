/// A service that a model string can name, so that neither its address nor its key's variable need be written out.
///
/// | name | service address | key |
/// |---|---|---|
/// | `openai` | `https://api.openai.com/v1` | `OPENAI_API_KEY` |
/// | `openrouter` | `https://openrouter.ai/api/v1` | `OPENROUTER_API_KEY` |
/// | `openai-api/PROVIDER` | what `PROVIDER_BASE_URL` holds | `PROVIDER_API_KEY` |
///
/// Names of variables are upper-cased, with `_` for `-`.
public struct NamedService: Hashable, Sendable {
  /// The service address; nil where a variable holds it.
  public var baseURL: String?
  /// The environment variable that holds the service address; nil where the name says it.
  public var baseURLVariable: String?
  /// The environment variable that holds the key.
  public var keyVariable: String

  /// Looks a name up.
  ///
  /// - Returns: nil where it names no service.
  public init?(_ name: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("openai", 1): self.init(baseURL: "https://api.openai.com/v1", keyVariable: "OPENAI_API_KEY")
    case ("openrouter", 1): self.init(baseURL: "https://openrouter.ai/api/v1", keyVariable: "OPENROUTER_API_KEY")
    case ("openai-api", 2) where Self.isName(parts[1]):
      let provider = parts[1].uppercased().map { $0 == "-" ? "_" : $0 }
      self.init(baseURLVariable: "\(String(provider))_BASE_URL", keyVariable: "\(String(provider))_API_KEY")
    default: return nil
    }
  }

  private init(baseURL: String? = nil, baseURLVariable: String? = nil, keyVariable: String) {
    self.baseURL = baseURL
    self.baseURLVariable = baseURLVariable
    self.keyVariable = keyVariable
  }

  /// Letters and digits of ASCII, `-` and `_`: what can be made the name of a variable.
  private static func isName(_ text: Substring) -> Bool {
    (1...40).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_".contains($0) }
  }
}
