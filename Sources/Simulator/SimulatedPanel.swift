internal import FoundationEssentials
internal import Packet
internal import StudyModel

/// Stand-in raters. They judge captions by an image's facts alone, never by the reference, and store what they say the
/// way a person's ratings are stored. Everything they say is marked *simulated*.
public struct SimulatedPanel: Hashable, Sendable {
  /// What taste and noise are drawn from.
  public var seed: UInt64
  /// Standard deviation of the raters' leniency, in points of a scale from 1 to 5.
  public var leniencySD: Double
  /// Standard deviation of a single judgement about the rater's own taste, in points of a scale from 1 to 5.
  public var noiseSD: Double
  /// Raters whose leniency is given instead of drawn, in points; lenient is above 0.
  public var raters: [String: Double]
  /// Rater → chance that an answer is given without looking: every point of a scale is as likely.
  public var careless: [String: Double]
  /// How the last question is answered.
  public var guesses: Guesses

  /// How the question which captions are the ones used today is answered.
  public struct Guesses: Hashable, Sendable {
    /// Chance of "don't know".
    public var unknown: Double
    /// Chance that a caption that is named is the one that the rater finds best; else any is named.
    public var best: Double

    /// By chance unless declared, and one in three does not know.
    public init(unknown: Double = 1.0 / 3, best: Double = 0) {
      self.unknown = unknown
      self.best = best
    }
  }

  /// A panel as declared.
  public init(
    seed: UInt64, leniencySD: Double, noiseSD: Double, raters: [String: Double] = [:],
    careless: [String: Double] = [:], guesses: Guesses = Guesses()
  ) {
    self.seed = seed
    self.leniencySD = leniencySD
    self.noiseSD = noiseSD
    self.raters = raters
    self.careless = careless
    self.guesses = guesses
  }

  /// What a stand-in did with a packet.
  public struct Sitting: Hashable, Sendable {
    /// Judgements that were stored now, the session's own not counted.
    public var stored: Int
    /// Slots (pairs in pairwise mode) that still lack an answer.
    public var left: Int
  }

  /// How lenient a rater is, in points; the same in every packet.
  public func leniency(of rater: String) -> Double {
    raters[rater] ?? leniencySD * Draws("leniency", "\(seed)", rater).normal("leniency")
  }

  /// Rates what is unrated in a packet, in shown order, as the rater whose packet it is.
  ///
  /// An answer that is there already is left alone; a packet without anything to answer is not written to. What a
  /// caption is given depends on the panel's seed, the rater, the item, the caption's words, the question, and on
  /// whether the item was shown before: not on slot, order or time. Where the packet asks at the end which captions are
  /// used today, that is answered once all else is.
  ///
  /// - Parameters:
  ///   - path: the packet.
  ///   - book: the facts of every item in it.
  ///   - limit: most slots (pairs) to work on now; nil: all.
  /// - Throws: `PacketError`, or ``SimulatorError/unknownItem(packet:item:)`` before anything is stored.
  @discardableResult
  public func rate(packetAt path: String, knowing book: FactBook, limit: Int? = nil) throws -> Sitting {
    let packet = try PacketFile(path: path, writable: true)
    if let stranger = packet.presentations.first(where: { book[$0.item] == nil }) {
      throw SimulatorError.unknownItem(packet: path, item: stranger.item.hex)
    }
    let todo = try unanswered(in: packet, book)
    let now = todo.prefix(limit ?? todo.count)
    guard !now.isEmpty else { return Sitting(stored: 0, left: todo.count) }
    let display = Display(mode: "simulated", columns: 0, rows: 0, pixelWidth: 0, pixelHeight: 0)
    let session = Session(kind: .simulated, program: programVersion, canReadKey: false, terminal: "none: simulated")
    let text = String(decoding: try JSONEncoder().encode(session), as: UTF8.self)
    try packet.append(
      Judgement(
        presentation: nil, slot: nil, question: Judgement.Reserved.session, answer: .text(text),
        madeAt: Self.milliseconds(), onTask: 0, display: display))
    var stored = 0
    for task in now {
      for answer in task.answers {
        try packet.append(
          Judgement(
            presentation: task.presentation, slot: task.slot, question: answer.question, answer: answer.answer,
            madeAt: Self.milliseconds(), onTask: answer.onTask, display: display))
        stored += 1
      }
    }
    return Sitting(stored: stored, left: todo.count - now.count)
  }

  /// A slot, or a pair, with the answers that it lacks.
  private struct Task {
    var presentation: PresentationID
    var slot: SlotID?
    var answers: [StandIn.Said]
  }

  private struct Place: Hashable {
    var presentation: PresentationID?
    var slot: SlotID?
    var question: String
  }

  private func unanswered(in packet: PacketFile, _ book: FactBook) throws -> [Task] {
    var answered: Set<Place> = []
    for judgement in try packet.ratings().map(\.judgement) {
      let place = Place(presentation: judgement.presentation, slot: judgement.slot, question: judgement.question)
      if judgement.answer == nil { answered.remove(place) } else { answered.insert(place) }
    }
    var rater = StandIn(panel: self, rater: packet.header.rater, rubric: packet.rubric)
    var tasks: [Task] = []
    var shown: [ItemID: Int] = [:]
    for presentation in packet.presentations {
      guard let entry = book[presentation.item] else { continue }
      rater.showing = shown[presentation.item, default: 0]
      shown[presentation.item, default: 0] += 1
      let said: [(slot: SlotID?, answers: [StandIn.Said])] =
        packet.rubric.mode == .pairwise
        ? [(nil, rater.compares(presentation.slots.map(\.caption), of: entry))]
        : presentation.slots.map { ($0.id, rater.says(of: $0.caption, entry)) }
      for (slot, answers) in said {
        let lacking = answers.filter {
          !answered.contains(Place(presentation: presentation.id, slot: slot, question: $0.question))
        }
        if !lacking.isEmpty { tasks.append(Task(presentation: presentation.id, slot: slot, answers: lacking)) }
      }
    }
    guard packet.header.asksForGuess == true else { return tasks }
    rater.showing = 0
    for index in GuessQuestion.items(among: packet.presentations) {
      let presentation = packet.presentations[index]
      let place = Place(presentation: presentation.id, slot: nil, question: Judgement.Reserved.guess)
      guard !answered.contains(place), let entry = book[presentation.item] else { continue }
      tasks.append(
        Task(presentation: presentation.id, slot: nil, answers: [rater.guesses(among: presentation.slots, of: entry)]))
    }
    return tasks
  }

  private static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
