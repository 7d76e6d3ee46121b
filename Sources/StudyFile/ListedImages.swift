internal import StudyModel

/// Gathers what a data set lists while it is read, whether it can be used or not.
final class ListedImages {
  /// An image whose name's ending is another format's.
  struct Misnamed {
    var name: String
    var place: Place
    /// What it is by its first bytes.
    var format: ImageFormat
  }

  /// Every image's name as the set has it, those of other splits among them.
  private(set) var names: Set<String> = []
  /// Names of images that are not there, in order.
  private(set) var missing: [String] = []
  private(set) var misnamed: [Misnamed] = []

  func add(_ name: String) { names.insert(name) }
  func addMissing(_ name: String) { missing.append(name) }
  func add(_ image: Misnamed) { misnamed.append(image) }
}
