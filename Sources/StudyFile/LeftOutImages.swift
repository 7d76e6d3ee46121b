internal import Roster

/// Gathers images that cannot be used while a data set is read that may do without them.
final class LeftOutImages {
  private(set) var images: [LeftOut.Image] = []

  func add(_ image: LeftOut.Image) { images.append(image) }
}
