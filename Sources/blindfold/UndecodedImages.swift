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

  /// Which they are and why, in lines: first a headline, with what to do.
  ///
  /// - Returns: nil where there is none.
  var warning: String? {
    guard !images.isEmpty else { return nil }
    let it = images.count == 1 ? "it" : "them"
    var lines = [
      "\(counted(images.count, "image")) cannot be decoded here: raters could not see \(it). "
        + (isDamage
          ? "Replace \(it), or remove \(it) from the set; reading goes by headers, so `skip_unreadable` does not find such"
          : "Install the loader wherever anyone rates")
    ]
    lines += images.prefix(Self.mostNamed).map { "\($0.name): \(Self.reason($0.error))" }
    if images.count > Self.mostNamed { lines.append("and \(images.count - Self.mostNamed) more") }
    return lines.joined(separator: "\n")
  }

  private static func reason(_ error: ImagingError) -> String {
    switch error {
    case .damaged(let detail): "damaged (\(detail))"
    case .noLoader(let format): "no loader for \(format) is installed"
    default: "\(error)"
    }
  }
}
