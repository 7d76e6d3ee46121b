internal import Roster
internal import StudyModel
internal import StudyStore

extension StudyReading {
  /// What answers.csv calls flags, remarks and skipped images.
  private static let takenIDs: Set = ["flag", "comment", "skip"]

  /// Refuses a rubric that names a question as answers.csv names what raters said beside the questions, unless packets
  /// with it were written: such a study must come to its report.
  func refuseTakenQuestionIDs() throws {
    guard let taken = plan.review.rubric.questions.map(\.id).first(where: Self.takenIDs.contains) else { return }
    if StudyStore.exists(in: location.folder),
      try StudyStore(folder: location.folder, create: false, recover: false).plan() != nil
    {
      return
    }
    throw Refusal(
      .wrongInput,
      "\(location.folder): a question of the rubric has the id '\(taken)'. answers.csv has flags, comments and skipped "
        + "images under 'flag', 'comment' and 'skip': its answers could not be told from them. Nothing was sent. Rename "
        + "the question.")
  }
}
