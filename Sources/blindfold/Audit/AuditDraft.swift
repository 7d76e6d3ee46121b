internal import Foundation

/// The study file of an audit: one model, and the cache in front of it on trial.
struct AuditDraft {
  var study: StudyDraft
  /// The folder that image names are seen from.
  var root: String
  /// The model's label.
  var of: String
  var near: Int
  var below: Double
  var limit: Double?
  /// Images that were scanned.
  var images: Int
  /// Bits → hits among them.
  var hits: [Int: Int]
  /// The column that says which images raters see.
  var column: String
  var seed: UInt64

  /// The cache's label: no candidate may be called like the model.
  private var label: String { of == "near-hits" ? "near-hits-2" : "near-hits" }

  /// The file's text.
  var text: String {
    let found = hits.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    let limit =
      self.limit.map { "        limit: \($0)                    # the rate of wrong hits that would be put up with" }
      ?? "        # limit: 0.05                  # the rate of wrong hits that would be put up with; else only the curve"
    let trial = [
      "  \(label):",
      "    cache:                             # what a cache in front of it would give: nothing is asked",
      "      of: \(StudyDraft.quoted(of))", "      near: \(near)",
      "      audit:",
      "        wrong: {below: \(StudyDraft.number(below))}             # rubric points below the fresh caption, in the mean over an image's raters",
      limit,
      "        drawn_from: {images: \(images), hits: {\(found)}}   # counted by blindfold audit: it weighs the hits",
    ]
    var lines = study.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // The cache stands after the model, what is drawn of the set is drawn already, and raters see the hits alone.
    if let place = lines.firstIndex(where: { $0.hasPrefix("run:") }) { lines.insert(contentsOf: trial, at: place - 1) }
    lines.removeAll { $0.hasPrefix("  # traffic:") }
    if let place = lines.firstIndex(where: { $0.hasPrefix("  # sample:") }) {
      lines[place] = "  images: \(StudyDraft.quoted(study.seenFromFolder(root)))\n  sample: {seed: \(seed)}"
    }
    if let place = lines.firstIndex(where: { $0.hasPrefix("  seconds_per_item:") }) {
      lines.insert(
        "  only: \(column)                        # the hits; pictures that lend their captions are captioned alone",
        at: place)
    }
    return lines.joined(separator: "\n")
  }
}
