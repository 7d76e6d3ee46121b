internal import Roster

/// Gathers images that cannot be used while a data set is read that may do without them.
final class LeftOutImages {
  private(set) var images: [LeftOut.Image] = []
  /// Why the system would not open the last of them, as `errno` has it; nil where it did.
  private(set) var code: Int32?

  func add(_ image: LeftOut.Image, code: Int32? = nil) {
    images.append(image)
    self.code = code
  }
}
