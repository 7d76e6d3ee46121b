internal import Analysis
internal import Blinding
internal import StudyModel
internal import StudyStore

/// Everything that is estimated before arms get their names.
struct BlindResults {
  let table: RatingTable
  let trust: TrustResults
  let estimates: StudyEstimates
  let nextSteps: [ArmCode: NextStep]
  let robustness: StudyRobustness
  let preferences: PreferenceResults?
  let edits: CaptionEdits?

  /// Estimates under arm codes.
  ///
  /// - Parameters:
  ///   - categories: image → category.
  ///   - secondsPerItem: seconds an item was expected to take a rater.
  init(_ collection: Collection, categories: [ItemID: String], secondsPerItem: Double) async throws {
    let declared = collection.declared
    (table, trust) = try collection.claimed()
    estimates = try table.estimates()
    nextSteps = try await table.nextSteps(
      estimates, set: categories, secondsPerItem: secondsPerItem, seed: declared.seed)
    robustness = try table.robustness(estimates, seed: declared.seed)
    let repeats = declared.checks?.repeats ?? 0
    preferences = try table.preferenceResults(
      rubric: declared.rubric, repeats: repeats > 0 ? collection.tabulation.hidden.repeatedPreferences : nil,
      seed: declared.seed)
    edits = try table.edits(collection.edited)
  }
}
