internal import LogSampling

extension DrawnSample {
  /// What was drawn, for a terminal.
  func text(_ target: SampleFolder) -> String {
    let (given, weights) = (picked.given, weights)
    var grid = TextGrid(["stratum", "events", "share", "images"], left: [0])
    for stratum in draw.strata.keys.sorted() {
      grid.add([
        visible(stratum.name), grouped(draw.strata[stratum]?.events ?? 0), Self.plain(weights[stratum] ?? 0),
        grouped(given[stratum] ?? 0),
      ])
    }
    var lines = [
      "\(log.files.map(visible).joined(separator: ", ")): \(counted(draw.events, "event")), seed \(draw.seed)", "",
      grid.text,
      "",
    ]
    lines += remarks
    lines.append("\(target.set): \(counted(picked.images.count, "image")); \(target.origins) says where each is from")
    if target.hasStudy {
      lines.append("\(target.studyFile): read it before anything is sent")
      lines.append("next: blindfold doctor \(quoted(target.folder))")
      lines.append("      blindfold plan \(quoted(target.folder))")
    } else {
      lines.append("no study file was written: --study LAST carries on from one, or begin a new one with these lines:")
      lines += dataset.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  /// What a reader must know of the sample, a sentence each.
  var remarks: [String] {
    var remarks: [String] = []
    let given = picked.given
    let wanted = quotas.values.reduce(0, +)
    if wanted < draw.count {
      remarks.append("The log has \(counted(wanted, "image")) to give; \(grouped(draw.count)) were asked for.")
    }
    for stratum in draw.strata.keys.sorted() where given[stratum, default: 0] < quotas[stratum, default: 0] {
      remarks.append(
        "\(visible(stratum.name)): \(given[stratum, default: 0]) of \(quotas[stratum, default: 0]) images; no other of the log can be used."
      )
    }
    for stratum in draw.strata.keys.sorted() where given[stratum, default: 0] == 0 {
      remarks.append("\(visible(stratum.name)): no image, so its events are no part of what the study speaks of.")
    }
    for stratum in strata where given[stratum] == 1 {
      remarks.append(
        "\(visible(stratum.name)): one image has no spread, so estimates over all will have no interval. Raise --count or --minimum."
      )
    }
    if picked.alike > 0 {
      remarks.append(
        "\(counted(picked.alike, "image")) looked like one that was drawn (at most \(near) of 64 bits apart) and gave way to the next."
      )
    }
    if picked.inOthers > 0 {
      remarks.append(
        "\(counted(picked.inOthers, "image")) gave way to the next: in a study named by --except, or alike.")
    }
    for (reason, count) in picked.unusable.sorted(by: { $0.key < $1.key }) {
      remarks.append(
        "\(counted(count, "image")) gave way to the next: \(visible(picked.examples[reason] ?? "")) \(reason).")
    }
    if log.found.unusable.count > 0 {
      remarks.append("\(counted(log.found.unusable.count, "row")) passed over: \(visible(log.found.unusable.first)).")
    }
    if draw.withoutOutcome > 0 {
      remarks.append(
        "\(counted(draw.withoutOutcome, "event")) passed over: no 'shown', so nobody knows whether it was edited.")
    }
    if log.found.others > 0 { remarks.append("\(counted(log.found.others, "event")) of other categories passed over.") }
    return remarks
  }

  /// The same for machines.
  func json(_ target: SampleFolder) throws -> String {
    let (given, weights) = (picked.given, weights)
    return try JSONTree.object([
      "format": .text("blindfold-sample/1"), "seed": .whole(Int(draw.seed)), "events": .whole(draw.events),
      "images": .whole(picked.images.count), "edited_rate": .real(draw.editedRate), "near_bits": .whole(near),
      "folder": .text(target.folder), "study_file": target.hasStudy ? .text(target.studyFile) : .null,
      "replaced": .object([
        "alike": .whole(picked.alike), "in_other_studies": .whole(picked.inOthers),
        "unusable": .object(picked.unusable.mapValues(JSONTree.whole)),
      ]),
      "strata": .array(
        draw.strata.keys.sorted().map { stratum in
          .object([
            "stratum": .text(stratum.name), "category": .text(stratum.category),
            "edited": stratum.isEdited.map(JSONTree.flag) ?? .null,
            "events": .whole(draw.strata[stratum]?.events ?? 0), "wanted": .whole(quotas[stratum] ?? 0),
            "images": .whole(given[stratum] ?? 0), "weight": .real(weights[stratum] ?? 0),
          ])
        }),
      "remarks": .array(remarks.map(JSONTree.text)),
    ]).document()
  }
}
