extension Commitment {
  /// What is now said of arms, outputs and slots, held against what was committed to.
  ///
  /// Everything that was committed to must be there: a rater's packet that is taken out of the plan is missed. What a crash
  /// left with the commitment only has to be completed first, as opening a study does.
  ///
  /// - Parameters:
  ///   - contents: as they are now; its nonce is not looked at.
  ///   - commitments: the first one and those of all extensions.
  /// - Returns: the first fact that was not committed to, or was and is gone, as its kind (`arm`, `output`, `slot` …) with
  ///   the name it is about; nil where nothing differs.
  public static func firstDifference(_ contents: Contents, from commitments: [Commitment]) -> String? {
    differences(contents, from: commitments).first
  }

  /// The same, every one, each once and in alphabetical order.
  public static func differences(_ contents: Contents, from commitments: [Commitment]) -> [String] {
    let committed = lines(commitments.map(\.text))
    let now = lines([Commitment(contents).text])
    return now.symmetricDifference(committed).sorted().map(subject)
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The same for slots alone, and whatever their arms are.
  ///
  /// - Returns: `slot …` with its name; nil where nothing differs.
  public static func firstDifferentSlot(_ plan: PresentationPlan, from commitments: [Commitment]) -> String? {
    func withoutArms(_ lines: some Sequence<String>) -> Set<String> {
      Set(lines.compactMap { line in line.lastIndex(of: " ").map { String(line[..<$0]) } })
    }
    let committed = lines(commitments.map(\.text)).filter { $0.hasPrefix("slot ") }
    return withoutArms(slots(of: plan)).subtracting(withoutArms(committed)).min().map(subject)
  }

  /// The lines of texts that state facts.
  private static func lines(_ texts: [String]) -> Set<String> {
    let kinds = ["arm ", "output ", "slot ", "unasked ", "anchor ", "repeat "]
    let lines = texts.flatMap { $0.split(separator: "\n").map(String.init) }
    return Set(lines.filter { line in kinds.contains { line.hasPrefix($0) } })
  }

  /// What a line is about: its kind, and the one or two names that follow it.
  private static func subject(_ line: String) -> String {
    line.split(separator: " ").prefix(line.hasPrefix("output ") ? 3 : 2).joined(separator: " ")
  }
}
