internal import Roster
internal import StudyFile
internal import StudyStore

extension StudyReading {
  /// Refuses a rubric that names a question as answers.csv names what raters said beside the questions, unless packets
  /// with it were written: such a study must come to its report.
  func refuseTakenQuestionIDs() throws {
    if StudyStore.exists(in: location.folder),
      try StudyStore(folder: location.folder, create: false, recover: false).plan() != nil
    {
      return
    }
    try RubricFile.refuseTakenIDs(plan.review.rubricPath)
  }
}
