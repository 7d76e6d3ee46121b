public import Blinding
public import StudyModel

/// A policy under cover: for each image which of the arms serves it.
public struct Routing: Hashable, Sendable, Codable {
  /// A code of its own, which no arm of the study has.
  public var arm: ArmCode
  /// The arm of each tier, in the order of the rules.
  public var tiers: [ArmCode]
  /// Image → tier, from 0, for every image of the set.
  public var choice: [ItemID: Int]

  /// A policy under cover.
  public init(arm: ArmCode, tiers: [ArmCode], choice: [ItemID: Int]) {
    self.arm = arm
    self.tiers = tiers
    self.choice = choice
  }

  /// Image → the arm that serves it.
  var arms: [ItemID: ArmCode] { choice.compactMapValues { tiers.indices.contains($0) ? tiers[$0] : nil } }

  /// The images that a tier serves.
  func items(in tier: Int) -> Set<ItemID> { Set(choice.filter { $0.value == tier }.keys) }
}

extension RatingTable {
  /// The table with an arm more for each policy: for each image the cells of the arm that serves it, failures among
  /// them. Nothing is asked of anybody: these are ratings that are there.
  public func adding(_ routings: [Routing]) -> RatingTable {
    var table = self
    for routing in routings {
      let arms = routing.arms
      for cell in cells where arms[cell.item] == cell.arm {
        var copy = cell
        copy.arm = routing.arm
        table.cells.append(copy)
      }
    }
    return table
  }
}
