/// The number below which a share of the values lies: R's type 7, between order statistics.
///
///     place = p (n − 1);  value at ⌊place⌋ + (place − ⌊place⌋) · (value at ⌊place⌋ + 1 − value at ⌊place⌋)
///
/// Values are moved about, not sorted: what is asked for costs O(n). Source: Hoare (1961), "Algorithm 65: find",
/// Communications of the ACM 4; Hyndman and Fan (1996), "Sample quantiles in statistical packages", American Statistician
/// 50.
///
/// - Parameters:
///   - p: between 0 and 1.
///   - values: one or more, all finite; come back in another order.
func percentile(_ p: Double, of values: inout [Double]) -> Double {
  let place = p * Double(values.count - 1)
  let below = min(Int(place), values.count - 1)
  let first = values.withUnsafeMutableBufferPointer { moveSmallest(in: $0, below) }
  // All from here on are as large or larger.
  guard let second = values[(below + 1)...].min() else { return first }
  return first + (place - Double(below)) * (second - first)
}

/// The same of values in ascending order.
///
/// - Parameters:
///   - p: between 0 and 1.
///   - values: one or more, ascending.
func percentile(_ p: Double, ofSorted values: [Double]) -> Double {
  let place = p * Double(values.count - 1)
  let below = Int(place)
  let above = min(below + 1, values.count - 1)
  return values[below] + (place - Double(below)) * (values[above] - values[below])
}

/// Moves values so that the one at a place is what it would be if all were sorted, none before it larger and none after it
/// smaller; returns it.
private func moveSmallest(in values: UnsafeMutableBufferPointer<Double>, _ place: Int) -> Double {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = values[low + (high - low) / 2]
    var (left, right) = (low, high)
    while left <= right {
      while values[left] < pivot { left += 1 }
      while values[right] > pivot { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if place <= right {
      high = right
    } else if place >= left {
      low = left
    } else {
      return values[place]
    }
  }
  return values[place]
}
