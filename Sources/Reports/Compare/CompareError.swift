/// Why studies cannot be set side by side.
public enum CompareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is one study, or none.
  case tooFewStudies(found: Int)
  /// A file is not JSON.
  case notJSON(path: String, reason: String)
  /// A file is JSON and no report's.
  case notResults(path: String)
  /// A report of a later version.
  case newer(path: String, format: String)
  /// A member is missing, or is not what it should be.
  case malformed(path: String, member: String, wanted: String)
  /// The manifest vouches for other numbers.
  case notTheManifests(path: String)
  /// Two folders hold reports of one study: they share a commitment.
  case sameStudy(first: String, second: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .tooFewStudies(let found):
      "blindfold compare: \(found == 1 ? "one study" : "no study") was given. There is nothing to set it beside. Give the "
        + "folders of two reports or more, for example: blindfold compare results/2026-11-alt-text results/2027-02-alt-text"
    case .notJSON(let path, let reason):
      "\(path): not JSON (\(reason)). Nothing was compared. Make the study's report again, or give a whole copy of it."
    case .notResults(let path):
      "\(path): not a report's results.json: its format is not 'blindfold-results/1'. Nothing was compared. Give the folder "
        + "of a report."
    case .newer(let path, let format):
      "\(path): of format '\(Escaping.line(format))', which this version does not know. Nothing was compared: its numbers might mean "
        + "something else. Use the version of blindfold that made it, or a later one."
    case .malformed(let path, let member, let wanted):
      "\(path): '\(member)' is not \(wanted). Nothing was compared. Make the study's report again, or give an unedited copy "
        + "of it."
    case .notTheManifests(let path):
      "\(path): not the file that manifest.json beside it vouches for: one of them was changed since the report was made. "
        + "Nothing was compared. Make the study's report again, or give an unedited copy of it."
    case .sameStudy(let first, let second):
      "\(first), \(second): reports of one study (they share a commitment), not of two. Nothing was compared: a difference "
        + "between them would count the same ratings twice. Leave one of them out."
    }
  }
}
