public import CaptionClient
internal import Captioning
internal import Imaging
internal import Roster
public import StudyFile
internal import StudyModel

/// How far fetching is.
public struct FetchProgress: Sendable, Hashable {
  /// Images of the list that can be asked for.
  public var total: Int
  /// Fetched by this run.
  public var fetched = 0
  /// Fetched by a run before this one.
  public var there = 0
  /// Given up.
  public var failed = 0
  /// Bytes of what is there.
  public var bytes = 0
}

/// What became of a list.
public struct FetchedSet: Sendable {
  /// Lines of the set's metadata, in the list's order.
  var lines: [String] = []
  /// Images without one, in the list's order.
  public var faults: [Complaint] = []
  /// Whether fetching again may help one of them.
  public var mayHelp = false
  /// How it went.
  public var progress: FetchProgress
  /// How many images the set has.
  public var count: Int { lines.count }
}

/// Fetches the images of a list into a folder: a few at once, fewer of one host, each tried anew where that may help.
public struct SetFetcher: Sendable {
  /// Most requests at once, where there is room for as many connections.
  public static let atOnce = 8
  /// Most requests to one host at once.
  public static let perHost = 4
  /// Three tries, up to 8 s apart; a host may ask to be left alone for two minutes in all.
  static let retries = RetryPolicy(attempts: 3, longest: .seconds(8))

  private let list: AddressList
  private let folder: FetchFolder
  private let request: PictureRequest
  private let fault: @Sendable ([UInt8]) -> String?

  /// - Parameters:
  ///   - client: one that connects to the public network alone.
  ///   - fault: why bytes are no picture that can be shown, as what stands after its name; nil where they are one.
  public init(
    _ list: AddressList, into folder: FetchFolder, by client: HTTPClient,
    fault: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.list = list
    self.folder = folder
    request = PictureRequest(client: client, patience: Self.retries.patience)
    self.fault = fault
  }

  private typealias Outcome = Result<FetchFolder.Entry, FetchFault>

  private enum Event {
    case ended(Int, Outcome, isNew: Bool)
    case rested(Int, isClosing: Bool)
  }

  /// Fetches what is not there yet.
  ///
  /// - Parameter show: called after each image.
  /// - Throws: ``FetchFolderError``; `CancellationError`. What was fetched is kept.
  public func run(_ show: @Sendable (FetchProgress) -> Void) async throws -> FetchedSet {
    let hosts = list.rows.map(\.address.host)
    var queues = HostQueues(hosts.enumerated().map { ($0, $1) }, perHost: Self.perHost)
    var outcomes = [Outcome?](repeating: nil, count: hosts.count)
    var tries = [Tries](repeating: Tries(), count: hosts.count)
    var progress = FetchProgress(total: hosts.count)
    func settle(_ job: Int, _ outcome: Outcome, isNew: Bool) {
      outcomes[job] = outcome
      switch outcome {
      case .success(let entry):
        progress.bytes += entry.bytes
        if isNew { progress.fetched += 1 } else { progress.there += 1 }
      case .failure: progress.failed += 1
      }
      show(progress)
    }
    try await withThrowingTaskGroup(of: Event.self) { group in
      var room = ConnectionRoom.fitted(Self.atOnce, services: 1)
      func start() {
        while room > 0, let job = queues.take() {
          room -= 1
          group.addTask { @concurrent in try await attempt(job) }
        }
      }
      start()
      while let event = try await group.next() {
        switch event {
        case .ended(let job, let outcome, let isNew):
          room += 1
          queues.end(hosts[job])
          if case .failure(let fault) = outcome, let wait = tries[job].wait(after: fault, by: Self.retries) {
            var isClosing = false
            if case .busy = fault.gravity { isClosing = fault.isOfHost }
            if isClosing { queues.close(hosts[job]) }
            group.addTask { [isClosing] in
              try await Task.sleep(for: wait)
              return .rested(job, isClosing: isClosing)
            }
          } else {
            settle(job, outcome, isNew: isNew)
            if case .failure(let fault) = outcome, fault.isOfHost {
              for other in queues.drop(hosts[job]) {
                let there = folder.whole(list.rows[other].address.text)
                settle(other, there.map(Outcome.success) ?? .failure(fault.ofOthers), isNew: false)
              }
            }
          }
        case .rested(let job, let isClosing):
          if isClosing { queues.open(hosts[job]) }
          queues.putBack(job, hosts[job])
        }
        start()
      }
    }
    return gathered(outcomes, progress)
  }

  /// Makes the fetched images a set.
  ///
  /// - Throws: ``FetchFolderError``.
  public func publish(_ set: FetchedSet) throws { try folder.publish(set.lines) }

  private func attempt(_ job: Int) async throws -> Event {
    let address = list.rows[job].address
    if let entry = folder.whole(address.text) { return .ended(job, .success(entry), isNew: false) }
    do {
      let entry = try await folder.keep(address.text, number: job) { descriptor, file in
        let type: String?
        do {
          type = try await request.save(address, to: descriptor)
        } catch let error as PictureRequest.Unwritable {
          throw FetchFolderError.notWritten(file, error.detail)
        }
        do {
          let bytes = try ImageFile.bytes(at: file)
          return (bytes, try format(of: bytes, from: address.host, type))
        } catch let error as FileFault {
          throw FetchFolderError.notWritten(file, error.description)
        }
      }
      return .ended(job, .success(entry), isNew: true)
    } catch let fault as FetchFault {
      return .ended(job, .failure(fault), isNew: true)
    }
  }

  private func format(of bytes: [UInt8], from host: String, _ type: String?) throws(FetchFault) -> ImageFormat {
    guard let format = ImageFormat(signature: bytes) else {
      let letters = (type ?? "").prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "/+-.".contains($0)) }.prefix(40)
      let name = letters.isEmpty ? "" : " (it calls it \(letters))"
      throw FetchFault("what \(host) sends is no picture, by its first bytes\(name)")
    }
    if let fault = fault(bytes) { throw FetchFault("what \(host) sends \(fault)") }
    return format
  }

  /// Rows with their files, in order. The same bytes at two addresses count once: a study would refuse the second.
  private func gathered(_ outcomes: [Outcome?], _ progress: FetchProgress) -> FetchedSet {
    var set = FetchedSet(progress: progress)
    var first: [String: Int] = [:]
    for (row, outcome) in zip(list.rows, outcomes) {
      switch outcome {
      case .success(let entry):
        if let line = first[entry.sha256] {
          set.faults.append(
            complaint(
              row.line, "this image has the same bytes as that of line \(line)", "One image would count twice.",
              "Remove one of the two lines."))
        } else {
          first[entry.sha256] = row.line
          set.lines.append(row.metadata(fileName: entry.fileName))
        }
      case .failure(let fault):
        set.mayHelp = set.mayHelp || fault.isPassing
        set.faults.append(complaint(row.line, fault.fact, "The image is not here.", fault.next))
      case nil: preconditionFailure("an image was neither fetched nor given up")
      }
    }
    set.faults = (set.faults + list.faults).sorted { $0.line < $1.line }
    return set
  }

  private func complaint(_ line: Int, _ fact: String, _ consequence: String, _ next: String) -> Complaint {
    Complaint(file: list.file, line: line, column: 1, text: "\(fact).\n\(consequence)\n\(next)")
  }
}
