internal import Roster
public import StudyModel

/// An image whose caption a cache would have given for a later one, where it had kept it: near hits are kept by none.
public struct EarlierImage: Hashable, Sendable {
  /// Which.
  public var item: ItemID
  /// In how many of 64 bits the two pictures' perceptual hashes differ.
  public var distance: Int

  /// An image before another.
  public init(item: ItemID, distance: Int) {
    self.item = item
    self.distance = distance
  }
}

/// What an image's caption would be taken from, and what looking for that took.
public struct EarlierImages: Hashable, Sendable {
  /// The nearest first.
  public var near: [EarlierImage]
  /// Seconds that hashing the picture took; nil where it was not done.
  public var seconds: Double?

  /// What an image's caption would be taken from.
  public init(near: [EarlierImage], seconds: Double? = nil) {
    self.near = near
    self.seconds = seconds
  }
}

/// A cache on trial, made ready: it gives what is stored, and asks nobody.
struct AuditStep: Sendable {
  let audit: CacheAudit
  /// Images of the set before this one that are within so many bits of it.
  let neighbours: @Sendable (ItemID, Int) async throws -> EarlierImages

  /// The caption that a cache which kept every earlier one would give: that of the nearest earlier image which has a whole one, as only such are
  /// kept; else the candidate's own.
  func ask(_ asking: PolicyAsking, _ checks: CaptionChecks) async throws -> PolicyStep.Answer {
    let began = ContinuousClock.now
    let earlier = try await neighbours(asking.request.item, audit.near)
    for neighbour in earlier.near {
      guard let lent = try await asking.lent(audit.of, neighbour.item) else {
        return notYet("'\(audit.of)' has no caption yet of a picture that looks like it")
      }
      guard lent.outcome.isRated, lent.isKept, let text = lent.text else { continue }
      var hit = lent.origin ?? CacheHit()
      hit.distance = neighbour.distance
      hit.ownTotal = (earlier.seconds ?? 0) + (ContinuousClock.now - began) / .seconds(1)
      return PolicyStep.Answer(
        text: text, outcome: checks.outcome(of: text),
        served: Served(part: lent.served?.part ?? audit.of, hit: hit, lentBy: neighbour.item), isFinal: true)
    }
    guard let own = try await asking.taken(audit.of) else { return notYet("'\(audit.of)' has no caption of it yet") }
    var served = own.served ?? Served(part: audit.of)
    served.takenFrom = audit.of
    return PolicyStep.Answer(text: own.text, outcome: own.outcome, served: served, isFinal: true)
  }

  private func notYet(_ reason: String) -> PolicyStep.Answer {
    PolicyStep.Answer(outcome: .failed, reason: reason, served: Served(part: audit.of), isFinal: false)
  }
}
