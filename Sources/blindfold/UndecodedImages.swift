internal import Imaging

/// Images of a study that cannot be decoded here: reading goes by headers and takes them, and raters would see no picture.
struct UndecodedImages {
  /// By file name, in the study's order.
  let images: [(name: String, error: ImagingError)]

  /// Most that are named.
  private static let mostNamed = 20

  /// Whether one of them can be decoded nowhere: another machine may have a loader that is wanting here.
  var isDamage: Bool {
    images.contains { if case .noLoader = $0.error { false } else { true } }
  }

  /// Which images of a study they are and why, in lines: first a headline, with what to do.
  ///
  /// - Returns: nil where there is none.
  var warning: String? {
    let it = images.count == 1 ? "it" : "them"
    return lines(
      "cannot be decoded here: raters could not see \(it)",
      isDamage
        ? "Replace \(it), or remove \(it) from the set; reading goes by headers, so `skip_unreadable` does not find such"
        : "Install the loader wherever anyone rates"
    )?.joined(separator: "\n")
  }

  /// Which they are and why: first a headline of fact and consequence, and what to do, then one line for each.
  ///
  /// - Returns: nil where there is none.
  func lines(_ fact: String, _ next: String) -> [String]? {
    guard !images.isEmpty else { return nil }
    let more = images.count > Self.mostNamed ? ["and \(images.count - Self.mostNamed) more"] : []
    return ["\(counted(images.count, "image")) \(fact). \(next)"]
      + images.prefix(Self.mostNamed).map { "\(visible($0.name)): \(Self.reason($0.error))" } + more
  }

  private static func reason(_ error: ImagingError) -> String {
    switch error {
    case .damaged(let detail): "damaged (\(detail))"
    case .noLoader(let format): "no loader for \(format) is installed"
    default: "\(error)"
    }
  }
}
