/// A straight line through weighted points by least squares, with what each point pulls at it, so that a standard error
/// can allow for points that belong together.
///
///     slope = Σ w (x − x̄)(y − ȳ) / Σ w (x − x̄)²        x̄, ȳ: weighted means
///     at x₀ = ȳ + slope · (x₀ − x̄)
///     e = y − (ȳ + slope · (x − x̄))
///     pull on the slope  = w (x − x̄) e / Σ w (x − x̄)²
///     pull on the height = w e / Σ w  +  (x₀ − x̄) · pull on the slope
///
/// Pulls add up to 0. Added up by cluster, squared and added again they are the cluster-robust ("sandwich") variance
/// without its factor for small numbers. Source: Liang and Zeger (1986), "Longitudinal data analysis using generalized
/// linear models", Biometrika 73; Binder (1983), "On the variances of asymptotically normal estimators from complex
/// surveys", International Statistical Review 51, for the weights.
///
/// By hand: (0, 0), (1, 0), (2, 3) with weights 1: x̄ = 1, ȳ = 1, slope 3/2, height at 0 −½; e = (½, −1, ½); pulls on the
/// slope (−¼, 0, ¼), on the height at 0 (1/6 + ¼, −1/3, 1/6 − ¼).
public struct FittedLine: Hashable, Sendable {
  /// One point of the plane.
  public struct Point: Hashable, Sendable {
    /// What explains.
    public var x: Double
    /// What is explained.
    public var y: Double
    /// 0 or above.
    public var weight: Double

    /// One point of the plane.
    public init(x: Double, y: Double, weight: Double = 1) {
      self.x = x
      self.y = y
      self.weight = weight
    }
  }

  /// y gained for one more of x.
  public let slope: Double
  /// By point.
  public let slopePulls: [Double]
  /// By point: distance from the line, in units of y.
  public let residuals: [Double]
  /// By point: how far the line's height there follows the point's own y, w / Σ w + w (x − x̄)² / Σ w (x − x̄)². They add up
  /// to 2. Added up over points that share their x, it is 1 where those alone decide the slope.
  public let leverages: [Double]
  /// The weighted mean of x.
  public let meanX: Double
  /// The weighted mean of y.
  public let meanY: Double
  private let shares: [Double]

  /// - Returns: nil where x does not vary, so that there is no slope, and where no point has a weight.
  /// - Complexity: O(n).
  public init?(_ points: [Point]) {
    let total = points.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    let shares = points.map { $0.weight / total }
    let meanX = zip(points, shares).reduce(0) { $0 + $1.1 * $1.0.x }
    let meanY = zip(points, shares).reduce(0) { $0 + $1.1 * $1.0.y }
    let spread = zip(points, shares).reduce(0) { $0 + $1.1 * ($1.0.x - meanX) * ($1.0.x - meanX) }
    let scale = points.reduce(0) { max($0, abs($1.x)) }
    guard spread.squareRoot() > roundingShare * scale, spread > 0 else { return nil }
    let slope = zip(points, shares).reduce(0) { $0 + $1.1 * ($1.0.x - meanX) * ($1.0.y - meanY) } / spread
    let residuals = points.map { $0.y - meanY - slope * ($0.x - meanX) }
    slopePulls = points.indices.map { shares[$0] * (points[$0].x - meanX) * residuals[$0] / spread }
    leverages = points.indices.map {
      shares[$0] * (1 + (points[$0].x - meanX) * (points[$0].x - meanX) / spread)
    }
    self.slope = slope
    self.residuals = residuals
    self.meanX = meanX
    self.meanY = meanY
    self.shares = shares
  }

  /// The line's height at an x.
  public func height(at x: Double) -> Double { meanY + slope * (x - meanX) }

  /// By point: what it pulls at the line's height at an x.
  public func heightPulls(at x: Double) -> [Double] {
    residuals.indices.map { shares[$0] * residuals[$0] + (x - meanX) * slopePulls[$0] }
  }
}
