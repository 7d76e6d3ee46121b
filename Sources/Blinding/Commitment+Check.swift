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

  /// The same for slots alone, whatever their arms are called: that slots of one arm are of one arm still is held, and
  /// which arm it is nobody learns.
  ///
  /// - Returns: `slot …` with its name; nil where nothing differs.
  public static func firstDifferentSlot(_ plan: PresentationPlan, from commitments: [Commitment]) -> String? {
    let committed = Dictionary(
      lines(commitments.map(\.text)).filter { $0.hasPrefix("slot ") }.compactMap(place), uniquingKeysWith: { $1 })
    let now = slots(of: plan).compactMap(place)
    if let moved = now.map(\.0).filter({ committed[$0] == nil }).min() { return subject(moved) }
    let pairs = now.map { (slot: $0, now: $1, then: committed[$0] ?? []) }
    let alone = pairs.filter { $0.now.count == 1 && $0.then.count == 1 }.map { ($0.now[0], $0.then[0]) }
    let then = mostOften(alone)
    let today = mostOften(alone.map { ($1, $0) })
    return pairs.filter { pair in
      pair.now.count != pair.then.count || !Set(pair.now.compactMap { then[$0] }).isSubset(of: pair.then)
        || !Set(pair.then.compactMap { today[$0] }).isSubset(of: pair.now)
    }.map(\.slot).min().map(subject)
  }

  /// What each first part stands with most often.
  private static func mostOften(_ pairs: [(String, String)]) -> [String: String] {
    Dictionary(grouping: pairs, by: \.0).compactMapValues { pairs in
      Dictionary(grouping: pairs, by: \.1).max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
    }
  }

  /// A slot's line without its arms, and the arms.
  private static func place(_ line: String) -> (String, [String])? {
    line.lastIndex(of: " ").map { end in
      (String(line[..<end]), line[line.index(after: end)...].split(separator: ",").map(String.init))
    }
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
