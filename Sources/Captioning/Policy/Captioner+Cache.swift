public import StudyModel

extension Captioner {
  /// The question that a request comes to, for the key of a cached caption. Nothing is read and nothing is encoded.
  ///
  /// - Throws: `PermanentFailure` where a prompt names a field that the item lacks.
  public func question(_ request: CaptionRequest) throws -> CacheQuestion {
    do throws(PromptTemplate.MissingField) {
      return CacheQuestion(
        caller.scope, system: try caller.system?.filled(request.fields), user: try caller.user.filled(request.fields))
    } catch {
      throw caller.missing(error, in: request)
    }
  }

  /// What becomes of a caption that was whole when it came, under the word limit of today.
  public func outcome(of caption: String) -> Outcome { checks.outcome(of: caption) }
}
