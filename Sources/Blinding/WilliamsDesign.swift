/// Orders of *n* arms in which each arm stands in each position equally often and follows each other arm equally often.
///
/// E. J. Williams, "Experimental designs balanced for the estimation of residual effects of treatments", Australian
/// Journal of Scientific Research A 2 (1949): n orders for even n, 2n (each row and its reverse) for odd n.
public struct WilliamsDesign: Sendable, Equatable {
  /// Latin squares of n rows: in each, every arm stands in each position once. One for even n, two for odd n.
  public let squares: [[[Int]]]

  /// Each row is an order of the numbers 0..<n.
  public var rows: [[Int]] { Array(squares.joined()) }

  /// - Parameter count: how many arms; at least 1.
  public init(count: Int) {
    precondition(count > 0, "an order needs at least one arm")
    // 0, 1, n−1, 2, n−2, …: neighbours differ by every step once.
    let zigzag = (0..<count).map { step in step.isMultiple(of: 2) ? (count - step / 2) % count : (step + 1) / 2 }
    let cyclic = (0..<count).map { shift in zigzag.map { ($0 + shift) % count } }
    squares = count.isMultiple(of: 2) || count == 1 ? [cyclic] : [cyclic, cyclic.map { $0.reversed() }]
  }
}
