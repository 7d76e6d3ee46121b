internal import Foundation
internal import Roster
internal import StudyModel

/// What a study was made from and its file names: images, pictures of the guide, captions made elsewhere.
struct StudyInputFiles {
  /// Images of the set.
  let images: Int
  /// Images that lie in the study's own folder.
  private(set) var imagesInside: Int = 0
  /// All such files in the study's own folder, by their paths below it.
  private(set) var inside: [String] = []

  /// Finds them by the study file.
  init(_ plan: StudyPlan, _ location: StudyLocation) {
    images = plan.items.count
    let root = Self.real(location.folder) + "/"
    func below(_ path: String) -> String? {
      let real = Self.real(path)
      return real.hasPrefix(root) ? String(real.dropFirst(root.count)) : nil
    }
    let own = plan.items.compactMap { below($0.path) }
    imagesInside = own.count
    let captions = plan.candidates.flatMap(\.reached).compactMap { candidate -> String? in
      guard case .captions(let file) = candidate.source else { return nil }
      return file.path.hasPrefix("/") ? file.path : "\(location.folder)/\(file.path)"
    }
    inside = Set(own + (Array(plan.review.guideImages.values) + captions).compactMap(below)).sorted()
  }

  private static func real(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
