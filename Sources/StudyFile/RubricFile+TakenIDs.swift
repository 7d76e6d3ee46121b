internal import StudyModel

extension RubricFile {
  /// What `answers.csv` calls flags, remarks and skipped images: a question of that name could not be told from them.
  public static let takenIDs: Set = ["flag", "comment", "skip"]

  /// Refuses a rubric that names a question so, at the line where it does. Reading alone does not: studies whose packets have
  /// such a question must come to their reports.
  ///
  /// - Parameter path: of a rubric that can be read.
  /// - Throws: ``StudyFileError``.
  public static func refuseTakenIDs(_ path: String) throws {
    let (file, complaints) = (Paths.shown(path), Complaints())
    let start = Place(file: file, line: 1, column: 1)
    guard let bytes = Paths.bytes(path), let tree = try yamlTree(bytes, file: file, complaints: complaints),
      let section = Section("", tree, introducedAt: start, complaints: complaints)
    else { return }
    let questions = RubricQuestions(mode: nil, complaints: Complaints()).read(section)
    for placed in questions where takenIDs.contains(placed.question.id) {
      complaints.add(
        placed.place, "a question has the id '\(placed.question.id)'.",
        "answers.csv has flags, comments and skipped images under 'flag', 'comment' and 'skip': its answers could not be "
          + "told from them.", "Rename the question.")
    }
    try complaints.throwIfAny()
  }
}
