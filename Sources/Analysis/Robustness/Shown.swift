internal import Blinding
internal import Statistics

/// A judged caption with how it was shown, in numbers.
struct Shown {
  let image: Int
  let rater: Int
  let arm: ArmCode
  let value: Double
  let isFailure: Bool
  /// 1 for the first caption of its item.
  let position: Int
  /// 1 for the rater's first item.
  let order: Double
  let seconds: Double?

  init(_ cell: NumberedTable.Cell, _ showing: Showing) {
    image = cell.observation.image
    rater = cell.observation.rater
    arm = cell.arm
    value = cell.observation.value
    isFailure = cell.isFailure
    position = showing.position
    order = Double(showing.order)
    seconds = showing.seconds
  }

  /// One caption: what one arm said of one image.
  struct Caption: Hashable {
    let image: Int
    let arm: ArmCode
  }

  var caption: Caption { Caption(image: image, arm: arm) }
}

/// Captions numbered in the order of their first appearance.
struct CaptionNumbers {
  private var numbers: [Shown.Caption: Int] = [:]

  init(_ shown: [Shown]) {
    for entry in shown where numbers[entry.caption] == nil { numbers[entry.caption] = numbers.count }
  }

  func number(of entry: Shown) -> Int { numbers[entry.caption] ?? 0 }
}

/// What raters gave each caption on the average.
struct CaptionMeans {
  private var sums: [Shown.Caption: (total: Double, count: Double)] = [:]

  init(_ shown: [Shown]) {
    for entry in shown {
      sums[entry.caption, default: (0, 0)].total += entry.value
      sums[entry.caption, default: (0, 0)].count += 1
    }
  }

  /// The mean of the other raters; nil where there is none.
  func withoutOne(_ entry: Shown) -> Double? {
    guard let sum = sums[entry.caption], sum.count >= 2 else { return nil }
    return (sum.total - entry.value) / (sum.count - 1)
  }
}
