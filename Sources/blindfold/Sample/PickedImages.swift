internal import CaptionClient
internal import Digest
internal import Foundation
internal import Imaging
internal import LogSampling
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// The images of a sample: those whose turn comes first among what can be used, looks like no other, and is not left out.
struct PickedImages {
  /// An image with its bytes' hash, in a file of that name.
  struct Image {
    var stratum: LogDraw.Stratum
    var entry: Reservoir.Entry
    var id: String
    var format: ImageFormat
  }

  /// In the order of their turns.
  private(set) var images: [Image] = []
  /// What is only known by its address, where nothing is fetched.
  private(set) var addresses: [(stratum: LogDraw.Stratum, entry: Reservoir.Entry)] = []
  /// Why an image could not be used → how often.
  private(set) var unusable: [String: Int] = [:]
  /// An example of each reason.
  private(set) var examples: [String: String] = [:]
  /// Images that are passed over because one that was drawn looks the same.
  private(set) var alike = 0
  /// Images that are passed over because they were in a study that is left out.
  private(set) var inOthers = 0

  private var taken: Set<String> = []
  private var hashes: [PerceptualHash] = []
  private let near: Int
  private let excluded: ExcludedImages
  private let files: RowImages
  private let client: HTTPClient?
  private let folder: String

  /// Picks, stratum by stratum, as many as each is to give.
  ///
  /// - Parameter folder: where each is written as it is taken, under its hash: memory does not grow with the sample.
  init(
    _ draw: LogDraw, _ quotas: [LogDraw.Stratum: Int], root: String, near: Int, excluded: ExcludedImages,
    downloads: Bool, into folder: String
  ) async throws {
    self.near = near
    self.folder = folder
    self.excluded = excluded
    files = RowImages(root: root)
    client = downloads ? try HTTPClient(admits: ImageAddress.isPublic) : nil
    for stratum in draw.strata.keys.sorted() {
      var left = quotas[stratum] ?? 0
      for entry in draw.strata[stratum]?.reservoir.entries ?? [] where left > 0 {
        if entry.event.isAddress, client == nil {
          addresses.append((stratum, entry))
          left -= 1
        } else if try await take(entry, stratum) {
          left -= 1
        }
      }
    }
    images.sort { ($0.entry.turn, $0.id) < ($1.entry.turn, $1.id) }
  }

  /// Images by stratum.
  var given: [LogDraw.Stratum: Int] {
    images.map(\.stratum).reduce(into: addresses.reduce(into: [:]) { $0[$1.stratum, default: 0] += 1 }) {
      $0[$1, default: 0] += 1
    }
  }

  private mutating func take(_ entry: Reservoir.Entry, _ stratum: LogDraw.Stratum) async throws -> Bool {
    let name = entry.event.image
    func refuse(_ reason: String) -> Bool {
      unusable[reason, default: 0] += 1
      examples[reason] = examples[reason] ?? name
      return false
    }
    let bytes: [UInt8]
    do {
      bytes = try await self.bytes(of: entry.event)
    } catch let fault as Unusable {
      return refuse(fault.reason)
    }
    guard let format = ImageFormat(signature: bytes) else { return refuse("is of no known format, by its first bytes") }
    if let fault = imageFault(bytes) { return refuse(fault) }
    let id = SHA256.hex(bytes)
    guard !taken.contains(id) else {
      alike += 1
      return false
    }
    guard !excluded.ids.contains(id) else {
      inOthers += 1
      return false
    }
    let hash: PerceptualHash
    do {
      hash = try PerceptualHash(of: bytes)
    } catch {
      return refuse("cannot be decoded here")
    }
    guard !excluded.hashes.contains(where: { $0.distance(to: hash) <= near }) else {
      inOthers += 1
      return false
    }
    guard !hashes.contains(where: { $0.distance(to: hash) <= near }) else {
      alike += 1
      return false
    }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(id)"))
    taken.insert(id)
    hashes.append(hash)
    images.append(Image(stratum: stratum, entry: entry, id: id, format: format))
    return true
  }

  private struct Unusable: Error {
    var reason: String
  }

  private func bytes(of event: LogEvent) async throws -> [UInt8] {
    guard event.isAddress else {
      let path: String
      do {
        path = try files.file(named: event.image).path
      } catch {
        throw Unusable(reason: error.reason)
      }
      do {
        return try ImageFile.bytes(at: path)
      } catch {
        if error.isShortage { throw Shortage(path: path, fault: error) }
        throw Unusable(reason: "cannot be read")
      }
    }
    guard let client, let address = try? ImageAddress(event.image) else { throw Unusable(reason: "is no address") }
    do {
      let answer = try await client.send(
        HTTPRequest(.get, address.text, limits: HTTPLimits(total: .seconds(120), responseBytes: RowImages.mostBytes)))
      guard answer.status == 200 else { throw Unusable(reason: "could not be fetched (status \(answer.status))") }
      return answer.body
    } catch let failure as HTTPFailure {
      if failure.kind == .cancelled { throw CancellationError() }
      throw Unusable(reason: "could not be fetched (\(failure))")
    }
  }
}

/// Images of studies that are not to be drawn again.
struct ExcludedImages {
  /// SHA-256 of their bytes.
  private(set) var ids: Set<String> = []
  /// Of those that can still be read.
  private(set) var hashes: [PerceptualHash] = []
  /// What could not be known, a sentence each.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - studies: folders or study files.
  ///   - near: where nothing looks alike but the same bytes, below 0, no picture is looked at.
  init(_ studies: [String], within near: Int) async throws {
    for study in studies {
      let location = try StudyLocation(study)
      if StudyStore.exists(in: location.folder) {
        ids.formUnion(try StudyStore(reading: location.folder).categories().keys.map(\.hex))
      }
      do {
        let plan = try StudyFile.load(location.studyFile, imageFault: imageFault)
        ids.formUnion(plan.items.map(\.id.hex))
        hashes += try await concurrently(plan.items) { item in try? PerceptualHash(of: imageBytes(of: item)) }
          .compactMap(\.self)
      } catch let error as StudyFileError {
        guard StudyStore.exists(in: location.folder) else { throw error }
        notes.append("\(location.folder): its images cannot be read any more, so only the same bytes are left out.")
      }
    }
  }
}
