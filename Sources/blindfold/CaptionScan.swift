internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// The leak scan of a study, by candidate: for the conductor alone.
struct CaptionScan {
  let scan: LeakScan
  private let reading: StudyReading
  private let labels: [ArmCode: String]

  /// Looks through the captions that are stored.
  init(_ reading: StudyReading, _ store: StudyStore) throws {
    let arms = try store.arms()
    self.reading = reading
    labels = Dictionary(arms.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    // A study's incumbent that has no arm has no captions either: nothing is compared.
    let incumbent = arms[reading.plan.incumbent] ?? ArmCode(rawValue: "")
    scan = LeakScan(try store.outputs(), incumbent: incumbent, words: LeakWords(reading.plan.candidates))
  }

  /// Findings in the order of the study file.
  private var findings: [(label: String, finding: LeakFinding)] {
    let places = Dictionary(
      reading.plan.candidates.enumerated().map { ($0.element.label, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    return scan.findings.compactMap { finding in labels[finding.arm].map { ($0, finding) } }
      .enumerated().sorted {
        (places[$0.element.label] ?? .max, $0.offset) < (places[$1.element.label] ?? .max, $1.offset)
      }.map(\.element)
  }

  /// Lines for the conductor's terminal; captions as text that cannot act.
  func text() -> String {
    let planned = reading.plan.items.count * reading.plan.candidates.count
    let looked = "\(scan.captions) of \(counted(planned, "caption")) looked through for what tells whose they are"
    guard !scan.findings.isEmpty else {
      return "\(looked): no findings. A style that no rule knows may still tell."
    }
    var lines = [
      "\(looked): \(counted(scan.findings.count, "finding")), for you and not for raters. No caption was changed."
    ]
    var last: String?
    for (label, finding) in findings {
      if label != last { lines += ["", "\(label)\(label == reading.plan.incumbent ? ", the incumbent" : "")"] }
      last = label
      lines.append("  \(finding.kind.rawValue)\(found(finding)): \(counts(finding))")
      for example in finding.examples {
        lines.append("    \(name(of: example)): \(short(example.text))")
      }
    }
    lines += ["", "what to do"]
    for kind in LeakKind.allCases where scan.findings.contains(where: { $0.kind == kind }) {
      lines.append("  \(kind.rawValue): \(kind.advice)")
    }
    return lines.joined(separator: "\n")
  }

  private func found(_ finding: LeakFinding) -> String {
    finding.found.isEmpty || finding.kind == .length ? "" : " (\(visible(finding.found.joined(separator: ", "))))"
  }

  private func counts(_ finding: LeakFinding) -> String {
    let own = "\(finding.captions) of \(counted(finding.of, "caption"))"
    guard let contrast = finding.contrast else { return own }
    let told = "tells them apart in \(Int((contrast.auc * 100).rounded())) of 100 (chance: 50)"
    guard finding.kind == .length, let median = contrast.medians.first, let todays = contrast.medians.last else {
      return "\(own), \(reading.plan.incumbent)'s \(contrast.captions) of \(contrast.of); \(told)"
    }
    return "median \(Self.words(median)) words, \(reading.plan.incumbent)'s \(Self.words(todays)); "
      + "\(finding.found.joined()) in \(contrast.differing) of \(counted(contrast.images, "image")); \(told)"
  }

  private static func words(_ median: Double) -> String {
    median == median.rounded() ? String(Int(median)) : String(median)
  }

  private func name(of example: LeakFinding.Example) -> String {
    reading.plan.items.first { $0.id == example.item }?.fileName ?? String(example.item.hex.prefix(12))
  }

  /// At most so many characters of a caption, on one line.
  private func short(_ caption: String) -> String {
    let line = visible(caption)
    return line.count > 100 ? line.prefix(99) + "…" : line
  }

  /// The same as data: `blindfold-scan/1`.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let form = Form(
      study: reading.plan.name, rules: LeakScan.rules, incumbent: reading.plan.incumbent, captions: scan.captions,
      planned: reading.plan.items.count * reading.plan.candidates.count,
      thresholds: ["style_auc": LeakScan.leastStyleAUC, "length_auc": LeakScan.leastLengthAUC],
      leastImages: LeakScan.leastImages,
      findings: findings.map { label, finding in
        Form.Entry(
          candidate: label, kind: finding.kind.rawValue, found: finding.found, captions: finding.captions,
          of: finding.of, share: (finding.share * 10_000).rounded() / 10_000,
          againstIncumbent: finding.contrast.map {
            Form.Contrast(
              captions: $0.captions, of: $0.of, images: $0.images, differing: $0.differing,
              auc: ($0.auc * 10_000).rounded() / 10_000, medianWords: $0.medians)
          },
          examples: finding.examples.map { Form.Example(image: name(of: $0), caption: $0.text) },
          advice: finding.kind.advice)
      })
    return String(decoding: try encoder.encode(form), as: UTF8.self)
  }

  private struct Form: Encodable {
    struct Contrast: Encodable {
      let captions: Int
      let of: Int
      let images: Int
      let differing: Int
      let auc: Double
      /// The candidate's and the incumbent's; empty but for lengths.
      let medianWords: [Double]
    }
    struct Example: Encodable {
      let image: String
      let caption: String
    }
    struct Entry: Encodable {
      let candidate: String
      let kind: String
      let found: [String]
      let captions: Int
      let of: Int
      let share: Double
      /// Left out for names, which tell by themselves.
      let againstIncumbent: Contrast?
      let examples: [Example]
      let advice: String
    }
    let format = "blindfold-scan/1"
    let study: String
    let rules: Int
    let incumbent: String
    let captions: Int
    let planned: Int
    let thresholds: [String: Double]
    let leastImages: Int
    let findings: [Entry]
  }
}

extension LeakWords {
  /// The names of a study's candidates and of all that its policies can reach: labels, model strings, providers, and hosts
  /// of service addresses.
  init(_ candidates: [Candidate]) {
    let candidates = candidates.flatMap(\.reached)
    let calls = candidates.compactMap(\.call)
    self.init(
      labels: candidates.map(\.label), models: calls.flatMap { [$0.declared, $0.model] },
      providers: candidates.compactMap(\.provider)
        + calls.compactMap(\.baseURL).compactMap { URL(string: $0)?.host }.compactMap(Self.maker))
  }

  /// "mistral" of `api.mistral.ai`; nil for a number, a name on the local network or this machine.
  private static func maker(_ host: String) -> String? {
    let parts = host.split(separator: ".")
    guard parts.count >= 2, let last = parts.last, !last.allSatisfy(\.isNumber), !host.contains(":") else { return nil }
    return String(parts[parts.count - 2])
  }
}

extension CaptionScan {
  /// Prints the findings, and logs how many there are of each kind unless that is what the log says last. The log lies
  /// in the study database, which knows no names: it gets no label, no name that was found and no caption.
  func announce(_ store: StudyStore, at: Int64) throws {
    print(text())
    print("")
    let entry = scan.counts
    if try store.log().last(where: { $0.event == Self.event })?.detail != entry {
      try store.note(event: Self.event, detail: entry, at: at)
    }
  }

  private static let event = "leak scan"
}
