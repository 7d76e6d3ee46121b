/// Why a packet was not taken in: place, fact, consequence, next step.
struct PacketProblem: Error, CustomStringConvertible {
  /// The kinds that `collect --json` tells apart.
  enum Kind: String {
    /// There is no such file.
    case missing
    /// Not a packet, or damaged.
    case unreadable
    /// Written by a newer program.
    case newer
    /// A packet, but none of this study's.
    case anotherStudy = "another-study"
    /// Not as it was written, or its chain of hashes is broken.
    case edited
    /// A copy that holds another entry than a copy that was collected before, or than one beside it.
    case conflict

    /// For a list.
    var words: String {
      switch self {
      case .missing: "missing"
      case .unreadable: "not readable"
      case .newer: "of a newer program"
      case .anotherStudy: "of another study or run"
      case .edited: "edited by hand"
      case .conflict: "in conflict with another copy"
      }
    }
  }

  var kind: Kind
  var description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
