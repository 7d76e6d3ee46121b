internal import Dispatch
internal import Synchronization

/// A piece of work that depends on nothing but what it was made from, done once: side by side with others, or by whoever
/// asks first.
///
/// What it gives does not depend on when, where or beside what it is done.
public final class Piece<Value: Sendable>: Sendable {
  private let work: @Sendable () -> Value
  private let done = Mutex<Value?>(nil)

  /// Nothing is done yet.
  ///
  /// - Parameter work: may ask for other pieces' values, but not for its own, directly or through others.
  public init(_ work: @escaping @Sendable () -> Value) { self.work = work }

  /// What the work gives. Whoever asks while it is being done waits for it.
  public var value: Value {
    done.withLock { known in
      if let known { return known }
      let value = work()
      known = value
      return value
    }
  }
}

/// Something to be finished, whatever it gives.
public protocol Finishable: Sendable {
  /// Does what is not done yet.
  func finish()
}

extension Piece: Finishable {
  /// Does the work, if nobody did it yet.
  public func finish() { _ = value }
}

/// Finishes all pieces, spread over the machine's cores; the longest are best named first.
public func finishSideBySide(_ pieces: [any Finishable]) {
  DispatchQueue.concurrentPerform(iterations: pieces.count) { pieces[$0].finish() }
}
