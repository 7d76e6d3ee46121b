internal import Analysis

/// What the marks of a figure mean: those that it drew and no others, each group beginning a line.
///
/// A mark means the same in every figure. The ring, for one, is a verdict that is open; an estimate that no verdict rests
/// on is a small grey point.
struct FigureLegend {
  /// One kind of mark.
  struct Entry {
    /// As ``SVG/marks`` names them: explained where any of them is in the figure.
    let marks: Set<String>
    let words: String
    /// How wide the sample is, in picture units.
    let width: Double
    /// Draws the sample from a left edge, around a height.
    let draw: (inout SVG, _ left: Double, _ middle: Double) -> Void
  }

  let groups: [[Entry]]

  private static let (left, right) = (24.0, 776.0)
  private static let (row, gap, space) = (22.0, 8.0, 22.0)

  /// Draws what the picture needs, below a rule.
  ///
  /// - Parameter top: where the rule is.
  /// - Returns: where the legend ends.
  func draw(top: Double, _ picture: inout SVG) -> Double {
    let drawn = picture.marks
    picture.line("rule", from: (Self.left, top), to: (Self.right, top))
    picture.add("<g class=\"legend\">")
    var (x, y) = (Self.left, top + 20 - Self.row)
    for group in groups {
      let entries = group.filter { !$0.marks.isDisjoint(with: drawn) }
      x = Self.right
      for entry in entries {
        let words = TextWidth.fitted(
          entry.words, to: Self.right - Self.left - entry.width - Self.gap, size: 13)
        let width = entry.width + Self.gap + TextWidth.of(words, size: 13)
        if x + width > Self.right { (x, y) = (Self.left, y + Self.row) }
        entry.draw(&picture, x, y)
        picture.text("small", words, at: (x + entry.width + Self.gap, y + 4.5))
        x += width + Self.space
      }
    }
    picture.add("</g>")
    return y + Self.row
  }
}

extension FigureLegend.Entry {
  /// A lying interval with its caps.
  static func interval(_ style: String, cap: Double, _ words: String) -> Self {
    Self(marks: ["line.\(style)"], words: words, width: 40) { picture, x, y in
      picture.span(style, (x, x + 40), at: y, cap: cap)
    }
  }

  /// An estimate that no verdict rests on, with its interval.
  static func estimate(of mark: String = "circle.point", _ words: String) -> Self {
    Self(marks: [mark], words: words, width: 40) { picture, x, y in
      picture.span("thin", (x, x + 40), at: y, cap: 4)
      picture.circle("point", at: (x + 20, y), radius: 4)
    }
  }

  /// A standing interval with its caps, and with the small point where one is drawn.
  static func upright(_ style: String, cap: Double, point: Bool = false, _ words: String) -> Self {
    Self(marks: ["line.\(style)"], words: words, width: 14) { picture, x, y in
      picture.span(style, (y - 8, y + 8), at: x + 7, cap: cap, isUpright: true)
      if point { picture.circle("point", at: (x + 7, y), radius: 3) }
    }
  }

  /// A line of any style.
  static func line(_ style: String, _ words: String) -> Self {
    Self(marks: ["line.\(style)"], words: words, width: 32) { picture, x, y in
      picture.line(style, from: (x, y), to: (x + 32, y))
    }
  }

  /// A filled or framed area.
  static func area(_ style: String, _ words: String) -> Self {
    Self(marks: ["rect.\(style)"], words: words, width: 18) { picture, x, y in
      picture.rectangle(style, x: x, y: y - 6, width: 18, height: 12)
    }
  }

  /// Where an interval does not end within the axis.
  static var arrow: Self {
    Self(marks: ["polygon.arrow"], words: "goes on beyond the axis", width: 20) { picture, x, y in
      picture.line("thin", from: (x, y), to: (x + 20, y))
      picture.arrow(at: (x, y), pointing: (-1, 0))
    }
  }

  /// The grey beyond the margin and the dotted line opposite.
  static func margin(_ margin: Double) -> [Self] {
    [
      .area("loss", "a loss beyond the margin"),
      .line("gain", "\(Numbers.margin(margin)): as much the other way; equivalent lies between"),
    ]
  }

  /// The marks of verdicts.
  static var verdicts: [Self] {
    [
      verdict(.notWorse, "circle.solid"), verdict(.equivalent, "rect.solid"), verdict(.undecided, "circle.hollow"),
      verdict(.worseBeyondMargin, "polygon.solid"),
    ]
  }

  private static func verdict(_ fact: MarginFact, _ mark: String) -> Self {
    Self(marks: [mark], words: fact.rawValue, width: 14) { picture, x, y in picture.verdict(fact, at: (x + 7, y)) }
  }
}
