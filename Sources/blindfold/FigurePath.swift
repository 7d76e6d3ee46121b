internal import Foundation

/// A figure's path as a document sees it: only where both lie in one folder does it stay true when they move.
///
/// - Returns: nil where there is no figure, no document, or no such path.
func figurePath(of svg: String?, in document: String?) -> String? {
  guard let svg, let document else { return nil }
  let (figure, file) = (URL(fileURLWithPath: svg), URL(fileURLWithPath: document))
  let isTame = figure.lastPathComponent.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
  }
  return isTame && figure.deletingLastPathComponent() == file.deletingLastPathComponent()
    ? figure.lastPathComponent : nil
}
