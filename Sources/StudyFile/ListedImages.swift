/// Gathers what a data set lists while it is read, whether it can be used or not.
final class ListedImages {
  /// Every image's name as the set has it, those of other splits among them.
  private(set) var names: Set<String> = []

  func add(_ name: String) { names.insert(name) }
}
