/// The names that a leak scan looks for: those of a study's candidates, which the caller hands over, and a built-in list.
///
/// A name is compared word by word, never within a word, in upper or lower case.
public struct LeakWords: Hashable, Sendable {
  /// One name.
  struct Name: Hashable, Sendable {
    /// As it was given.
    var text: String
    var words: [String]
    /// Whether it also means something else: then finding it is no more than a possible hit.
    var isOrdinary: Bool
  }

  /// First word → names that begin with it, the longest first.
  private let names: [String: [Name]]

  /// The names of a study and those of the built-in list.
  ///
  /// - Parameters:
  ///   - labels: the candidates' names in the study file. One such as `flash` is an ordinary word; one of letters and
  ///     digits such as `gpt4o`, four characters or more, is not.
  ///   - models: model strings with or without provider, for example `openrouter/google/gemini-2.5-flash`. The last part
  ///     is a model: distinctive where it holds a digit, a hyphen or an underscore. The parts before it are looked for as
  ///     ordinary words.
  ///   - providers: further words for who makes or serves a model, for example of a service address. Ordinary words.
  public init(labels: [String] = [], models: [String] = [], providers: [String] = []) {
    var all: [[String]: Name] = [:]
    func add(_ text: String, isOrdinary: Bool) {
      let words = LeakText(text).words
      // A single letter or digit is in every text.
      guard words.joined().count > 1 else { return }
      if let known = all[words], !known.isOrdinary || isOrdinary { return }
      all[words] = Name(text: text, words: words, isOrdinary: isOrdinary)
    }
    for name in Self.distinctive { add(name, isOrdinary: false) }
    for name in Self.ordinary { add(name, isOrdinary: true) }
    for label in labels {
      add(
        label, isOrdinary: !(label.count >= 4 && label.contains(where: \.isNumber) && label.contains(where: \.isLetter))
      )
    }
    for model in models {
      let parts = model.split(separator: "/")
      for part in parts.dropLast() where !Self.routes.contains(part.lowercased()) {
        add(String(part), isOrdinary: true)
      }
      guard let last = parts.last else { continue }
      add(String(last), isOrdinary: !last.contains { $0.isNumber || $0 == "-" || $0 == "_" })
    }
    for provider in providers { add(provider, isOrdinary: true) }
    names = Dictionary(grouping: all.values, by: { $0.words.first ?? "" }).mapValues {
      $0.sorted { ($1.words.count, $0.text) < ($0.words.count, $1.text) }
    }
  }

  /// The longest name that stands at a place.
  func name(in text: LeakText, at place: Int) -> Name? {
    guard text.words.indices.contains(place) else { return nil }
    return names[text.words[place]]?.first { text.has($0.words, at: place) }
  }

  /// Every name in a text, from its beginning, none within another.
  func names(in text: LeakText) -> [Name] {
    var (found, place): ([Name], Int) = ([], 0)
    while place < text.words.count {
      let name = name(in: text, at: place)
      if let name { found.append(name) }
      place += name?.words.count ?? 1
    }
    return found
  }

  /// Parts of a model string that are no name of anybody.
  private static let routes: Set<String> = ["openai-api", "global", "models", "accounts", "v1", "api"]

  /// Makers and models whose names mean nothing else.
  public static let distinctive = [
    "OpenAI", "ChatGPT", "GPT", "Anthropic", "Claude 3", "Claude 4", "Claude Sonnet", "Claude Opus", "Claude Haiku",
    "DeepMind", "Google AI", "Google Gemini", "Gemini Pro", "Gemini Flash", "Vertex AI", "PaliGemma", "Meta AI",
    "Llama 2",
    "Llama 3", "Llama 4", "Mistral AI", "Pixtral", "Mixtral", "Qwen", "Tongyi", "DeepSeek", "Deep Seek", "xAI", "LLaVA",
    "InternVL", "MiniCPM", "Moondream", "Molmo", "Moonshot AI", "Zhipu", "ChatGLM", "CogVLM", "Hunyuan", "Doubao",
    "ERNIE Bot", "Hugging Face", "HuggingFace", "SmolVLM", "Idefics", "InstructBLIP", "OpenRouter", "GitHub Copilot",
    "Microsoft Copilot", "Phi 3", "Phi 4", "通义千问", "文心一言", "智谱", "混元",
  ]

  /// Makers and models whose names are also those of people, animals, things, stars or firms that a picture may show.
  public static let ordinary = [
    "Google", "Gemini", "Gemma", "Claude", "Llama", "Mistral", "Grok", "Bard", "Copilot", "Microsoft", "Meta", "Amazon",
    "Alibaba", "Baidu", "NVIDIA", "Cohere", "Sonnet", "Opus", "Haiku", "Kimi", "Ernie", "豆包",
  ]
}
