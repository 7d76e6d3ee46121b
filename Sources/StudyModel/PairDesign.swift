/// Which captions of an image are compared in a study of pairs. It is the study's business and never in a packet: whoever
/// knew that one of two captions is always the incumbent's would look for it.
public enum PairDesign: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every other candidate's caption with the incumbent's.
  case incumbentVsEach = "incumbent-vs-each"
  /// Every candidate's caption with every other's.
  case all

  /// Pairs that so many candidates make; 0 for fewer than two.
  public func count(candidates: Int) -> Int {
    switch self {
    case .incumbentVsEach: max(0, candidates - 1)
    case .all: candidates * max(0, candidates - 1) / 2
    }
  }
}
