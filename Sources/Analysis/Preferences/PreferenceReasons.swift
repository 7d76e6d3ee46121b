public import Blinding
internal import StudyModel

/// Why raters preferred one arm or the incumbent, as far as they said: tags and options beside a preference, counted.
public struct PreferenceReasons: Hashable, Sendable, Codable {
  /// How often one answer was given beside one kind of preference.
  public struct Count: Hashable, Sendable, Codable {
    /// The question's id.
    public var question: String
    /// The tag or option.
    public var answer: String
    /// Where the arm was preferred.
    public var won: Int
    /// Where the incumbent was preferred.
    public var lost: Int
    /// Where neither was.
    public var undecided: Int
  }

  /// Under cover.
  public var arm: ArmCode
  /// Judged pairs in which the arm was preferred.
  public var wins: Int
  /// In which the incumbent was preferred.
  public var losses: Int
  /// In which neither was.
  public var undecided: Int
  /// Every tag and option of the rubric, in its order, those that nobody gave among them.
  public var counts: [Count]

  /// Counts what was said of one arm's judged pairs with the incumbent.
  init(_ arm: ArmCode, against incumbent: ArmCode, _ preferences: [Preference], rubric: Rubric) {
    let own = preferences.filter { $0.basis == .judged && $0.other(than: arm) == incumbent }
    let won = own.filter { $0.value(of: arm) > 0 }
    let lost = own.filter { $0.value(of: arm) < 0 }
    let open = own.filter { $0.value(of: arm) == 0 }
    self.arm = arm
    (wins, losses, undecided) = (won.count, lost.count, open.count)
    counts = rubric.questions.flatMap { question in
      Self.answers(question).map { answer in
        func count(_ list: [Preference]) -> Int {
          list.count { preference in
            switch preference.said[question.id] {
            case .tags(let tags)?: tags.contains(answer)
            case .option(let option)?: option == answer
            case .number, .text, nil: false
            }
          }
        }
        return Count(question: question.id, answer: answer, won: count(won), lost: count(lost), undecided: count(open))
      }
    }
  }

  private static func answers(_ question: Question) -> [String] {
    switch question.kind {
    case .tags(let tags): tags
    case .choice(let options): options.map(\.id)
    default: []
    }
  }
}
