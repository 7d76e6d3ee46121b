internal import Statistics

/// Ratings written as a grid: a word for each image, in it a digit for each rater, a full stop where a cell is missing.
struct Grid: Sendable {
  let observations: [Observation]

  init(_ text: String) {
    var observations: [Observation] = []
    for (image, word) in text.split(whereSeparator: \.isWhitespace).enumerated() {
      for (rater, character) in word.enumerated() {
        guard let value = character.wholeNumberValue else { continue }
        observations.append(Observation(image: image, rater: rater, value: Double(value)))
      }
    }
    self.observations = observations
  }

  /// The images of a range only.
  func images(_ range: Range<Int>) -> [Observation] { observations.filter { range.contains($0.image) } }
}

/// The tables that reference values were computed from.
extension Grid {
  /// One model, 24 images × 3 raters, no cell missing.
  static let completeIncumbent = Grid(
    """
    334 233 443 445 455 243 323 124 233 335 455 555 333 433 545 544 554 424 445 443 334 233 445 345
    """)

  /// A second model, 24 images × 3 raters, no cell missing.
  static let completeAlpha = Grid(
    """
    333 454 344 455 445 235 323 334 533 333 233 444 434 334 434 443 344 544 235 232 455 343 445 344
    """)

  /// A third model, 24 images × 3 raters, no cell missing.
  static let completeBeta = Grid(
    """
    444 444 231 455 424 333 453 535 454 444 231 555 455 334 242 444 544 344 534 444 435 543 545 445
    """)

  /// One model, 30 images × 4 raters, cells missing.
  static let sparseIncumbent = Grid(
    """
    .323 2.22 4334 421. .312 5454 4324 2322 443. 4313 3334 5455 3222 2212 4223 3323 3122 3212 4344 4422 322. 3223
    .111 4334 3222 3433 3.33 22.2 3434 554.
    """)

  /// A second model, 30 images × 4 raters, cells missing.
  static let sparseAlpha = Grid(
    """
    54.5 2224 54.3 3323 4323 4442 34.5 2412 .332 ...3 3133 44.5 4332 32.. 4443 ..23 4434 .223 333. 53.4 ..23 4235
    2..2 .333 3222 433. .224 .333 5.33 5444
    """)

  /// A third model, 30 images × 4 raters, cells missing.
  static let sparseBeta = Grid(
    """
    5435 4.21 5445 55.4 3322 4334 4425 .323 3335 4433 .112 5.5. 3433 32.. 5344 2223 5325 4122 .334 5.55 .424 33.3
    2213 544. 5433 433. 5545 5.34 5.43 5455
    """)

  /// One model, 10 images, one rater.
  static let singleIncumbent = Grid(
    """
    3 4 3 3 5 3 5 5 3 3
    """)

  /// A second model, 10 images, one rater.
  static let singleAlpha = Grid(
    """
    2 5 4 3 4 2 4 5 3 4
    """)

  /// Stratum of images × 2 raters.
  static let indoor = Grid(
    """
    41 45 45 32 34 43 24 33 33
    """)

  /// Stratum of images × 2 raters.
  static let outdoor = Grid(
    """
    53 44 52 44 44 33 33
    """)

  /// Stratum of images × 2 raters.
  static let text = Grid(
    """
    22 32 23 23 33 33
    """)
}
