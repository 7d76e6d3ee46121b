public import Blinding
public import Statistics
internal import StudyModel

/// How much raters edited each arm's captions, still under cover.
public struct CaptionEdits: Hashable, Sendable, Codable {
  /// Every caption with an answer, in no particular order.
  public var captions: [EditedCaption]
  /// By question in rubric order, then by arm.
  public var arms: [ArmEdits]

  /// How much raters edited each arm's captions.
  public init(captions: [EditedCaption], arms: [ArmEdits]) {
    self.captions = captions
    self.arms = arms
  }

  /// One arm's captions under one question.
  public struct ArmEdits: Hashable, Sendable, Codable {
    /// Under cover.
    public var arm: ArmCode
    /// The question that asked for the edit.
    public var question: String
    /// Image × rater cells with an answer; whoever left the question alone is not among them.
    public var answered: Int
    /// How many of them are of each class; a class without any is absent.
    public var classes: [EditClass: Int]
    /// The share that was edited at all, between 0 and 1, weighted to traffic where weights are declared.
    public var edited: TwoScopes?
    /// The mean distance, between 0 and 1, weighted likewise.
    public var distance: TwoScopes?

    /// One arm's captions under one question.
    public init(
      arm: ArmCode, question: String, answered: Int, classes: [EditClass: Int], edited: TwoScopes?,
      distance: TwoScopes?
    ) {
      self.arm = arm
      self.question = question
      self.answered = answered
      self.classes = classes
      self.edited = edited
      self.distance = distance
    }
  }
}

extension RatingTable {
  /// How much each arm's captions were edited, by the raters whom this table holds.
  ///
  /// - Parameter captions: as ``EditedCaption/all(plan:ratings:categories:rubric:)`` lists them.
  /// - Returns: nil where nobody answered such a question.
  /// - Throws: ``AnalysisError`` as ``estimates()``.
  public func edits(_ captions: [EditedCaption]) throws(AnalysisError) -> CaptionEdits? {
    let raters = Set(cells.map(\.rater))
    let captions = captions.filter { raters.contains($0.rater) }
    guard !captions.isEmpty else { return nil }
    var questions: [String] = []
    for question in captions.map(\.question) where !questions.contains(question) { questions.append(question) }
    var table = self
    table.cells = captions.flatMap { caption in
      caption.arms.map {
        RatingCell(
          item: caption.item, category: caption.category, rater: caption.rater, arm: $0, criterion: caption.question,
          value: caption.distance)
      }
    }
    table.ranges = Dictionary(uniqueKeysWithValues: questions.map { ($0, 0...1) })
    let numbered = try NumberedTable(table)
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: numbered.categories), categories: numbered.categories,
      confidence: claim.confidence)
    var arms: [CaptionEdits.ArmEdits] = []
    for question in questions {
      for arm in Set(numbered.cells.map(\.arm)).sorted() {
        let observations = numbered.cells.filter { $0.arm == arm && $0.criterion == question }.map(\.observation)
        let edited = observations.map { Observation(image: $0.image, rater: $0.rater, value: $0.value > 0 ? 1 : 0) }
        let classes = observations.reduce(into: [:]) { $0[EditClass(distance: $1.value), default: 0] += 1 }
        do throws(EstimationError) {
          arms.append(
            CaptionEdits.ArmEdits(
              arm: arm, question: question, answered: observations.count, classes: classes,
              edited: try estimator.overall(edited, .rate), distance: try estimator.overall(observations, .rate)))
        } catch {
          throw .notEstimable(arm: arm, criterion: question, error)
        }
      }
    }
    return CaptionEdits(captions: captions, arms: arms)
  }
}
