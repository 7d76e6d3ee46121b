/// The covariance of two means over the same images: what images alone make them move together.
///
///     z    = Wₛ (x − meanₛ) / nₛ                 an observation's pull on its mean, summed by image
///     cov  = Σₛ Iₛ/(Iₛ−1) · Σ over the images of s  (Σ z of the first) (Σ z of the second)
///
/// Of a mean with itself it is the image part of ``CrossedMean``. Iₛ counts images that either has; one without
/// observations of the other pulls by nothing.
///
/// - Parameters:
///   - first: strata with weights that add up to 1.
///   - second: the same strata, by name and weight, of another quantity.
/// - Returns: nil where a stratum with a weight has fewer than two images, or no observation in one of the two.
/// - Complexity: O(n).
public func imageCovariance(_ first: [Stratum], _ second: [Stratum]) -> Double? {
  var total = 0.0
  for stratum in first where stratum.weight > 0 {
    guard let other = second.first(where: { $0.name == stratum.name }) else { return nil }
    guard let one = pulls(stratum), let two = pulls(other) else { return nil }
    let images = one.merging(two) { own, _ in own }.keys.sorted()
    guard images.count >= 2 else { return nil }
    let sum = images.reduce(0) { $0 + one[$1, default: 0] * two[$1, default: 0] }
    total += Double(images.count) / Double(images.count - 1) * sum
  }
  return total
}

/// Image → its pull on the weighted mean.
private func pulls(_ stratum: Stratum) -> [Int: Double]? {
  let count = Double(stratum.observations.count)
  guard count > 0 else { return nil }
  let mean = stratum.observations.reduce(0) { $0 + $1.value } / count
  return stratum.observations.reduce(into: [:]) {
    $0[$1.image, default: 0] += stratum.weight * ($1.value - mean) / count
  }
}
