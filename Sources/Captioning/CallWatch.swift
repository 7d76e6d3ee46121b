public import CaptionClient

/// Who is told of the tries for one caption.
public struct CallWatch: Sendable {
  /// Told before there is a wait, with nothing under way: for a turn, or for a service that wants to be left alone.
  public var willWait: @Sendable () async throws -> Void
  /// Called and waited for before each try is sent; the ledger's entry is made here.
  public var willSend: @Sendable (AttemptStart) async throws -> Void
  /// Called and waited for when the try has ended, well or not; also when the task was cancelled, and then outside the
  /// cancelled task, so that the ledger can still be written.
  public var didEnd: @Sendable (AttemptRecord) async throws -> Void
  /// Whether a request that is under way when the task is cancelled is waited for: what it brings is paid for, and can be kept.
  public var isAwaited = false
  /// Given the caption's text while it is being written, where the candidate streams; what a try had given is taken back
  /// where it failed. Called on curl's thread: take the piece and return. Nil: nobody watches.
  public var onText: (@Sendable (LiveText.Piece) -> Void)?

  /// Who is told; nobody unless given.
  public init(
    willWait: @escaping @Sendable () async throws -> Void = {},
    willSend: @escaping @Sendable (AttemptStart) async throws -> Void = { _ in },
    didEnd: @escaping @Sendable (AttemptRecord) async throws -> Void = { _ in },
    onText: (@Sendable (LiveText.Piece) -> Void)? = nil
  ) {
    self.willWait = willWait
    self.willSend = willSend
    self.didEnd = didEnd
    self.onText = onText
  }
}
