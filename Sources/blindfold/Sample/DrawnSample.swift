internal import Foundation
internal import LogSampling
internal import StudyFile
internal import StudyModel

/// A sample as it was drawn: what is written of it, and what is said of it.
struct DrawnSample {
  let log: SampledLog
  let draw: LogDraw
  let quotas: [LogDraw.Stratum: Int]
  let picked: PickedImages
  /// Bits within which pictures look alike.
  let near: Int

  /// The column that holds the stratum, where it is not the category.
  static let stratumColumn = "stratum"

  /// Strata that gave images, in order.
  var strata: [LogDraw.Stratum] { picked.given.keys.sorted() }

  /// By stratum, adding up to 1: what the estimate weights images by.
  var weights: [LogDraw.Stratum: Double] { draw.weights(picked.given) }

  /// The place of an image in the set, from 0 → its file's name.
  func fileName(_ index: Int) -> String {
    let digits = max(4, String(picked.images.count).count)
    let number = String(index + 1)
    let ending = picked.images[index].format == .jpeg ? "jpg" : picked.images[index].format.rawValue
    return String(repeating: "0", count: digits - number.count) + number + "." + ending
  }

  /// The set's metadata, a line an image: what prompts and rules may know of it, and its stratum.
  var metadata: String {
    get throws {
      try lines(picked.images.indices) { index in
        let image = picked.images[index]
        return ["file_name": .text(fileName(index))].merging(columns(image.entry.event, image.stratum)) { first, _ in
          first
        }
      }
    }
  }

  private func columns(_ event: LogEvent, _ stratum: LogDraw.Stratum) -> [String: JSONTree] {
    var columns = event.fields.filter { !LogEvent.ofCaption.contains($0.key) && $0.key != Self.stratumColumn }
      .mapValues(JSONTree.text)
    columns["category"] = .text(event.category)
    if draw.editedRate != nil { columns[Self.stratumColumn] = .text(stratum.name) }
    return columns
  }

  /// Where each image is from and what it stands for. No caption is in it.
  var origins: String {
    get throws {
      let (given, weights) = (picked.given, weights)
      return try lines(picked.images.indices) { index in
        let image = picked.images[index]
        var line: [String: JSONTree] = [
          "file_name": .text(fileName(index)), "source": .text(image.entry.event.image), "sha256": .text(image.id),
          "category": .text(image.stratum.category), "stratum": .text(image.stratum.name),
          "edited": image.entry.event.isEdited.map(JSONTree.flag) ?? .null,
          "stands_for": .real((weights[image.stratum] ?? 0) / Double(max(1, given[image.stratum] ?? 1))),
        ]
        for column in ["time", "timestamp", "tier", "model"] {
          if let value = image.entry.event.fields[column] { line[column] = .text(value) }
        }
        return line
      }
    }
  }

  /// Addresses with what their lines of a manifest would be.
  var addresses: String {
    get throws {
      try lines(picked.addresses.indices) { index in
        let (stratum, entry) = picked.addresses[index]
        return ["url": .text(entry.event.image)].merging(columns(entry.event, stratum)) { first, _ in first }
      }
    }
  }

  private func lines(_ indices: Range<Int>, _ line: (Int) -> [String: JSONTree]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try indices.map { String(decoding: try encoder.encode(line($0)), as: UTF8.self) + "\n" }.joined()
  }

  /// `dataset` of a study file over this sample.
  var dataset: [String] {
    let files = log.files.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: ", ")
    var lines = [
      "dataset:",
      "  path: \(SampleFolder.images)  # \(counted(picked.images.count, "image")) of \(counted(draw.events, "event")) in \(visible(files))",
    ]
    if let rate = draw.editedRate {
      lines += [
        "  # Captions that users changed were drawn \(Self.plain(rate)) times as often; 'traffic' weights them back.",
        "  stratum: \(Self.stratumColumn)",
      ]
    }
    lines.append("  sample: {seed: \(draw.seed)}")
    let weights = weights
    if strata.count > 1 {
      let without = draw.strata.filter { picked.given[$0.key, default: 0] == 0 }
      if without.isEmpty {
        lines.append("  traffic:  # each one's share of the log's events")
      } else {
        let events = without.values.reduce(0) { $0 + $1.events }
        let share = Self.plain(Double(events) / Double(max(1, draw.events)))
        lines += [
          "  # Without an image, and so no part of this: \(without.keys.sorted().map { visible($0.name) }.joined(separator: ", ")),",
          "  # \(counted(events, "event")), \(share) of the log's.",
          "  traffic:  # each one's share of the other events",
        ]
      }
      lines += strata.map { "    \(Self.quoted($0.name)): \(Self.plain(weights[$0] ?? 0))" }
    }
    return lines
  }

  /// Nine decimals at the most: sums of a thousand of them are 1 to a millionth.
  static func plain(_ number: Double) -> String {
    var text = String(format: "%.9f", number)
    while text.last == "0" { text.removeLast() }
    return text.last == "." ? String(text.dropLast()) : text
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
