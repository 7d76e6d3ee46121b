internal import Digest
public import StudyModel

/// Reads rubrics.
///
/// A rubric is refused for whatever would make a rater guess, with all its problems at once and each in its place.
public enum RubricFile {
  /// Reads a rubric file.
  ///
  /// - Parameter path: a YAML file; see `rubrics/` for five of them.
  /// - Throws: ``StudyFileError``.
  public static func load(_ path: String) throws -> Rubric {
    guard let bytes = Paths.bytes(path) else {
      throw StudyFileError(
        file: Paths.shown(path),
        "there is no such rubric file.\nRaters would have nothing to go by.\nCheck the path.")
    }
    return try read(bytes, file: Paths.shown(path)).rubric
  }

  /// A rubric with the places that a study file's complaints about it need.
  struct Loaded {
    var rubric: Rubric
    /// Which captions are compared, as `pairs` says; nil where each is rated for itself.
    var pairs: PairDesign?
    /// SHA-256 of the file's bytes.
    var hash: String
  }

  /// Reads a rubric's bytes; `file` is what complaints call it.
  static func read(_ bytes: [UInt8], file: String) throws -> Loaded {
    let complaints = Complaints()
    let start = Place(file: file, line: 1, column: 1)
    let tree = try wholeYamlTree(bytes, file: file, complaints: complaints)
    let section = Section("", tree, introducedAt: start, complaints: complaints)
    var pairs: PairDesign?
    let rubric = section.flatMap { Self.rubric($0, &pairs) }
    try complaints.throwIfAny()
    guard let rubric else { preconditionFailure("a rubric lacks a part, and no complaint says so") }
    return Loaded(rubric: rubric, pairs: pairs, hash: SHA256.hex(bytes))
  }

  private static func rubric(_ file: Section, _ pairs: inout PairDesign?) -> Rubric? {
    file.refuseUnknownKeys([
      "rubric", "version", "mode", "sources", "note", "pairs", "sides", "score", "questions",
    ])
    let name = file.text(
      Key("rubric", "the rubric's name, which packets and reports quote", "rubric: alt-text"), required: true)
    let version = file.integer(
      Key("version", "which wording raters saw; a changed wording is a new version", "version: 1"), 1...Int.max,
      required: true)
    let mode = file.word(Key("mode", "whether captions are rated or compared", "mode: absolute"), as: Rubric.Mode.self)
    let sources = file.texts(
      Key(
        "sources", "where the wording comes from, so that a reader can judge it", "sources: [W3C WAI alt decision tree]"
      ),
      required: true)
    let note = file.text(Key("note", "what a reader of results should know of this rubric", "note: Pilot wording."))
    pairs = pairing(file, mode: mode)
    let questions = RubricQuestions(mode: mode, complaints: file.complaints).read(file)
    let composite = mode == .pairwise ? nil : file.value("score").flatMap { Self.composite($0, file, questions) }
    checkPrimary(file, questions, mode: mode)
    guard let name, let version, let mode, let sources else { return nil }
    return Rubric(
      name: name, version: version, mode: mode, sources: sources.compactMap(\.text), note: note,
      questions: questions.map(\.question), composite: composite)
  }

  private static func composite(
    _ value: Tree, _ file: Section, _ questions: [RubricQuestions.Placed]
  ) -> Composite? {
    let key = Key("score", "the total that is computed from several questions", "score: (precision + recall) / 2")
    guard let formula = value.text, !trimmed(formula).isEmpty else {
      file.refuse(value, key, expected: "a formula")
      return nil
    }
    do {
      let sum = try ScoreFormula.parse(formula) { id in
        guard let question = questions.first(where: { $0.question.id == id })?.question else {
          // A question that is there but was refused has its own complaint.
          if written("id", file).contains(id) { return .numeric(isOptional: false) }
          let near = nearest(to: id, among: questions.map(\.question.id))
          return .unknown(suggestion: near)
        }
        return question.range == nil ? .notNumeric : .numeric(isOptional: question.isOptional)
      }
      return Composite(constant: sum.constant, weights: sum.weights, formula: formula)
    } catch {
      file.complaints.add(value.textPlace.advanced(by: error.offset), error.fact, error.consequence, error.next)
      return nil
    }
  }

  /// What stands under a key of each question, whether or not the question could be read.
  private static func written(_ key: String, _ file: Section) -> [String] {
    guard case .list(let list) = file.value("questions")?.content else { return [] }
    return list.compactMap { question in
      guard case .mapping(let entries) = question.content else { return nil }
      return entries.first { $0.key == key }?.value.text
    }
  }

  /// One question is what claims are about; a rubric with a `score` may leave that to the score.
  private static func checkPrimary(_ file: Section, _ questions: [RubricQuestions.Placed], mode: Rubric.Mode?) {
    let primary = questions.filter(\.question.isPrimary)
    if let second = primary.dropFirst().first, let first = primary.first {
      file.complaints.add(
        second.place,
        "'\(second.question.id)' is a second primary question, beside '\(first.question.id)' at line \(first.place.line).",
        "A study's claim could be about either, and choosing after the fact is what a claim made in advance prevents.",
        "Leave `primary: true` with one of them.")
    }
    if primary.isEmpty && !written("primary", file).contains("true") && !questions.isEmpty && file.value("score") == nil
    {
      file.complaints.add(
        file.entry("questions")?.place ?? file.place, "no question is the primary one.",
        "Nobody could tell which question a study's claim is about.",
        "Add `primary: true` to one question\(mode == .pairwise ? "" : ", or declare a `score:`").")
    }
    for placed in primary {
      let fits =
        switch placed.question.kind {
        case .scale, .deduction: mode != .pairwise
        case .preference: mode != .absolute
        case .choice, .tags, .text, .edit: false
        }
      if !fits {
        file.complaints.add(
          placed.place, "the primary question '\(placed.question.id)' is of type '\(placed.type)'.",
          "A claim is about points, and its answers have none\(mode == .pairwise ? "; in pairs, a claim is about a preference" : "").",
          mode == .pairwise ? "Make the preference question primary." : "Make a scale the primary question.")
      }
      if placed.question.isOptional {
        file.complaints.add(
          placed.place, "the primary question '\(placed.question.id)' is optional.",
          "Captions without an answer would silently drop out of the claim.", "Remove `optional: true`.")
      }
    }
  }
}
