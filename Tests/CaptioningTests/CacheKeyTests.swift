internal import Roster
internal import StudyModel
internal import Testing

@testable internal import Captioning

/// Fault F14, the half of a key that is too weak.
@Suite("the key of a cached caption")
struct CacheKeyTests {
  private static let address = "https://api.example.com/v1"
  private static let image = String(repeating: "a", count: 64)

  private static var call: ModelCall { call() }

  private static func call(image: ImageMode = .data) -> ModelCall {
    ModelCall(
      model: "cap-1", declared: "openai/cap-1", baseURL: address, keyVariable: "A_KEY", keyRequired: true,
      revision: "r1", system: "You describe.", user: "Describe this {{category}}.", temperature: 0.2, maxTokens: 60,
      image: image)
  }

  private static func key(
    _ call: ModelCall = call, address: String = address, program: String = "1", image: String = image,
    system: String? = "You describe.", user: String = "Describe this product.", imageAddress: String? = nil,
    repeatIndex: Int = 0
  ) -> CacheKey {
    CacheKey(
      image: image,
      question: CacheQuestion(
        CacheKey.Scope(call, address: address, program: program), system: system, user: user, imageAddress: imageAddress
      ),
      repeatIndex: repeatIndex)
  }

  private static func changed(_ change: (inout ModelCall) -> Void) -> CacheKey {
    var call = call
    change(&call)
    return key(call)
  }

  /// What differs → the key then.
  private static let changes: [(what: String, key: CacheKey)] = [
    ("image bytes", key(image: String(repeating: "b", count: 64))), ("repeat", key(repeatIndex: 1)),
    ("program", key(program: "2")), ("service address", key(address: "https://api.example.org/v1")),
    ("system prompt", key(system: "You describe!")), ("no system prompt", key(system: nil)),
    ("empty system prompt", key(system: "")), ("user prompt as filled", key(user: "Describe this screenshot.")),
    ("image address", key(imageAddress: "https://example.com/a.jpg")), ("model", changed { $0.model = "cap-2" }),
    ("revision", changed { $0.revision = "r2" }), ("no revision", changed { $0.revision = nil }),
    ("temperature", changed { $0.temperature = 0.3 }), ("no temperature", changed { $0.temperature = nil }),
    ("token limit", changed { $0.maxTokens = 61 }), ("no token limit", changed { $0.maxTokens = nil }),
    ("completion token limit", changed { $0.maxCompletionTokens = 60 }), ("seed", changed { $0.seed = 7 }),
    ("another seed", changed { $0.seed = 8 }), ("detail", changed { $0.detail = .low }),
    ("another detail", changed { $0.detail = .high }), ("image as an address", key(call(image: .url))),
    ("no image", key(call(image: .none))), ("longest side", changed { $0.maxSide = 512 }),
    ("another longest side", changed { $0.maxSide = 1024 }),
    ("further body field", changed { $0.extra = #"{"top_p":0.5}"# }),
    ("another value of it", changed { $0.extra = #"{"top_p":0.6}"# }),
    ("another body field", changed { $0.extra = #"{"top_k":0.5}"# }),
  ]

  @Test("changes with everything that can change the answer, and no two changes come to one key")
  func everyField() {
    var seen: [CacheKey: String] = [Self.key(): "nothing"]
    for (what, key) in Self.changes {
      #expect(seen[key] == nil, "a change of \(what) has the key of a change of \(seen[key] ?? "")")
      seen[key] = what
    }
  }

  @Test("stays the same where only the way to the answer differs: the name, the variables, the template, a stream")
  func irrelevant() {
    let same: [CacheKey] = [
      Self.changed { $0.declared = "openai-api/example/cap-1" }, Self.changed { $0.baseURL = nil },
      Self.changed { $0.baseURLVariable = "EXAMPLE_BASE_URL" }, Self.changed { $0.keyVariable = "ANOTHER_KEY" },
      Self.changed { $0.keyRequired = false }, Self.changed { $0.user = "Describe this {{kind}}." },
      Self.changed { $0.system = "You {{verb}}." }, Self.changed { $0 = $0.streaming },
    ]
    for key in same { #expect(key == Self.key()) }
  }

  @Test("of a plain call is what it was: what is kept is found again")
  func unchanged() {
    #expect(Self.key().hex == "6863e13c9a5bf4ef0c666580967bb041a02aa760150fbc271f92346374c90e0a")
  }

  @Test("of a near picture's caption is another's, but the question is shared")
  func questions() {
    let other = Self.key(image: String(repeating: "b", count: 64))
    #expect(other != Self.key() && other.question == Self.key().question)
    #expect(Self.key(user: "Another").question != Self.key().question)
  }

  @Test("of a chain changes with each leg, their order, and the rule")
  func chain() {
    let one = Self.key().question
    let two = Self.key(user: "Two").question
    let chains = [
      CacheQuestion(chain: [one, two], rule: "on timeout"), CacheQuestion(chain: [two, one], rule: "on timeout"),
      CacheQuestion(chain: [one], rule: "on timeout"), CacheQuestion(chain: [one, two], rule: "on refused"), one, two,
    ]
    #expect(Set(chains).count == chains.count)
  }

  @Test("does not take two texts' ends for one another's")
  func boundaries() {
    #expect(Self.key(system: "ab", user: "c") != Self.key(system: "a", user: "bc"))
    #expect(Self.key(system: "a,1:b", user: "c") != Self.key(system: "a", user: "b"))
    #expect(Self.key(system: "-", user: "c") != Self.key(system: nil, user: "c"))
  }
}
