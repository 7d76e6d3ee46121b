internal import Digest
internal import Dispatch
internal import Roster
internal import StudyModel
internal import Synchronization

extension DataSet {
  /// The rows whose images can be used, where others may be left out: a sample is drawn of these, and every image listed is
  /// read whole. Where none may be left out, all rows.
  func usable(_ rows: [DataRow], declaredAt place: Place) -> [DataRow] {
    guard leftOut != nil else { return rows }
    let usable = zip(rows, looks(at: rows)).filter { picture($0, $1) != nil }.map(\.0)
    if usable.isEmpty && !rows.isEmpty { refuseEmpty(rows[0].path, place) }
    return usable
  }

  /// Reads the sampled images' bytes and names the items by them. The same bytes under two names are refused: the image
  /// would count twice, and raters would meet it twice.
  func items(_ rows: [DataRow]) -> [SetItem] {
    var items: [SetItem] = []
    var first: [ItemID: DataRow] = [:]
    for (row, look) in zip(rows, looks(at: rows)) {
      guard let (id, stamp) = picture(row, look) else { continue }
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
      var item = SetItem(
        id: id, path: row.path, fileName: row.fileName, format: row.format, category: row.category,
        references: row.references, fields: row.fields)
      item.stamp = stamp
      items.append(item)
    }
    return items
  }

  /// What looking at an image file brought.
  private enum Look {
    case unreadable
    case faulty(String)
    case picture(ItemID, FileStamp?)
  }

  /// Reads image files, as many at once as there are processors: every byte of a set is looked at before anything is sent.
  private func looks(at rows: [DataRow]) -> [Look] {
    let (paths, fault) = (rows.map(\.path), fault)
    let looks = Mutex([Look](repeating: .unreadable, count: rows.count))
    DispatchQueue.concurrentPerform(iterations: rows.count) { index in
      // Before and after: whoever writes while it is read is seen, however long that takes.
      let stamp = FileStamp(at: paths[index])
      guard let bytes = Paths.bytes(paths[index]) else { return }
      let fault = fault(bytes)
      let id = fault == nil ? ItemID(hex: SHA256.hex(bytes)) : nil
      let look =
        fault.map(Look.faulty)
        ?? id.map { .picture($0, stamp == FileStamp(at: paths[index]) ? stamp : nil) } ?? .unreadable
      looks.withLock { $0[index] = look }
    }
    return looks.withLock { $0 }
  }

  /// The id of an image that is a picture, and its file's stamp; nil, after a complaint or among those left out, where it is not.
  private func picture(_ row: DataRow, _ look: Look) -> (id: ItemID, stamp: FileStamp?)? {
    switch look {
    case .picture(let id, let stamp): return (id, stamp)
    case .unreadable: unusable(row.fileName, row.place, "cannot be read", next: "Check its permissions")
    case .faulty(let fault):
      unusable(row.fileName, row.place, fault, next: "Fetch it again, make it smaller, or remove it from the set")
    }
    return nil
  }
}
