extension Simulation: Decodable {
  /// Reads the declarations; keys that are not known are refused.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(decoder, known: ["version", "note", "seed", "models", "panel"])
    let version = try fields.required("version", Int.self)
    guard version == 1 else { throw fields.bad("version", "format \(version); this program knows format 1") }
    let models = try fields.required("models", [String: SimulatedModel].self)
    guard !models.isEmpty else { throw fields.bad("models", "no model is declared") }
    self.init(
      seed: try fields.required("seed", UInt64.self),
      models: models.map { name, model in
        var model = model
        model.name = name
        return model
      },
      panel: try fields.required("panel", SimulatedPanel.self))
  }
}

extension SimulatedModel: Decodable {
  /// Reads a model's chances; what is left out is 0. The name is the key that the model stands under.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(
      decoder,
      known: [
        "drop", "wrong", "wrong_subject", "invent", "vague", "pad", "opening", "refuse", "empty", "error",
        "error_status", "error_times", "likeness", "latency_ms", "served", "note",
      ])
    self.init(
      name: "", drop: try fields.chance("drop"), wrong: try fields.chance("wrong"),
      wrongSubject: try fields.chance("wrong_subject"), invent: try fields.chance("invent"),
      vague: try fields.chance("vague"), pad: try fields.chance("pad"), opening: try fields.chance("opening"),
      refuse: try fields.chance("refuse"), empty: try fields.chance("empty"), error: try fields.chance("error"),
      errorStatus: try fields.optional("error_status", Int.self) ?? 500,
      errorTimes: try fields.optional("error_times", Int.self), likeness: try fields.chance("likeness"),
      latency: try fields.optional("latency_ms", Latency.self) ?? Latency(median: 0, spread: 0),
      served: try fields.optional("served", String.self))
    guard (400...599).contains(errorStatus) else { throw fields.bad("error_status", "not between 400 and 599") }
    guard (errorTimes ?? 1) >= 1 else { throw fields.bad("error_times", "below 1") }
  }
}

extension SimulatedModel.Latency: Decodable {
  /// Reads a latency in milliseconds.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(decoder, known: ["median", "spread"])
    self.init(median: try fields.amount("median"), spread: try fields.amount("spread"))
  }
}

extension SimulatedPanel: Decodable {
  /// Reads a panel.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(
      decoder, known: ["seed", "leniency_sd", "noise_sd", "raters", "careless", "guesses", "note"])
    let careless = try fields.optional("careless", [String: Double].self) ?? [:]
    guard careless.values.allSatisfy({ (0...1).contains($0) }) else {
      throw fields.bad("careless", "a chance is not from 0 to 1")
    }
    self.init(
      seed: try fields.required("seed", UInt64.self), leniencySD: try fields.amount("leniency_sd"),
      noiseSD: try fields.amount("noise_sd"), raters: try fields.optional("raters", [String: Double].self) ?? [:],
      careless: careless, guesses: try fields.optional("guesses", Guesses.self) ?? Guesses())
  }
}

extension SimulatedPanel.Guesses: Decodable {
  /// Reads how the last question is answered.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(decoder, known: ["unknown", "best"])
    self.init(
      unknown: try fields.optional("unknown", Double.self) == nil ? Self().unknown : try fields.chance("unknown"),
      best: try fields.chance("best"))
  }
}

/// The keys of one JSON object, of which each must be known.
private struct Fields {
  private let container: KeyedDecodingContainer<Key>

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(_ decoder: any Decoder, known: Set<String>) throws {
    container = try decoder.container(keyedBy: Key.self)
    if let stranger = container.allKeys.first(where: { !known.contains($0.stringValue) }) {
      throw bad(
        stranger.stringValue, "not a key that is known here; known are \(known.sorted().joined(separator: ", "))")
    }
  }

  func required<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
    try container.decode(type, forKey: Key(stringValue: name))
  }

  func optional<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value? {
    try container.decodeIfPresent(type, forKey: Key(stringValue: name))
  }

  func chance(_ name: String) throws -> Double {
    let value = try optional(name, Double.self) ?? 0
    guard (0...1).contains(value) else { throw bad(name, "\(value) is not a chance from 0 to 1") }
    return value
  }

  func amount(_ name: String) throws -> Double {
    let value = try required(name, Double.self)
    guard value >= 0, value.isFinite else { throw bad(name, "\(value) is below 0") }
    return value
  }

  func bad(_ name: String, _ detail: String) -> DecodingError {
    .dataCorruptedError(forKey: Key(stringValue: name), in: container, debugDescription: detail)
  }
}
