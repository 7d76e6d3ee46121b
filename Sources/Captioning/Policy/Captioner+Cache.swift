public import StudyModel

extension Captioner {
  /// The question that a request comes to, for the key of a cached caption. Nothing is read and nothing is encoded.
  ///
  /// - Throws: `PermanentFailure` where a prompt names a field that the item lacks, or the image has no address to be told.
  public func question(_ request: CaptionRequest) throws -> CacheQuestion {
    let (system, user) = try caller.questions.prompts(for: request)
    return CacheQuestion(
      caller.scope, system: system, user: user, imageAddress: try caller.questions.imageAddress(of: request))
  }

  /// What becomes of a caption that was whole when it came, under the word limit of today.
  public func outcome(of caption: String) -> Outcome { checks.outcome(of: caption) }
}
