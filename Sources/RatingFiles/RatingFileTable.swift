public import Analysis

/// What was read from files of ratings.
public struct RatingFileTable: Sendable {
  /// The category of images without one, where others have one.
  public static let noCategory = "all"

  /// Each criterion's ratings, by name.
  public let criteria: [RatingColumns]
  /// As they were named.
  public let files: [String]
  /// Ratings of all criteria.
  public let rows: Int
  /// Rows left out because they have no score.
  public let withoutScore: Int
  /// Columns that are not used.
  public let ignoredColumns: [String]
}
