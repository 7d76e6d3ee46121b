internal import CaptionClient
internal import Roster
internal import StudyStore

extension LedgerAttempt {
  /// What is odd about an answer and the caption that it brought, in words as a row has them.
  func flags(of text: String?) -> [String] {
    (flags ?? []) + (RunawayCaption.isOne(text, textTokens: textTokens) ? [RunawayCaption.flag] : [])
  }
}

extension CacheHit {
  /// What is odd about a caption out of a cache. Of its answer is known which model gave it.
  ///
  /// - Parameter asked: the model string that would have been sent; nil where none would.
  func flags(of text: String?, asked: String?) -> [String] {
    let isAnothers = asked.map { ModelNames.isAnother(originModel ?? "", than: $0) } ?? false
    return (isAnothers ? [ServedSightings.otherModel] : [])
      + (RunawayCaption.isOne(text, textTokens: nil) ? [RunawayCaption.flag] : [])
  }
}
