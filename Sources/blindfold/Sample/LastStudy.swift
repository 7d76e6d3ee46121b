internal import Foundation
internal import LogSampling
internal import StudyFile

/// The study that a new one carries on from.
struct LastStudy {
  /// As it was typed.
  let typed: String
  private let location: StudyLocation
  private let incumbent: String?
  private let question: String?
  private let subject: String?

  /// - Parameters:
  ///   - study: its folder or its study.yaml.
  ///   - incumbent: where it is another now.
  ///   - question: nil: the last one's, or a new one where the incumbent is another.
  ///   - subject: nil: the last one's.
  init(_ study: String, incumbent: String?, question: String?, subject: String?) throws {
    typed = study
    location = try StudyLocation(study)
    self.incumbent = incumbent
    self.question = question
    self.subject = subject
  }

  /// The new study file.
  func carried(_ drawn: DrawnSample, name: String, to folder: String) throws -> String {
    let old = try StudyFile.names(location.studyFile)
    var comments = [
      "Carried on from \(old.study) by 'blindfold sample': the same candidates, rubric and claim, other images."
    ]
    comments += verdicts
    if let incumbent, incumbent != old.incumbent {
      comments.append("The incumbent was \(old.incumbent) then, and is \(incumbent) now.")
    }
    var study = CarriedStudy(name: name, dataset: drawn.dataset, comments: comments, incumbent: incumbent)
    (study.question, study.subject) = (question, subject)
    if question == nil, let incumbent, incumbent != old.incumbent {
      let purpose = (subject ?? old.subject).map { " for \($0)" } ?? ""
      let asked = "May another candidate replace \(incumbent)\(purpose)?"
      study.question = asked
      printError(
        "question: \(asked) The last study's was asked of another incumbent and is a comment now; --question TEXT puts "
          + "another.")
      if subject == nil, let kept = old.subject {
        printError("subject: \(visible(kept)), as in the last study; --subject TEXT gives another.")
      }
    }
    let (text, leftOut) = try study.text(from: location.studyFile, in: folder)
    if !leftOut.isEmpty {
      printError(
        "\(leftOut.joined(separator: ", ")): ready-made captions of the last study's images, of which there are none here; "
          + "left as a comment.")
    }
    return text
  }

  /// What the last report said of each challenger; empty where there is none.
  private var verdicts: [String] {
    guard let data = FileManager.default.contents(atPath: location.folder + "/results.json"),
      let results = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let comparisons = results["comparisons"] as? [[String: Any]]
    else { return ["It had no report yet."] }
    let incumbent = visible(results["incumbent"] as? String ?? "unknown")
    let said = comparisons.compactMap { comparison -> String? in
      guard let candidate = comparison["candidate"] as? String,
        let verdict = comparison["verdict"] as? [String: Any], let margin = verdict["margin"] as? String
      else { return nil }
      return "\(visible(candidate)) \(visible(margin))"
    }
    let mark = results["simulated"] is NSNull || results["simulated"] == nil ? "" : " (simulated)"
    return ["Its report\(mark), against \(incumbent): \(said.joined(separator: "; "))."]
  }
}
