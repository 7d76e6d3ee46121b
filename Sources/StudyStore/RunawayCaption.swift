public import Blinding
internal import GRDB
internal import StudyModel

/// A caption so long that nobody can have meant it, whatever a study's checks say: 4,000 tokens for a screenshot of an error.
public enum RunawayCaption {
  /// Tokens of text that a caption has at most before it counts as one.
  public static let tokens = 1000
  /// What one is called where captions are flagged.
  public static let flag = "runaway"
  /// What they are called where they are counted.
  public static let rule = "over 1,000 tokens"

  /// Whether a caption is one.
  ///
  /// - Parameters:
  ///   - text: as it came; nil where no caption came.
  ///   - textTokens: as its service counted them, without hidden reasoning; nil where unknown: its words are counted then.
  public static func isOne(_ text: String?, textTokens: Int?) -> Bool {
    guard let text else { return false }
    if let textTokens { return textTokens > tokens }
    // A word and a space are two bytes at the least.
    return text.utf8.count >= 2 * tokens && text.split(whereSeparator: \.isWhitespace).count > tokens
  }
}

extension StudyStore {
  /// How many of each arm's captions ran away; an arm without any is not there. What an arm took from another is looked at
  /// with that one's tokens.
  ///
  /// - Complexity: O(captions and attempts).
  public func runawayCaptions() throws -> [ArmCode: Int] {
    let tokens = try key.read { db in
      var tokens: [ArmAnswer: Int] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT arm, item, output_tokens - coalesce(reasoning_tokens, 0) AS tokens FROM attempt
            WHERE output_tokens IS NOT NULL AND state = 'ended' AND reason IS NULL AND \(BatchedAttempts.isNoSecond)
            ORDER BY id
          """)
      while let row = try rows.next() {
        guard let item = ItemID(hex: row["item"]) else { continue }
        tokens[ArmAnswer(arm: ArmCode(rawValue: row["arm"]), item: item)] = row["tokens"]
      }
      return tokens
    }
    let taken = try taken()
    return try study.read { db in
      var counts: [ArmCode: Int] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT arm, item, text FROM output WHERE outcome IN ('captioned', 'over-length', 'truncated')
          """)
      while let row = try rows.next() {
        guard let item = ItemID(hex: row["item"]) else { continue }
        let own = ArmAnswer(arm: ArmCode(rawValue: row["arm"]), item: item)
        let asked = taken[own].map { ArmAnswer(arm: $0, item: item) } ?? own
        // After a purge the text is gone, and its tokens are not.
        if RunawayCaption.isOne(row["text"] ?? "", textTokens: tokens[asked]) { counts[own.arm, default: 0] += 1 }
      }
      return counts
    }
  }
}
