internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyStore

/// Where batches of something are: in a study's folder, or beside an output of captions.
struct BatchLocation {
  /// What batches are made of.
  enum Subject {
    /// A study's images and candidates.
    case study(StudyLocation)
    /// The output that a list's captions go to.
    case output(String, OutputForm)
  }

  /// What batches are made of.
  let subject: Subject
  /// As typed, for what is said of the next step.
  let typed: String

  /// - Parameter typed: a study's folder or `study.yaml`, or an output's name.
  init(_ typed: String) throws {
    self.typed = typed
    if let form = try? OutputForm(of: typed) {
      subject = .output(typed, form)
    } else {
      subject = .study(try StudyLocation(typed))
    }
  }

  /// The folder of shards, results and their ledger.
  var folder: String {
    switch subject {
    case .study(let study): study.folder + "/batch"
    case .output(let path, _): path + ".batch"
    }
  }

  /// The folder, made where there is none, and its owner's only: shards hold images.
  func madeFolder() throws -> String {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw Refusal(
        .cannotWrite,
        "\(folder): cannot be made (\(String(cString: strerror(errno)))). Nothing was written. Check the folder and your "
          + "rights.")
    }
    return folder
  }

  /// The ledger of what was exported, held alone until the lock is let go.
  func opened() throws -> (ledger: BatchLedger, lock: StudyLock) {
    guard BatchLedger.exists(in: folder) else { throw BatchLedgerError.nothingExported(folder: folder) }
    let lock = try StudyLock(folder: folder)
    return (try BatchLedger(folder: folder, at: now()), lock)
  }
}

/// The services of a folder's shards, each made ready once.
final class BatchServices {
  /// A candidate whose service cannot be asked from here.
  struct Unready: Error, CustomStringConvertible {
    let problem: CaptionerProblem
    let files: [String]

    var description: String {
      let rest = files.count > 1 ? " and \(counted(files.count - 1, "more file", "more files"))" : ""
      return
        "\(problem) Until then \(files.first ?? "")\(rest) \(files.count > 1 ? "are" : "is") passed over; files of other "
        + "candidates are not. Give the same command again afterwards."
    }
  }

  private let client: HTTPClient
  private var made: [String: BatchService] = [:]

  init() throws { client = try HTTPClient() }

  /// - Throws: `CaptionerProblem` for a missing key or service address.
  func service(of shard: BatchShard) throws -> BatchService {
    if let known = made[shard.definition] { return known }
    let access = try BatchAccess(
      shard.call(), label: shard.candidate, client: client, environment: Variables().value)
    made[shard.definition] = access.service
    return access.service
  }

  /// Tells shards whose service can be asked from those whose candidate has no key or address here.
  func ready(_ shards: [BatchShard]) throws -> (shards: [BatchShard], rest: [Unready]) {
    var ready: [BatchShard] = []
    var rest: [(problem: CaptionerProblem, files: [String])] = []
    for shard in shards {
      do {
        _ = try service(of: shard)
        ready.append(shard)
      } catch let problem as CaptionerProblem {
        if let known = rest.firstIndex(where: { $0.problem == problem }) {
          rest[known].files.append(shard.file)
        } else {
          rest.append((problem, [shard.file]))
        }
      }
    }
    return (ready, rest.map { Unready(problem: $0.problem, files: $0.files) })
  }
}

/// Ends a command by the first of what is in the way; the others are told before.
func throwFirst(_ problems: [any Error]) throws {
  guard let first = problems.first else { return }
  for problem in problems.dropFirst() { printError("\(problem)") }
  throw first
}

extension BatchShard {
  /// The candidate as it was when the shard was written.
  func asked() throws -> Candidate {
    guard let candidate = try? JSONDecoder().decode(Candidate.self, from: Data(definition.utf8)) else {
      throw StoreError.unreadable(path: file, detail: "its candidate is not what was written")
    }
    return candidate
  }

  /// How its model is reached.
  func call() throws -> ModelCall {
    guard let call = try asked().call else {
      throw StoreError.unreadable(path: file, detail: "its candidate is no model")
    }
    return call
  }
}

extension Candidate {
  /// As it goes into ledgers.
  func canonical() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Whether both are asked the same; prices may differ.
  func asks(like other: Candidate) -> Bool {
    var (one, two) = (self, other)
    (one.price, two.price) = (nil, nil)
    return one == two
  }
}
