internal import Digest
internal import Foundation
internal import Imaging
internal import StudyFile
internal import StudyModel
internal import Synchronization

/// What a near-duplicate cache that was filled in a list's order would have found at most: for each image the nearest earlier
/// one. A cache keeps nothing of an image that it had a near caption for, so that among three and more alike it finds fewer.
struct NearScan {
  /// The rows whose files could be read, in the list's order.
  let rows: [CaptionRow]
  /// The folder that their names are seen from.
  let root: String
  /// The most bits that were looked for.
  let near: Int
  /// For each row its nearest earlier picture of other bytes; nil where none is near, and for copies.
  let nearest: [EarlierNeighbours.Neighbour?]
  /// Rows whose bytes stood in the list before: a cache has those without looking at the picture.
  let copies: Int
  /// What could not be decoded.
  let undecoded: UndecodedImages
  /// Rows without a file that can be used, and the first of them.
  let unusable: (count: Int, first: String?)
  /// Seconds that comparing took, once pictures were hashed.
  let comparing: Double

  /// Reads, hashes and compares.
  ///
  /// - Parameter progress: told how many images were hashed, and of how many.
  /// - Throws: what reading the list throws; `Refusal` where a file goes away meanwhile.
  init(_ list: CaptionRows, near: Int, progress: @escaping @Sendable (Int, Int) -> Void) async throws {
    let images = RowImages(root: list.root)
    var (rows, paths): ([CaptionRow], [String]) = ([], [])
    var unusable: (count: Int, first: String?) = (0, nil)
    func passOver(_ why: String) {
      unusable.count += 1
      unusable.first = unusable.first ?? why
    }
    while let row = try list.next() {
      guard case .file = row.content, let name = row.name else {
        passOver("row \(row.number) names no file")
        continue
      }
      do {
        paths.append(try images.file(named: name).path)
        rows.append(row)
      } catch {
        passOver("\(name): \(error.reason)")
      }
    }
    let (files, total) = (paths, paths.count)
    let digests = Mutex<[Int: [UInt8]]>([:])
    let pictures = try await PictureHashes(names: rows.compactMap(\.name)) { index in
      let bytes = try Self.bytes(at: files[index])
      let digest = SHA256.hash(bytes)
      progress(
        digests.withLock { digests in
          digests[index] = digest
          return digests.count
        }, total)
      return bytes
    }
    var seen: Set<[UInt8]> = []
    let byPlace = digests.withLock(\.self)
    let copies = Set(rows.indices.filter { index in byPlace[index].map { !seen.insert($0).inserted } ?? false })
    let began = ContinuousClock.now
    nearest = EarlierNeighbours(pictures.hashes).nearest(within: near, besides: copies)
    comparing = (ContinuousClock.now - began) / .seconds(1)
    (self.rows, root, self.near, self.copies, undecoded) = (rows, list.root, near, copies.count, pictures.undecoded)
    self.unusable = unusable
  }

  private static func bytes(at path: String) throws -> [UInt8] {
    do {
      return try ImageFile.bytes(at: path)
    } catch {
      if error.isShortage { throw Shortage(path: path, fault: error) }
      throw Refusal(
        .missingFile,
        "\(path): not readable any more (\(error)). Nothing was written. Put it back, or take it off the list.")
    }
  }

  /// Bits → places of the rows whose nearest earlier picture is that far.
  var byBits: [Int: [Int]] {
    nearest.indices.reduce(into: [:]) { byBits, place in
      if let neighbour = nearest[place] { byBits[neighbour.distance, default: []].append(place) }
    }
  }

  /// What was found, in lines.
  var lines: [String] {
    let byBits = byBits
    var lines = [
      "\(counted(rows.count, "image")), \(copies) of them the same bytes as an earlier one: a cache has those as they are"
    ]
    if unusable.count > 0 {
      lines.append(
        "\(counted(unusable.count, "row")) without a usable file left out"
          + (unusable.first.map { ": \(visible($0))" } ?? ""))
    }
    let (it, its) = undecoded.images.count == 1 ? ("it", "its hit is") : ("them", "their hits are")
    let damaged = undecoded.lines(
      "cannot be decoded here: near to none, so that \(its) missing from the counts and from a study",
      undecoded.isDamage ? "Replace \(it), or take \(it) off the list" : "Install the loader and count again")
    if let damaged { lines += damaged.prefix(1) + damaged.dropFirst().map { "  \($0)" } }
    guard !byBits.isEmpty else {
      return lines + [
        "no image is within \(near) of 64 bits of an earlier one: a near-duplicate cache would find nothing"
      ]
    }
    lines.append(
      "images by the bits to their nearest earlier picture, and how many a cache of so many bits would find at most:")
    var sum = 0
    for (bits, places) in byBits.sorted(by: { $0.key < $1.key }) {
      sum += places.count
      let share = String(format: "%.2f %%", 100 * Double(sum) / Double(max(1, rows.count)))
      lines.append("  \(bits < 10 ? " " : "")\(bits) bits: \(places.count), in all \(sum) (\(share))")
    }
    return lines
  }
}
