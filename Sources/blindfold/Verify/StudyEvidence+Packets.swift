internal import Blinding
internal import Foundation
internal import StudyModel
internal import StudyStore

extension StudyEvidence {
  /// Holds the packets in the study's folder against what was collected from them.
  func packets() throws -> VerifyStep {
    var step = VerifyStep("packets")
    let folder = "\(self.folder)/packets"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let collected = try store.storedRatings()
    var seen: Set<String> = []
    for name in names.sorted() where name.hasSuffix(".sqlite") {
      let file = "packets/\(name)"
      func add(_ text: String) { step.findings.append(VerifyStep.Finding(file, nil, text)) }
      do {
        let packet = try intake.read("\(folder)/\(name)")
        seen.insert(packet.receipt.packet)
        let links = (collected[packet.receipt.packet] ?? []).map(\.chain)
        let own = packet.ratings.map(\.chain)
        if let place = zip(own, links).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
          add(
            "entry \(place + 1) is not the one that was collected: this file and study.sqlite went apart, and one of "
              + "them was changed")
        } else if own.count < links.count {
          step.notes.append("\(file): an older copy, \(own.count) of the \(links.count) entries that were collected")
        } else if own.count > links.count {
          step.notes.append(
            "\(file): \(counted(own.count - links.count, "entry", "entries")) that \(own.count - links.count == 1 ? "is" : "are") "
              + "not collected yet")
        }
      } catch let problem as PacketProblem {
        // The path begins the message, and the line too.
        let message = "\(problem)".replacing("\(folder)/\(name): ", with: "")
        add("\(problem.kind.words): \(message)")
      }
    }
    step.notes.insert(
      "\(counted(seen.count, "file")) of \(intake.plan.packets.count) held against what was collected", at: 0)
    let away = Set(intake.plan.packets.filter { !seen.contains($0.id) && collected[$0.id] != nil }.map(\.rater))
      .sorted()
    if !away.isEmpty && step.findings.isEmpty {
      step.notes.append(
        "not here: \(away.joined(separator: ", ")). Of these the chain in study.sqlite stands alone: whoever could write "
          + "there could write another")
    }
    return step
  }

  /// Holds the manifest's receipts, and those that raters noted, against the collected ratings.
  func receipts(_ noted: [NotedReceipt]) throws -> VerifyStep {
    var step = VerifyStep("receipts")
    let stored = try store.storedRatings()
    for listed in manifest?.receipts ?? [] {
      func add(_ text: String) {
        step.findings.append(VerifyStep.Finding(ReportManifest.file, "receipts[\(listed.rater)]", text))
      }
      guard let packet = intake.plan.packets.first(where: { $0.id == listed.packet }) else {
        add("packet \(listed.packet.prefix(12))… is not one of this study")
        continue
      }
      let entries = stored[packet.id] ?? []
      if packet.rater != listed.rater { add("this packet is \(packet.rater)'s") }
      if listed.count != report?.extent.ratings[packet.id] ?? listed.count {
        add("\(listed.count) entries; the report had \(report?.extent.ratings[packet.id] ?? 0)")
      } else if listed.count > entries.count {
        add("\(listed.count) entries; study.sqlite has \(entries.count)")
      } else if listed.count > 0, entries[listed.count - 1].chain != listed.head {
        add("after \(listed.count) entries the chain ends otherwise in study.sqlite")
      }
      if listed.protocol != intake.declared.hash { add("another protocol than the packets carry") }
      if listed.commitment != intake.commitments[packet.id] { add("another commitment than the packet carries") }
    }
    if let report, manifest != nil {
      let listed = Set((manifest?.receipts ?? []).map(\.packet))
      for packet in report.extent.ratings.keys.sorted() where !listed.contains(packet) {
        step.findings.append(
          VerifyStep.Finding(ReportManifest.file, "receipts", "none for \(rater(packet))'s packet, which has ratings"))
      }
    }
    for receipt in noted { check(receipt, stored, &step) }
    step.notes = [
      "\(counted(manifest?.receipts.count ?? 0, "receipt")) of manifest.json",
      noted.isEmpty
        ? "none that a rater noted was given: see --receipt" : "\(counted(noted.count, "receipt")) that raters noted",
    ]
    return step
  }

  private func check(
    _ noted: NotedReceipt, _ stored: [String: [(sequence: Int, text: String, chain: String)]], _ step: inout VerifyStep
  ) {
    func add(_ text: String) {
      step.findings.append(
        VerifyStep.Finding("study.sqlite", "receipt \(noted.rater):\(noted.count):\(noted.head.prefix(12))", text))
    }
    let packets = intake.plan.packets.filter { $0.rater == noted.rater }
    guard !packets.isEmpty else { return add("no rater of this study is called \(noted.rater)") }
    let long = packets.filter { (stored[$0.id]?.count ?? 0) >= noted.count }
    guard !long.isEmpty else {
      let most = packets.map { stored[$0.id]?.count ?? 0 }.max() ?? 0
      return add("\(noted.rater) had given \(noted.count) entries, and only \(most) are here: some are missing")
    }
    let fits = long.contains { packet in
      noted.count > 0 && stored[packet.id]?[noted.count - 1].chain.hasPrefix(noted.head) == true
    }
    if !fits && noted.count > 0 {
      add("after \(noted.count) entries the chain was another when \(noted.rater) left: ratings were changed since")
    }
  }
}
