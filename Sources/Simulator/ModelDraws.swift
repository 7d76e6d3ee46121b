internal import StudyModel

/// The draws of one model for one image.
///
/// With the chance of the model's likeness a draw is taken from the image's own stream, which all models of a
/// simulation share; otherwise from the model's. Either way it is uniform.
struct ModelDraws: Sendable {
  private let own: Draws
  private let shared: Draws
  private let likeness: Double

  init(seed: UInt64, item: ItemID, model: SimulatedModel) {
    own = Draws("caption", "\(seed)", item.hex, model.name)
    shared = Draws("image", "\(seed)", item.hex)
    likeness = model.likeness
  }

  /// A number from 0 up to but without 1 for what is said of an image.
  func unit(_ label: String) -> Double {
    own.unit(label + "/alike") < likeness ? shared.unit(label) : own.unit(label)
  }

  /// Whether something of that chance happens.
  func happens(_ label: String, _ chance: Double) -> Bool { unit(label) < chance }

  /// One of so many, each as likely as the next.
  func index(_ label: String, below count: Int) -> Int { min(count - 1, Int(unit(label) * Double(count))) }

  /// A number of the model alone, for wording and timing.
  func style(_ label: String) -> Double { own.unit(label) }

  /// A standard normal number of the model alone.
  func styleNormal(_ label: String) -> Double { own.normal(label) }
}
