internal import Glibc

/// Amounts laid onto a stretch of paper: logarithmic where the dearest is more than five times the cheapest, else from
/// zero.
struct CostAxis {
  let isLogarithmic: Bool
  private let axis: Axis

  /// - Parameters:
  ///   - amounts: US dollars; everything that is drawn.
  ///   - left: left edge in picture units.
  ///   - right: right edge.
  init(_ amounts: [Double], left: Double, right: Double) {
    let positive = amounts.filter { $0 > 0 }
    let (low, high) = (positive.min() ?? 0.5, positive.max() ?? 1)
    isLogarithmic = high > 5 * low && amounts.allSatisfy { $0 > 0 }
    if isLogarithmic {
      let pad = (log10(high) - log10(low)) * 0.06
      axis = Axis(domain: log10(low) - pad...log10(high) + pad, left: left, right: right)
    } else {
      axis = Axis(domain: 0...high * 1.08, left: left, right: right)
    }
  }

  /// Where an amount lies; outside, at the edge.
  func x(_ amount: Double) -> Double {
    guard isLogarithmic else { return axis.x(amount) }
    return amount > 0 ? axis.x(log10(amount)) : axis.left
  }

  /// Round amounts inside: 1, 2 and 5 times powers of ten where the axis is logarithmic, powers alone where these would
  /// be more than eight.
  var ticks: [Double] {
    guard isLogarithmic else { return axis.ticks }
    let powers = Int(axis.domain.lowerBound.rounded(.down))...Int(axis.domain.upperBound.rounded(.up))
    for steps in [[1.0, 2, 5], [1]] {
      let all = powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
      let inside = all.filter { axis.domain.contains(log10($0)) }
      if inside.count <= 8 { return inside }
    }
    return []
  }
}

/// What the frontier's picture has beside the shared style.
enum FrontierStyle {
  static let sheet = FigureStyle.sheet(
    "frontier",
    light: """
      & .region { fill: #8b949e; fill-opacity: .18; stroke: #59636e; stroke-width: 1; }
      & .step { stroke: #1f2328; stroke-width: 2.5; stroke-dasharray: 1 5; stroke-linecap: round; }
      & .best { fill: #1f2328; stroke: #ffffff; stroke-width: 1; }
      & .beaten { fill: #ffffff; stroke: #1f2328; stroke-width: 1.5; }
      & .inside { fill: #ffffff; font-size: 13px; font-weight: 700; }
      & .digit { font-size: 13px; font-weight: 700; }
      """,
    dark: """
      & .region { fill: #9aa5b1; stroke: #9aa5b1; }
      & .step { stroke: #e6edf3; }
      & .best { fill: #e6edf3; stroke: #0d1117; }
      & .beaten { fill: #0d1117; stroke: #e6edf3; }
      & .inside { fill: #0d1117; }
      """)
}
