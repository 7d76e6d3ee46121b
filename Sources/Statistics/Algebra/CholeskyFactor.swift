/// The lower triangle L of a symmetric positive definite matrix A = L Lᵀ, for solving and inverting small systems.
///
/// Source: Golub and Van Loan (2013), "Matrix Computations", section 4.2.
struct CholeskyFactor {
  private let size: Int
  /// Row by row; what is above the diagonal is not used.
  private let lower: [Double]

  /// - Parameters:
  ///   - matrix: size × size, row by row; only the lower triangle is read.
  ///   - size: the number of rows.
  /// - Returns: nil where the matrix is not positive definite to working precision.
  /// - Complexity: O(size³).
  init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a square matrix")
    var lower = matrix
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
        if row == column {
          // A diagonal that lost all its digits is a matrix without full rank.
          guard sum > 1e-13 * abs(matrix[row * size + row]), sum.isFinite else { return nil }
          lower[row * size + row] = sum.squareRoot()
        } else {
          lower[row * size + column] = sum / lower[column * size + column]
        }
      }
    }
    self.size = size
    self.lower = lower
  }

  /// The x with A x = b.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for row in 0..<size {
      for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
      x[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for k in (row + 1)..<max(size, row + 1) { x[row] -= lower[k * size + row] * x[k] }
      x[row] /= lower[row * size + row]
    }
    return x
  }

  /// A⁻¹, row by row.
  var inverse: [Double] {
    var result = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
      var unit = [Double](repeating: 0, count: size)
      unit[column] = 1
      for (row, value) in solve(unit).enumerated() { result[row * size + column] = value }
    }
    return result
  }

  /// log det A.
  var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * logarithm(lower[$1 * size + $1]) }
  }
}
