internal import Foundation
internal import StudyModel

extension PacketMerge {
  /// One paragraph a file, and what it comes to. Why a file was not taken in is told apart from this, on stderr.
  func text(study: String) -> String {
    var lines = entries.map { entry -> String in
      var text = "\(entry.path): "
      if let receipt = entry.receipt { text += "\(receipt.rater), " }
      if let problem = entry.problem {
        text += "NOT TAKEN IN, \(problem.kind.words)"
      } else {
        text += "\(entry.fresh) new, \(entry.known) there already"
      }
      guard let receipt = entry.receipt else { return text }
      return text + "\n  receipt: \(counted(receipt.count, "stored entry", "stored entries")), chain \(receipt.head)"
    }
    let taken = entries.count - problems.count
    lines.append(
      "\n\(counted(taken, "file")) taken in, \(problems.count) not; \(counted(fresh, "new entry", "new entries")), "
        + "\(known) there already.")
    lines.append("Hold each receipt against the one that its rater was shown on leaving.")
    lines.append("next: blindfold status \(study)")
    return lines.joined(separator: "\n")
  }

  private var fresh: Int { entries.reduce(0) { $0 + $1.fresh } }
  private var known: Int { entries.reduce(0) { $0 + $1.known } }

  /// The same as data: `blindfold-collect/1`. What is not known is null.
  func json() throws -> String {
    struct Problem: Encodable {
      let kind: String
      let text: String
    }
    struct Shown: Encodable {
      let rater: String
      let packet: String
      let count: Int
      let head: String
    }
    struct File: Encodable {
      let path: String
      let new: Int
      let known: Int
      @Null var receipt: Shown?
      @Null var problem: Problem?
    }
    struct Form: Encodable {
      let format = "blindfold-collect/1"
      let files: [File]
      let new: Int
      let known: Int
      let takenIn: Int
      let notTakenIn: Int
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let form = Form(
      files: entries.map { entry in
        File(
          path: entry.path, new: entry.fresh, known: entry.known,
          receipt: entry.receipt.map { Shown(rater: $0.rater, packet: $0.packet, count: $0.count, head: $0.head) },
          problem: entry.problem.map { Problem(kind: $0.kind.rawValue, text: $0.description) })
      }, new: fresh, known: known, takenIn: entries.count - problems.count, notTakenIn: problems.count)
    return String(decoding: try encoder.encode(form), as: UTF8.self)
  }
}
