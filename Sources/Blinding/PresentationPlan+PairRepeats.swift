internal import StudyModel

extension PresentationPlan {
  /// Hides repeats in every packet of pairs: a pair again, the other way round. For a plan that no packet was written
  /// from yet.
  ///
  /// Those are repeated that leave both orders of every pair as even as they are, where there is a choice.
  ///
  /// - Parameters:
  ///   - share: of a rater's pairs, between 0 and ½.
  ///   - secretSeed: 32 bytes that stay in the key database.
  public mutating func hideRepeats(ofPairs share: Double, secretSeed: [UInt8]) {
    guard share > 0 else { return }
    var generator = HashGenerator(seed: secretSeed, purpose: "repeats of pairs")
    var lead = Lead(self)
    for index in packets.indices {
      let packet = packets[index]
      let between = min(Self.leastBetweenRepeats, packet.presentations.count / 2)
      var candidates = packet.presentations.indices.filter { $0 + between < packet.presentations.count }
        .shuffled(using: &generator)
      var chosen: [Int] = []
      while chosen.count < RaterChecks.count(share, of: packet.presentations.count),
        let next = candidates.indices.min(by: { one, other in
          lead.after(packet.presentations[candidates[one]]) < lead.after(packet.presentations[candidates[other]])
        })
      {
        let place = candidates.remove(at: next)
        lead.turn(packet.presentations[place])
        chosen.append(place)
      }
      showAgain(chosen[...], chosen.count, inPacket: index, using: &generator)
      for place in packets[index].presentations.indices
      where hidden.repeats[packets[index].presentations[place].id] != nil {
        packets[index].presentations[place].slots.reverse()
      }
    }
  }

  /// How much more often pairs were shown one way than the other.
  private struct Lead {
    private let arms: [SlotID: [ArmCode]]
    private var pairs: [ArmPair: Int] = [:]
    private var shownFirst: [ArmCode: Int] = [:]

    init(_ plan: PresentationPlan) {
      arms = plan.arms
      for presentation in plan.packets.flatMap(\.presentations) { count(presentation, 1) }
    }

    /// How uneven it would be, were this presentation shown again the other way round.
    func after(_ presentation: Presentation) -> Int {
      guard let pair = pair(presentation) else { return .max }
      return abs(pairs[pair, default: 0] - pairs[ArmPair(pair.second, pair.first), default: 0] - 1) * 4
        + abs(shownFirst[pair.first, default: 0] - 1) + abs(shownFirst[pair.second, default: 0] + 1)
    }

    mutating func turn(_ presentation: Presentation) {
      var turned = presentation
      turned.slots.reverse()
      count(turned, 1)
    }

    private func pair(_ presentation: Presentation) -> ArmPair? {
      let shown = presentation.slots.compactMap { arms[$0.id]?.first }
      return shown.count == 2 ? ArmPair(shown[0], shown[1]) : nil
    }

    private mutating func count(_ presentation: Presentation, _ step: Int) {
      guard let pair = pair(presentation) else { return }
      pairs[pair, default: 0] += step
      shownFirst[pair.first, default: 0] += step
      shownFirst[pair.second, default: 0] -= step
    }
  }
}
