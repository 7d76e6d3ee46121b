public import StudyModel
public import Terminal

/// Everything a rater's screen depends on. ``update(_:_:at:)`` makes the next one, ``view(_:)`` shows it.
public struct ReviewState: Sendable {
  /// The study, the rater, and the expected seconds an item takes.
  public let facts: Facts
  /// The questions.
  public let rubric: Rubric
  /// The items in the order in which they are shown.
  public let presentations: [Presentation]

  /// The answers that count: the last of each slot and question, flags, skips and comments among them.
  public internal(set) var answers: [AnswerKey: Answer] = [:]
  /// Indices of the presentations on which every required question is answered for every caption.
  public private(set) var rated: Set<Int> = []
  /// Where the focus is.
  public internal(set) var focus = Focus()
  /// What fills the screen.
  public internal(set) var screen = Screen.briefing(scroll: 0)
  /// Which items are shown.
  public internal(set) var filter = Filter.all
  /// Changes that can be taken back, oldest first.
  public internal(set) var changes: [Change] = []
  /// Changes that were taken back, the last one last.
  public internal(set) var undone: [Change] = []
  /// A judgement that is being stored, or could not be.
  public internal(set) var pending: Pending?
  /// What the last key brought about, where it needs words.
  public internal(set) var message: Message?
  /// The time worked.
  public internal(set) var clock: WorkClock
  /// Whether the item in focus has been on the screen in full: before that, no key rates it.
  public internal(set) var isSeen = false
  /// Whether the second caption of the pair in focus has been on the screen too: a long first one may hide it.
  public internal(set) var isSecondSeen = false
  /// Why the picture in focus cannot be shown, if it cannot.
  public internal(set) var pictureProblem: String?
  /// The largest the picture in focus has been shown in this sitting.
  public internal(set) var picture = PixelSize(width: 0, height: 0)
  /// Which part of the picture in focus is wanted where it is shown alone.
  public internal(set) var zoom = PictureZoom.whole
  /// Which part of it was shown last.
  public internal(set) var part = PicturePart.whole
  /// The whole picture's pixels at the largest scale at which a part of it has been shown in this sitting.
  public internal(set) var partPicture = PixelSize(width: 0, height: 0)
  /// Where the picture in focus waits to be fetched, while the screen says so.
  public internal(set) var offer: PictureOffer?
  /// Whether the picture in focus was opened outside.
  public internal(set) var isOpenOutside = false
  /// Lines by which the captions are scrolled beyond what the focus asks for.
  public internal(set) var scroll = 0
  /// Everything that was said, in all sittings, oldest first.
  public internal(set) var history: [HistoryEntry] = []
  /// A practice item under way; it has the screen while there is one.
  public internal(set) var practice: Practice?
  /// Whether this is the review of a practice item, of which nothing is stored.
  public internal(set) var isPractice = false
  /// Whether the break was suggested already.
  var hasSuggestedBreak = false
  /// The window's size in cells.
  public internal(set) var size: (columns: Int, rows: Int)

  /// Begins, or takes up where the packet's ratings end.
  ///
  /// - Parameters:
  ///   - facts: the study and the rater.
  ///   - rubric: the questions.
  ///   - presentations: the items, in the order in which they are shown.
  ///   - ratings: all judgements stored so far, oldest first.
  ///   - now: milliseconds since 1970.
  public init(
    facts: Facts, rubric: Rubric, presentations: [Presentation], ratings: [Rating], size: (columns: Int, rows: Int),
    now: Int64
  ) {
    self.facts = facts
    self.rubric = rubric
    self.presentations = presentations
    self.size = size
    clock = WorkClock(now: now, earlier: ratings.reduce(0) { $0 + Int64(max(0, $1.judgement.onTask)) })
    for rating in ratings {
      record(rating.judgement)
    }
    for index in presentations.indices { countRated(index) }
    focus = focus(on: presentations.indices.first { !isDone($0) } ?? 0)
  }

  /// The study, the rater, and what the first screen says of both.
  public struct Facts: Hashable, Sendable {
    /// The study's name.
    public var study: String
    /// The rater's pseudonym.
    public var rater: String
    /// Expected seconds an item takes.
    public var secondsPerItem: Int
    /// Whether this account can read the study's key.
    public var canReadKey: Bool
    /// How pictures are shown, as it is stored with every judgement.
    public var displayMode: String
    /// Why pictures are not shown as they were asked for; nil where they are.
    public var displayNote: String?
    /// The interface's colours.
    public var palette: Palette
    /// Whether the study asks at the end which captions are the ones used today.
    public var asksForGuess: Bool
    /// How the captions of an item are put before the rater.
    public var layout: CaptionLayout
    /// What is shown before the first item.
    public var guide: ReviewGuide
    /// Seconds by which the rater's clock is ahead of UTC, for times on the screen.
    public var secondsFromUTC = 0

    /// The study, the rater, and what the first screen says of both.
    public init(
      study: String, rater: String, secondsPerItem: Int, canReadKey: Bool, displayMode: String, palette: Palette,
      asksForGuess: Bool = false, displayNote: String? = nil, layout: CaptionLayout = .together,
      guide: ReviewGuide = ReviewGuide()
    ) {
      self.study = study
      self.rater = rater
      self.secondsPerItem = secondsPerItem
      self.canReadKey = canReadKey
      self.displayMode = displayMode
      self.palette = palette
      self.asksForGuess = asksForGuess
      self.displayNote = displayNote
      self.layout = layout
      self.guide = guide
    }
  }

  /// Where the focus is, by index.
  public struct Focus: Hashable, Sendable {
    /// The presentation.
    public var item = 0
    /// The caption.
    public var slot = 0
    /// The question.
    public var question = 0
  }

  /// One change of an answer.
  public struct Change: Hashable, Sendable {
    /// What it is about.
    var key: AnswerKey
    /// The answer before.
    var before: Answer?
    /// The answer after.
    var after: Answer?
    /// Where the focus was.
    var focus: Focus
  }

  /// A judgement on its way to the disk.
  public struct Pending: Hashable, Sendable {
    var judgement: Judgement
    var change: Change
    var kind: Kind
    /// Why it was not stored, where it was tried and failed.
    public internal(set) var problem: String?
    /// Whether the rater asked to leave all the same.
    var isLeaving = false

    /// `record`: what is noted beside the answers, and cannot be undone.
    enum Kind: Hashable, Sendable { case change, undo, redo, record }
  }

  /// What the last key brought about.
  public struct Message: Hashable, Sendable {
    /// Words for the rater.
    public var text: String
    /// Whether something was refused.
    public var isWarning: Bool
  }

  /// Takes in a judgement that was stored just now, and keeps ``rated`` true.
  mutating func take(_ judgement: Judgement) {
    record(judgement)
    if let index = presentations.firstIndex(where: { $0.id == judgement.presentation }) { countRated(index) }
  }

  /// Takes in a stored judgement: its answer counts from now on, and what counted before is history.
  mutating func record(_ judgement: Judgement) {
    let key = AnswerKey(presentation: judgement.presentation, slot: judgement.slot, question: judgement.question)
    history.append(
      HistoryEntry(madeAt: judgement.madeAt, key: key, answer: judgement.answer, before: answers[key]))
    answers[key] = judgement.answer
  }

  private mutating func countRated(_ index: Int) {
    if missingAnswers(index) == 0 && !presentations[index].slots.isEmpty {
      rated.insert(index)
    } else {
      rated.remove(index)
    }
  }
}
