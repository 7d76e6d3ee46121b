internal import Packet
internal import Review
internal import StudyModel

/// Whether this version can put a packet before a rater.
enum Suitability {
  /// Why it cannot. Place, fact, consequence, next step.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: ``Problem``.
  static func check(_ file: PacketFile) throws {
    let rubric = file.rubric
    guard rubric.mode == .absolute else {
      throw Problem(
        description: "\(file.path): rubric '\(rubric.name)' compares captions in pairs; this version rates them one by "
          + "one (absolute mode) only. Nothing was shown. Ask the conductor for a packet with an absolute rubric.")
    }
    if let question = rubric.questions.first(where: { $0.unreachableChoices > 0 }) {
      throw Problem(
        description: "\(file.path): question '\(question.id)' has more answers than there are keys; "
          + "\(question.unreachableChoices) could not be given. Nothing was shown. Ask the conductor to shorten it.")
    }
  }
}
