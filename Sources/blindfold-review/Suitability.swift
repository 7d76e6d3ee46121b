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
    if rubric.mode == .pairwise {
      guard rubric.preference != nil, file.presentations.allSatisfy({ $0.slots.count == 2 }) else {
        throw Problem(
          description: "\(file.path): rubric '\(rubric.name)' compares captions in pairs, and the packet does not hold "
            + "two for every picture, or asks for no preference. Nothing was shown. Ask the conductor for another packet."
        )
      }
    }
    if let question = rubric.questions.first(where: { $0.unreachableChoices > 0 }) {
      throw Problem(
        description: "\(file.path): question '\(question.id)' has more answers than there are keys; "
          + "\(question.unreachableChoices) could not be given. Nothing was shown. Ask the conductor to shorten it.")
    }
  }
}
