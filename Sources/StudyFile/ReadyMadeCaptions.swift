internal import Foundation
internal import Roster
internal import StudyModel

/// Captions that were made elsewhere, matched with the images of a set.
struct ReadyMadeCaptions {
  /// The file as messages show it.
  let file: String
  let bytes: [UInt8]
  /// Whose rows of an export that holds several models' answers; nil: all of them.
  let provider: String?

  /// The captions of a file by the items they are about, and how it was matched.
  struct Matched {
    /// Item → caption as written, empty ones included; an item without one is absent.
    var captions: [ItemID: ReadyMadeCaption] = [:]
    /// How many of the items are named, with a caption or without.
    var named = 0
    /// What its first row calls its image; nil where there is no row.
    var firstName: String?
  }

  /// Rows about images that are not among the items are passed over: the set may be a sample. A row that cannot be read is
  /// a complaint, and reading goes on.
  ///
  /// - Parameter listed: the name of every image that the set lists, whether it was drawn and can be used or not: what is
  ///   said of one of them is said of no other.
  func captions(for items: [SetItem], listed: Set<String>, complaints: Complaints) -> Matched {
    let ids = Dictionary(items.map { ($0.fileName, $0.id) }) { first, _ in first }
    let rows = ReadyMadeRows(file: file, bytes: bytes, provider: provider, complaints: complaints).rows()
    var matched = Matched(firstName: rows.first?.names[0])
    var seen: [String: ReadyMadeRow] = [:]
    for row in rows {
      // Two spellings of one image's path are one image.
      let name = row.names.lazy.compactMap { Self.image($0, among: listed) }.first ?? row.names[0]
      if let first = seen[name] {
        complaints.add(
          row.place, "\(quoted(name)) has a caption twice: \(row.whereabouts) and \(first.whereabouts(from: row)).",
          "Nobody could tell which was meant.", "Remove one of the two.")
        continue
      }
      seen[name] = row
      guard let id = ids[name] else { continue }
      matched.named += 1
      matched.captions[id] = row.caption
    }
    return matched
  }

  /// The image that a row names: as the set has it, or by a longer path or a `file://` that ends so, its longest end first.
  private static func image(_ name: String, among listed: Set<String>) -> String? {
    let scheme = "file://"
    guard name.hasPrefix(scheme) else { return end(of: name, among: listed) }
    let path = String(name.dropFirst(scheme.count))
    return end(of: path, among: listed) ?? path.removingPercentEncoding.flatMap { end(of: $0, among: listed) }
  }

  private static func end(of path: String, among listed: Set<String>) -> String? {
    var rest = path[...]
    while !rest.isEmpty {
      if listed.contains(String(rest)) { return String(rest) }
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      rest = rest[rest.index(after: slash)...]
    }
    return nil
  }
}

extension StudyReader {
  /// Reads ready-made captions once, so that a broken row is found before anyone rates. A file with no caption for any of
  /// the images is refused: it is of another set, or names it in another way.
  ///
  /// - Returns: label → captions.
  func readyMade(_ candidates: [PlacedCandidate], _ data: LoadedData) -> [String: [ItemID: ReadyMadeCaption]] {
    var readyMade: [String: [ItemID: ReadyMadeCaption]] = [:]
    let items = data.items
    for placed in candidates {
      guard let file = placed.captions else { continue }
      let label = placed.candidate.label
      let before = complaints.count
      let matched = file.content.captions(for: items, listed: data.listed, complaints: complaints)
      readyMade[label] = matched.captions
      guard matched.captions.count < items.count, complaints.count == before else { continue }
      if matched.captions.isEmpty {
        refuse(file, of: label, matched, items)
      } else {
        let missing = items.first { matched.captions[$0.id] == nil }?.fileName ?? ""
        complaints.notice(
          file.place,
          "'\(label)' has no caption for \(items.count - matched.captions.count) of \(counted(items.count, "image")), \(quoted(missing)) among them: they count as failures."
        )
      }
    }
    return readyMade
  }

  private func refuse(
    _ file: (content: ReadyMadeCaptions, place: Place), of label: String, _ matched: ReadyMadeCaptions.Matched,
    _ items: [SetItem]
  ) {
    let name = file.content.file
    let images = counted(items.count, "image")
    let fact =
      if let first = matched.firstName {
        matched.named == 0
          ? "none of \(images) is named in \(name): its first row is about \(quoted(first)), the study's first image is \(quoted(items[0].fileName))."
          : "\(name) names \(matched.named) of \(images) and has no caption for any."
      } else {
        "there is no caption in \(name)."
      }
    complaints.add(
      file.place, fact, "Every caption of '\(label)' would count as a failure.",
      matched.named > 0
        ? "Export the answers as texts, or take the candidate out."
        : "Write the images' names as the set has them, or name the file that is about this set.")
  }
}
