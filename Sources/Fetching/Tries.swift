internal import Captioning

/// What an image's tries came to so far.
struct Tries {
  private var failed = 0
  private var refused = 0
  private var waited = Duration.zero

  /// How long to wait before another try; nil where there is none. A host that is asked too much says nothing of the image:
  /// that is no try, as long as all waits are within the patience.
  mutating func wait(after fault: FetchFault, by policy: RetryPolicy) -> Duration? {
    var random = SystemRandomNumberGenerator()
    switch fault.gravity {
    case .lasting: return nil
    case .busy(let asked):
      refused += 1
      let wait = policy.wait(after: refused, asked: asked, using: &random)
      waited += wait
      return waited <= policy.patience ? wait : nil
    case .passing:
      failed += 1
      return failed < policy.attempts ? policy.wait(after: failed, asked: nil, using: &random) : nil
    }
  }
}
