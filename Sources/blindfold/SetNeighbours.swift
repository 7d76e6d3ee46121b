internal import Captioning
internal import Foundation
internal import Imaging
internal import Roster
internal import StudyModel
internal import Synchronization

/// Which images of a study's set look like one that stands before them, for caches on trial. Pictures are hashed when that is
/// first asked.
final class SetNeighbours: Sendable {
  private struct Found {
    let neighbours: EarlierNeighbours
    let seconds: [Double]
  }

  private let items: [SetItem]
  private let places: [ItemID: Int]
  private let hashing = Mutex<Task<Found, any Error>?>(nil)

  /// - Parameter items: the whole set, in its order.
  init(_ items: [SetItem]) {
    self.items = items
    places = Dictionary(items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The images before one that are within so many bits of it, the nearest first.
  ///
  /// - Throws: as ``PictureHashes``.
  func near(_ item: ItemID, within bits: Int) async throws -> EarlierImages {
    guard let place = places[item] else { return EarlierImages(near: []) }
    let found = try await found()
    return EarlierImages(
      near: found.neighbours.near(place, within: bits).map {
        EarlierImage(item: items[$0.index].id, distance: $0.distance)
      }, seconds: found.seconds[place])
  }

  private func found() async throws -> Found {
    let task = hashing.withLock { hashing in
      let task =
        hashing
        ?? Task { [items] in
          let pictures = try await PictureHashes(of: items)
          return Found(neighbours: EarlierNeighbours(pictures.hashes), seconds: pictures.seconds)
        }
      hashing = task
      return task
    }
    return try await task.value
  }
}
