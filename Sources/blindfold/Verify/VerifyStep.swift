internal import Reports

/// One thing that `verify` looked at.
struct VerifyStep {
  /// What does not fit.
  struct Finding: Hashable {
    /// A file of the study's folder, for example `decision.md`.
    var file: String
    /// Where in it; nil: as a whole.
    var place: String?
    /// What is there, and what should be; nil for nothing, or where `text` says it all.
    var there: String?
    var expected: String?
    /// The fact in words, where it is not simply one text in the place of another.
    var text: String?

    /// A fact in words.
    init(_ file: String, _ place: String? = nil, _ text: String) {
      (self.file, self.place, self.text) = (file, place, text)
    }

    /// One text in the place of another.
    init(_ file: String, _ difference: DocumentDifference) {
      (self.file, place) = (file, difference.place)
      (there, expected) = (difference.there, difference.expected)
    }

    /// On one line, captions and notes as text that cannot act.
    var line: String {
      let what = text ?? "'\(there ?? "(nothing)")' there, '\(expected ?? "(nothing)")' worked out again"
      return visible("\(file)\(place.map { " \($0)" } ?? ""): \(what)")
    }
  }

  /// For example `commitments`.
  let name: String
  /// What does not fit; none: all of it does.
  var findings: [Finding] = []
  /// What was looked at, or was not and why, a sentence each.
  var notes: [String] = []
  /// Whether anything was held against anything: a step that had nothing to compare shows nothing.
  var isDone = true

  init(_ name: String, findings: [Finding] = [], notes: [String] = []) {
    self.name = name
    self.findings = findings
    self.notes = notes
  }
}
