public import Blinding
public import StudyModel

/// Why there is no report.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The estimates speak of an arm that the key does not name.
  case unnamedArm(ArmCode)
  /// The estimates speak of an arm without facts of its run.
  case armWithoutFacts(label: String)
  /// Two arms carry the same label.
  case sameLabel(String)
  /// Something was said of an image that is not among the study's.
  case unknownItem(ItemID)
  /// Another process is writing into the folder.
  case folderInUse(path: String)
  /// A file could not be written; nothing was replaced.
  case cannotWrite(path: String, reason: String)
  /// Every file was written whole, but some could not be put in place.
  case cannotReplace(path: String, reason: String)
  /// A gate names what is no challenger of the study.
  case noChallenger(label: String, among: [String])
  /// A text that should be a results file is not JSON.
  case notJSON(reason: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .unnamedArm(let arm):
      """
      key: no candidate is named for arm '\(arm)', which has ratings.
      A report would have a row that nobody can read. Nothing was written.
      Check that study.sqlite and key.sqlite are of the same study.
      """
    case .armWithoutFacts(let label):
      """
      study: candidate '\(label)' has ratings but no record of its run.
      Its failures and cost would be left out. Nothing was written.
      Check that study.sqlite and key.sqlite are of the same study.
      """
    case .sameLabel(let label):
      """
      key: two arms are named '\(label)'.
      A reader could not tell them apart. Nothing was written.
      Check that study.sqlite and key.sqlite are of the same study.
      """
    case .unknownItem(let item):
      """
      study: image \(item.hex.prefix(12))… has ratings but is not in the image set.
      A report would leave them out. Nothing was written.
      Check that the packets are of this study.
      """
    case .folderInUse(let path):
      """
      \(path): another report is being written here.
      Nothing was written.
      Wait for it to end, then run the same command again.
      """
    case .cannotWrite(let path, let reason):
      """
      \(path): cannot be written (\(reason)).
      The documents that were there are untouched.
      Make room or allow writing, then run the same command again.
      """
    case .cannotReplace(let path, let reason):
      """
      \(path): the new document could not be put in place (\(reason)).
      Every file is whole, but some are of the report before.
      Allow writing in the folder, then run the same command again.
      """
    case .noChallenger(let label, let others):
      """
      --candidate: '\(Escaping.line(label))' is no challenger of this study.
      The gate was not asked.
      Challengers: \(others.map(Escaping.line).joined(separator: ", ")).
      """
    case .notJSON(let reason):
      """
      results: not JSON (\(reason)).
      It cannot be compared.
      Make the report again.
      """
    }
  }
}
