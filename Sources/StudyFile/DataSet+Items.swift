internal import Digest
internal import Roster
internal import StudyModel

extension DataSet {
  /// The rows whose images can be used, where others may be left out: a sample is drawn of these, and every image listed is
  /// read whole. Where none may be left out, all rows.
  func usable(_ rows: [DataRow], declaredAt place: Place) -> [DataRow] {
    guard leftOut != nil else { return rows }
    let usable = rows.filter { bytes(of: $0) != nil }
    if usable.isEmpty && !rows.isEmpty { refuseEmpty(rows[0].path, place) }
    return usable
  }

  /// Reads the sampled images' bytes and names the items by them. The same bytes under two names are refused: the image
  /// would count twice, and raters would meet it twice.
  func items(_ rows: [DataRow]) -> [SetItem] {
    var items: [SetItem] = []
    var first: [ItemID: DataRow] = [:]
    for row in rows {
      guard let bytes = bytes(of: row), let id = ItemID(hex: SHA256.hex(bytes)) else { continue }
      if let earlier = first[id] {
        // One name twice was refused already.
        if earlier.fileName == row.fileName { continue }
        complaints.add(
          row.place,
          "\(quoted(row.fileName)) has the same bytes as \(quoted(earlier.fileName)) (\(earlier.place.file):\(earlier.place.line)).",
          "One image would count twice.", "Remove one of the two.")
        continue
      }
      first[id] = row
      items.append(
        SetItem(
          id: id, path: row.path, fileName: row.fileName, format: row.format, category: row.category,
          references: row.references, fields: row.fields))
    }
    return items
  }

  /// An image's bytes, if they are a picture; nil, after a complaint or among those left out, where they are not.
  private func bytes(of row: DataRow) -> [UInt8]? {
    guard let bytes = Paths.bytes(row.path) else {
      unusable(row.fileName, row.place, "cannot be read", next: "Check its permissions")
      return nil
    }
    if let fault = fault(bytes) {
      unusable(row.fileName, row.place, fault, next: "Fetch it again, make it smaller, or remove it from the set")
      return nil
    }
    return bytes
  }
}
