internal import Imaging
internal import Runner
internal import Synchronization

/// Something of which this machine has no more for the moment: descriptors or memory. What was asked for is not at fault.
struct Shortage: Error, CustomStringConvertible {
  var path: String
  var fault: FileFault

  /// Place, fact, consequence, next step.
  var description: String {
    "\(path): cannot be opened just now (\(fault)). Nothing was done with it. "
      + "Close other programs or raise the limit (ulimit -n), then run again."
  }
}

/// Asks for one caption of a run, which begins with reading its image. A shortage is waited for; a file that has changed or
/// vanished costs this caption and no other.
///
/// Once one caption has waited half a minute in vain, no other waits for a shortage.
///
/// - Throws: `Unanswered`, also where a shortage lasts; `CancellationError`.
func patiently<Value>(_ ask: () async throws -> Value) async throws -> Value {
  var waits = 0
  while true {
    do {
      return try await ask()
    } catch let shortage as Shortage {
      guard waits < 300, !shortageLasts.withLock({ $0 }) else {
        shortageLasts.withLock { $0 = true }
        throw Unanswered(shortage.description)
      }
      waits += 1
      try await Task.sleep(for: .milliseconds(100))
    } catch let refusal as Refusal {
      throw Unanswered(refusal.description)
    }
  }
}

/// Whether a caption of this process has waited for a shortage in vain.
private let shortageLasts = Mutex(false)
