/// One observation for each image: the mean of all it has, as if one rater had given it.
///
/// Every image counts the same afterwards, however many ratings it had. In the order of the images' first appearance.
///
/// - Complexity: O(n).
public func imageMeans(_ observations: [Observation]) -> [Observation] {
  var index = DenseIndex<Int>()
  var images: [(image: Int, sum: Double, count: Int)] = []
  for observation in observations {
    let number = index.number(of: observation.image)
    if number == images.count { images.append((observation.image, 0, 0)) }
    images[number].sum += observation.value
    images[number].count += 1
  }
  return images.map { Observation(image: $0.image, rater: 0, value: $0.sum / Double($0.count)) }
}
