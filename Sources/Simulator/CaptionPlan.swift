/// What a caption is going to say and leave out, before it is put into words.
struct CaptionPlan: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    case right
    case vague(Int)
    case wrong(Int)
  }

  /// How the subject is named.
  var subject = Subject.right
  /// The fact of which a false variant is told, and which variant.
  var wrong: Wrong?
  /// The places of facts that are left out.
  var dropped: Set<Int> = []
  /// The place of the absent fact that is told.
  var invented: Int?
  /// Whether filler is added behind.
  var isPadded = false
  /// Whether filler is put in front.
  var hasOpening = false

  struct Wrong: Hashable, Sendable {
    var fact: Int
    var variant: Int
  }

  init() {}

  /// Draws a plan for an image at a model's declared chances.
  init(for facts: [Fact], model: SimulatedModel, draws: ModelDraws) {
    let options = PlanOptions(facts)
    if draws.happens("wrong-subject", model.wrongSubject), !options.wrongSubjects.isEmpty {
      subject = options.wrongSubjects[draws.index("which-subject", below: options.wrongSubjects.count)]
    } else if draws.happens("vague", model.vague), !options.vagueSubjects.isEmpty {
      subject = options.vagueSubjects[draws.index("which-vague", below: options.vagueSubjects.count)]
    }
    if draws.happens("wrong", model.wrong), !options.wrong.isEmpty {
      let fact = options.wrong[draws.index("which-fact", below: options.wrong.count)]
      wrong = Wrong(fact: fact, variant: draws.index("which-variant", below: facts[fact].wrong.count))
    }
    let drop = Self.dropChance(subject, model)
    for place in options.details where place != wrong?.fact {
      if draws.happens("drop-\(place)", drop) { dropped.insert(place) }
    }
    if draws.happens("invent", model.invent), !options.absent.isEmpty {
      invented = options.absent[draws.index("which-absent", below: options.absent.count)]
    }
    isPadded = draws.happens("pad", model.pad)
    hasOpening = draws.happens("opening", model.opening)
  }

  /// The chance of each detail's being left out, given how the subject is named.
  static func dropChance(_ subject: Subject, _ model: SimulatedModel) -> Double {
    if case .vague = subject { return max(model.drop, SimulatedModel.vagueDrop) }
    return model.drop
  }

  /// The phrases of the caption, in caption order.
  func phrases(of facts: [Fact]) -> [String] {
    var phrases: [String] = []
    for (place, fact) in facts.enumerated() where fact.kind != .absent {
      if fact.kind == .subject {
        switch subject {
        case .right: phrases.append(fact.say)
        case .vague(let variant): phrases.append(fact.vague[variant])
        case .wrong(let variant): phrases.append(fact.wrong[variant])
        }
      } else if place == wrong?.fact {
        phrases.append(fact.wrong[wrong?.variant ?? 0])
      } else if !dropped.contains(place) {
        phrases.append(fact.say)
      }
    }
    if let invented { phrases.append(facts[invented].say) }
    return phrases
  }
}

/// What an image's facts leave to choose from.
struct PlanOptions: Sendable {
  /// Places of the facts that may be left out.
  let details: [Int]
  /// Places of the facts that have false variants.
  let wrong: [Int]
  /// Places of the things that are not there.
  let absent: [Int]
  /// Ways of calling the subject something else.
  let wrongSubjects: [CaptionPlan.Subject]
  /// Ways of naming the subject vaguely.
  let vagueSubjects: [CaptionPlan.Subject]

  init(_ facts: [Fact]) {
    details = facts.indices.filter { facts[$0].kind != .subject && facts[$0].kind != .absent }
    wrong = details.filter { !facts[$0].wrong.isEmpty }
    absent = facts.indices.filter { facts[$0].kind == .absent }
    let subject = facts.first { $0.kind == .subject }
    wrongSubjects = (subject?.wrong ?? []).indices.map { .wrong($0) }
    vagueSubjects = (subject?.vague ?? []).indices.map { .vague($0) }
  }
}
