internal import StudyModel

/// Who judged, and whether their packets came back as they were handed out.
extension DecisionDocument {
  var raters: [Block] {
    let rows = dossier.raters.sorted { $0.pseudonym < $1.pseudonym }.map { rater -> [Prose] in
      [
        "\(code: rater.pseudonym)\(rater.isSimulated ? " (simulated)" : "")",
        rated(rater),
        Prose(stringLiteral: Numbers.count(rater.sessions)),
        Prose(stringLiteral: rater.displayModes.isEmpty ? Numbers.unknown : shown(rater.displayModes)),
        Prose(stringLiteral: rater.canReadKey.map { $0 ? "yes" : "no" } ?? Numbers.unknown),
        receipt(rater), chain(rater),
      ]
    }
    return [
      .heading(3, "Raters"),
      .table(
        Table(
          caption: marked(
            "Raters by pseudonym.",
            " A receipt is the number of stored entries (answers, changed answers, flags, sittings) and the head of their chain of hashes; raters saw it when "
              + "they quit and can compare. Whole hashes are in \(code: "manifest.json")."),
          columns: [
            .text("Rater"), .text("Items rated"), .number("Sittings"), .text("Pictures shown as"),
            .text("Could read the key"), .text("Receipt"), .text("Chain"),
          ], rows: rows)),
    ]
  }

  private func rated(_ rater: RaterFacts) -> Prose {
    let counts: Prose = "\(Numbers.count(rater.itemsRated)) of \(Numbers.count(rater.itemsPlanned))"
    guard let withdrawal = rater.withdrawal else { return counts }
    let end: Prose = withdrawal.replacedBy.map { "replaced by \(code: $0)" } ?? "withdrawn"
    let late: Prose = withdrawal.late > 0 ? ", \(Numbers.count(withdrawal.late)) judgements late" : ""
    return "\(counts), \(end): \(Numbers.count(withdrawal.open)) left open\(late)"
  }

  private func shown(_ modes: [String]) -> String { modes.sorted().joined(separator: ", ") }

  var keyReaders: Prose {
    let judges = reading.judges
    let total = judges.count
    let could = judges.filter { $0.canReadKey == true }.count
    let unknown = judges.filter { $0.canReadKey == nil }.count
    let known: Prose =
      could == 0 && unknown == 0
      ? "No readable key lay beside a rater’s packet"
      : "\(strong: "\(Numbers.count(could)) of \(Numbers.counted(total, "rater"))") worked from an account that could "
        + "read the key beside the packet"
    let rest: Prose = unknown > 0 ? "; for \(Numbers.count(unknown)) it is unknown" : ""
    return "\(known)\(rest). Whether anybody looked cannot be told."
  }

  private func receipt(_ rater: RaterFacts) -> Prose {
    guard !rater.receipts.isEmpty else { return "none" }
    return .joined(
      rater.receipts.map { "\(Numbers.count($0.count)) · \(code: String($0.head.prefix(12)))" }, by: "; ")
  }

  /// Whether the packet is whole and was written under this protocol and one of these commitments.
  private func chain(_ rater: RaterFacts) -> Prose {
    let state: Prose = rater.isChainChecked ? "intact" : "not checked"
    if rater.receipts.contains(where: { $0.protocolHash != dossier.provenance.protocolHash }) {
      return "\(state); \(strong: "another protocol")"
    }
    if rater.receipts.contains(where: { !dossier.provenance.commitments.contains($0.commitment) }) {
      return "\(state); \(strong: "unknown commitment")"
    }
    return state
  }
}
