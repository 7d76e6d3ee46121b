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

/// Colours and weights of the frontier's picture, in either colour scheme.
enum FrontierStyle {
  static let sheet = """
    .frontier .paper { fill: #ffffff; }
    .frontier text { fill: #1f2328; font-size: 14px; }
    .frontier .title { font-size: 18px; font-weight: 600; }
    .frontier .name { font-size: 15px; font-weight: 600; }
    .frontier .mark { font-size: 13px; font-weight: 700; letter-spacing: .04em; }
    .frontier .soft, .frontier .tick { fill: #59636e; font-size: 13px; }
    .frontier .loss { fill: #eceff2; }
    .frontier .region { fill: #8b949e; fill-opacity: .18; stroke: #59636e; stroke-width: 1; }
    .frontier .step { stroke: #1f2328; stroke-width: 2.5; stroke-dasharray: 1 5; stroke-linecap: round; }
    .frontier .thin { stroke: #59636e; stroke-width: 1.5; }
    .frontier .zero { stroke: #1f2328; stroke-width: 1.25; }
    .frontier .margin { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 6 4; }
    .frontier .axis { stroke: #59636e; stroke-width: 1; }
    .frontier .rule { stroke: #d1d9e0; stroke-width: 1; }
    .frontier .solid { fill: #1f2328; stroke: #ffffff; stroke-width: 1; }
    .frontier .hollow { fill: #ffffff; stroke: #1f2328; stroke-width: 2; }
    .frontier .inside { fill: #ffffff; font-size: 13px; font-weight: 700; }
    .frontier .digit { font-size: 13px; font-weight: 700; }
    @media screen and (prefers-color-scheme: dark) {
    .frontier .paper { fill: #0d1117; }
    .frontier text { fill: #e6edf3; }
    .frontier .soft, .frontier .tick { fill: #9aa5b1; }
    .frontier .loss { fill: #1c232c; }
    .frontier .region { fill: #9aa5b1; stroke: #9aa5b1; }
    .frontier .step, .frontier .zero, .frontier .margin { stroke: #e6edf3; }
    .frontier .thin, .frontier .axis { stroke: #9aa5b1; }
    .frontier .rule { stroke: #30363d; }
    .frontier .solid { fill: #e6edf3; stroke: #0d1117; }
    .frontier .hollow { fill: #0d1117; stroke: #e6edf3; }
    .frontier .inside { fill: #0d1117; }
    }
    """
}
