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
  ///   - before: what was planned until then, for packets that are added.
  public mutating func hideRepeats(
    ofPairs share: Double, secretSeed: [UInt8], after before: PresentationPlan? = nil
  ) {
    guard share > 0 else { return }
    var generator = HashGenerator(seed: secretSeed, purpose: "repeats of pairs")
    var lead = Lead(self, after: before)
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
    private let plan: PresentationPlan
    private var pairs: [ArmPair: Int] = [:]
    private var shownFirst: [ArmCode: Int] = [:]

    init(_ plan: PresentationPlan, after before: PresentationPlan?) {
      self.plan = plan
      for plan in [before, plan].compactMap(\.self) {
        for pair in plan.packets.flatMap(\.presentations).compactMap(plan.armsShown) { count(pair) }
      }
    }

    /// How uneven it would be, were this presentation shown again the other way round.
    func after(_ presentation: Presentation) -> Int {
      guard let pair = plan.armsShown(in: presentation) else { return .max }
      return abs(pairs[pair, default: 0] - pairs[ArmPair(pair.second, pair.first), default: 0] - 1) * 4
        + abs(shownFirst[pair.first, default: 0] - 1) + abs(shownFirst[pair.second, default: 0] + 1)
    }

    mutating func turn(_ presentation: Presentation) {
      if let pair = plan.armsShown(in: presentation) { count(ArmPair(pair.second, pair.first)) }
    }

    private mutating func count(_ pair: ArmPair) {
      pairs[pair, default: 0] += 1
      shownFirst[pair.first, default: 0] += 1
      shownFirst[pair.second, default: 0] -= 1
    }
  }
}
