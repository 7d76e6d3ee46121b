internal import Analysis
internal import StudyModel

/// Whether anything but the captions told on them.
extension DecisionDocument {
  var blind: [Block] {
    if let side = dossier.preferences?.headToHead.position {
      return [.paragraph("\(keyReaders) \(sideInWords(side))")]
    }
    guard let position = dossier.robustness?.position else { return [.paragraph(keyReaders)] }
    return [.paragraph("\(keyReaders) \(positionInWords(position))")]
      + (position.places.isEmpty ? [] : [.table(places(position))])
  }

  private func positionInWords(_ position: PositionEffect) -> Prose {
    guard let p = position.p, let gap = position.largestGap else {
      return "What the place on the screen did is not known: \(position.reason ?? Numbers.unknown)."
    }
    let lead =
      "The best and the worst place on the screen lie \(Numbers.points(gap)) points apart, p \(Numbers.chance(p))"
    return p < 1 - claim.confidence
      ? "\(lead): \(strong: "the place sways ratings"). Places were dealt evenly to all candidates, so none was favoured."
      : "\(lead): no effect of the place is shown."
  }

  private func places(_ position: PositionEffect) -> Table {
    Table(
      caption: marked(
        "Places on the screen.",
        " Points above the average place, candidate and item taken out; intervals for \(claim.scope.rawValue). The p is "
          + "of \(Numbers.count(position.shuffles)) shuffles within each rater’s item."),
      columns: [.text("Place"), .text("Effect"), .number("Ratings")],
      rows: position.places.map { place in
        [
          "\(Numbers.count(place.position))",
          Prose(stringLiteral: IntervalText.points(place.effect, scope: claim.scope)),
          Prose(stringLiteral: Numbers.count(place.values)),
        ]
      })
  }
}
