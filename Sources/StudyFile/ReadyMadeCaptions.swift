internal import Roster
internal import StudyModel

/// Captions that were made elsewhere, matched with the images of a set.
struct ReadyMadeCaptions {
  /// The file as messages show it.
  let file: String
  let bytes: [UInt8]
  /// Whose rows of an export that holds several models' answers; nil: all of them.
  let provider: String?

  /// Rows about images that are not in the set are passed over: the set may be a sample.
  ///
  /// - Returns: item → caption as written, empty ones included; an item without one is absent. A row that cannot be
  ///   read is a complaint, and reading goes on.
  func captions(for items: [SetItem], complaints: Complaints) -> [ItemID: ReadyMadeCaption] {
    let ids = Dictionary(items.map { ($0.fileName, $0.id) }) { first, _ in first }
    let rows = ReadyMadeRows(file: file, bytes: bytes, provider: provider, complaints: complaints).rows()
    var captions: [ItemID: ReadyMadeCaption] = [:]
    var seen: [String: ReadyMadeRow] = [:]
    for row in rows {
      let name = row.names.first { known($0, ids) != nil } ?? row.names[0]
      let id = known(name, ids)
      // Two spellings of one image's path are one image.
      let subject = id?.hex ?? name
      if let first = seen[subject] {
        complaints.add(
          row.place, "\(quoted(name)) has a caption twice: \(row.whereabouts) and \(first.whereabouts(from: row)).",
          "Nobody could tell which was meant.", "Remove one of the two.")
        continue
      }
      seen[subject] = row
      if let id { captions[id] = row.caption }
    }
    return captions
  }

  /// The image that a row names: as the data set has it, or by a longer path or a `file://` that ends so.
  private func known(_ name: String, _ ids: [String: ItemID]) -> ItemID? {
    if let id = ids[name] { return id }
    var rest = name.hasPrefix("file://") ? name.dropFirst("file://".count) : name[...]
    while !rest.isEmpty {
      if let id = ids[String(rest)] { return id }
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      rest = rest[rest.index(after: slash)...]
    }
    return nil
  }
}

extension StudyReader {
  /// Reads ready-made captions once, so that a broken row is found before anyone rates.
  ///
  /// - Returns: label → captions.
  func readyMade(_ candidates: [PlacedCandidate], _ items: [SetItem]) -> [String: [ItemID: ReadyMadeCaption]] {
    var readyMade: [String: [ItemID: ReadyMadeCaption]] = [:]
    for placed in candidates {
      guard let file = placed.captions else { continue }
      let label = placed.candidate.label
      let before = complaints.count
      let captions = file.content.captions(for: items, complaints: complaints)
      readyMade[label] = captions
      if captions.count < items.count && complaints.count == before {
        let missing = items.first { captions[$0.id] == nil }?.fileName ?? ""
        complaints.notice(
          file.place,
          "'\(label)' has no caption for \(items.count - captions.count) of \(counted(items.count, "image")), \(quoted(missing)) among them: they count as failures."
        )
      }
    }
    return readyMade
  }
}
