internal import StudyModel

extension PresentationPlan {
  /// Deals every presentation's order anew: those beside an anchor from a deck of one arm more.
  mutating func dealOrders(
    _ codes: [ArmCode], after before: PresentationPlan?, using generator: inout HashGenerator
  ) {
    var decks = [false, true].map { anchored in
      OrderDeck(
        count: max(codes.count, 1) + (anchored ? 1 : 0),
        before: before?.rows(numbering: codes, anchored: anchored) ?? [],
        using: &generator)
    }
    orders = [:]
    for index in packets.indices {
      let all = packets[index].presentations
      let isAnchored = all.map { $0.slots.contains { hidden.anchors[$0.id] != nil } }
      for anchored in [false, true] {
        let places = all.indices.filter { isAnchored[$0] == anchored }
        var rows = decks[anchored ? 1 : 0].deal(places.count, using: &generator)
        separateRepeats(places.map { all[$0] }, &rows, codes)
        for (place, row) in zip(places, rows) {
          packets[index].presentations[place].slots = ordered(all[place], by: row, codes)
          orders[all[place].id] = row.map { $0 == codes.count ? nil : codes[$0] }
        }
      }
    }
  }

  /// Exchanges orders within a packet until no repeat shows its captions in the order of their first showing. Where no
  /// exchange helps (all arms wrote the same) it stays.
  private func separateRepeats(_ presentations: [Presentation], _ rows: inout [[Int]], _ codes: [ArmCode]) {
    let places = Dictionary(uniqueKeysWithValues: presentations.enumerated().map { ($0.element.id, $0.offset) })
    var twin: [Int: Int] = [:]
    for (place, presentation) in presentations.enumerated() {
      guard let first = hidden.repeats[presentation.id].flatMap({ places[$0] }) else { continue }
      twin[place] = first
      twin[first] = place
    }
    func looksTheSame(_ place: Int, _ rows: [[Int]]) -> Bool {
      guard let other = twin[place] else { return false }
      let orders = [place, other].map { ordered(presentations[$0], by: rows[$0], codes).map(\.caption) }
      return orders[0] == orders[1]
    }
    for place in twin.keys.sorted() where looksTheSame(place, rows) {
      for other in rows.indices where other != place && rows[other] != rows[place] {
        var exchanged = rows
        exchanged.swapAt(place, other)
        guard !looksTheSame(place, exchanged), !looksTheSame(other, exchanged) else { continue }
        rows = exchanged
        break
      }
    }
  }

  /// A presentation's slots in the order of a row; a caption that several arms gave stands where one of them does, an
  /// anchor where the number after the last arm's does.
  private func ordered(_ presentation: Presentation, by row: [Int], _ codes: [ArmCode]) -> [Slot] {
    let rank = Dictionary(uniqueKeysWithValues: row.enumerated().map { ($0.element, $0.offset) })
    func place(_ slot: Slot) -> Int {
      if hidden.anchors[slot.id] != nil { return rank[codes.count] ?? 0 }
      let sharing = arms[slot.id] ?? []
      let arm = sharing.first { Self.stands($0, for: slot.id, of: sharing) }
      return arm.flatMap { codes.firstIndex(of: $0) }.flatMap { rank[$0] } ?? 0
    }
    return presentation.slots.map { ($0, place($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
  }
}
