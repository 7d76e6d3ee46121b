public import CaptionClient
public import Captioning
internal import Digest
internal import StudyModel
public import StudyStore

/// Takes in files of results: each asked request ends in exactly one state, and what is odd is written down.
///
/// A part of the lines at a time is decided upon, kept where captions go, and then noted in the ledger; so a crash, and the
/// same command again, lose nothing and count nothing twice.
public struct BatchImport {
  /// A line that counts, or an answer beside one, with what it answers.
  public struct Arrived: Sendable {
    /// The request.
    public var request: BatchRequest
    /// The shard it was in.
    public var shard: BatchShard
    /// What came; nil where the shard ended without a line for it.
    public var reply: BatchReply?
    /// What is known of it where another answer counts: of this one no more than its cost is taken in.
    public var second: BatchedAttempt.Second?
  }

  /// What a file brought.
  public struct Read {
    /// Lines that count.
    public var counted = 0
    /// Lines of any kind.
    public var lines = 0
    /// Whether the same bytes were imported before.
    public var wasRead = false
  }

  private let ledger: BatchLedger
  private let keys: [Secret]
  private let clock: () -> Int64
  private let keep: ([Arrived]) async throws -> Void
  private let shards: [Int: BatchShard]
  /// Shards that something came of that can be nobody else's.
  private var touched: Set<Int> = []
  /// Names of fetched files that are read to their end.
  private var fetched: Set<String> = []
  /// What this import brought.
  public private(set) var news = News()

  /// What an import brought, as against those before it.
  public struct News: Sendable {
    /// Numbers of the files that were read.
    var files: Set<Int> = []
    /// Numbers of the shards that were ended.
    var ended: Set<Int> = []

    /// Nothing.
    public init() {}

    /// Whether it brought a line.
    public func has(_ oddity: BatchOddity) -> Bool { files.contains(oddity.place.file) }

    /// Whether it brought what became of a request that has no answer.
    public func has(_ request: BatchRequest) -> Bool {
      request.place.map { files.contains($0.file) } ?? ended.contains(request.shard)
    }
  }

  /// Lines that are decided upon together.
  private static let part = 2_000

  /// - Parameters:
  ///   - keys: of the services, as far as they are known here: no text that is kept holds one.
  ///   - clock: milliseconds since 1970.
  ///   - keep: takes what counts to where captions go, and returns once that is durable; given the same again, it changes
  ///     nothing.
  public init(
    _ ledger: BatchLedger, keys: [Secret], clock: @escaping () -> Int64,
    keep: @escaping ([Arrived]) async throws -> Void
  ) throws {
    self.ledger = ledger
    self.keys = keys
    self.clock = clock
    self.keep = keep
    shards = Dictionary(try ledger.shards().map { ($0.number, $0) }) { first, _ in first }
  }

  /// Reads a file of answers or of errors.
  ///
  /// - Throws: `BatchFile.Unreadable`, ``StoreError``, what keeping throws, `CancellationError`.
  public mutating func read(_ path: String, progress: (Int) -> Void = { _ in }) async throws -> Read {
    let lines = try BatchFile(path, keys: keys)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let hash = SHA256Stream.hex(ofFile: path) else {
      throw BatchFile.Unreadable(
        description:
          "\(path): cannot be read to its end. Nothing of it was imported. Check the disk, and import it again.")
    }
    // What was fetched belongs to its shard: another shard's may have the same bytes and is still another file.
    let isFetched = BatchFetch.isFetched(path, in: ledger.folder)
    let owner = isFetched ? shards.values.first { BatchFetch.names(of: $0).contains(name) }?.number : nil
    let file = try ledger.resultFile(name, identity: (isFetched ? name + " " : "") + hash, at: clock())
    var read = Read()
    if file.isRead {
      read.wasRead = true
      if isFetched { fetched.insert(name) }
      return read
    }
    news.files.insert(file.number)
    var part: [(place: BatchPlace, content: BatchFile.Content)] = []
    while let content = try lines.next() {
      part.append((BatchPlace(file: file.number, line: lines.line), content))
      read.lines += 1
      if part.count == Self.part {
        read.counted += try await take(part, of: owner)
        part.removeAll(keepingCapacity: true)
        progress(read.lines)
        try Task.checkCancellation()
      }
    }
    read.counted += try await take(part, of: owner)
    try ledger.didRead(file.number)
    if isFetched { fetched.insert(name) }
    return read
  }

  /// - Parameter owner: the shard whose results were fetched in this file; nil where somebody else brought it.
  /// - Returns: how many lines count.
  private mutating func take(
    _ part: [(place: BatchPlace, content: BatchFile.Content)], of owner: Int?
  ) async throws -> Int {
    var odd: [BatchOddity] = []
    var replies: [(place: BatchPlace, reply: BatchReply)] = []
    for (place, content) in part {
      switch content {
      case .odd(let kind): odd.append(BatchOddity(place: place, kind: kind.rawValue, id: ""))
      case .reply(let reply): replies.append((place, reply))
      }
    }
    var known = try ledger.requests(replies.compactMap { BatchRequestID($0.reply.id) })
    var arrived: [BatchRequestID: (Arrived, BatchArrival)] = [:]
    var (late, seconds): ([Arrived], [Arrived]) = ([], [])
    for (place, reply) in replies {
      guard let id = BatchRequestID(reply.id), let request = known[id], let newest = shards[request.shard] else {
        odd.append(BatchOddity(place: place, kind: BatchOddityKind.unknown.rawValue, id: String(reply.id.prefix(64))))
        continue
      }
      let shard = source(of: request, in: newest, owner: owner)
      // A request that was exported again is named like the first: its line tells nothing of the newer shard.
      if request.times == 1 { touched.insert(shard.number) }
      // A line that was taken in before a crash is not its own double.
      if request.place == place { continue }
      let before = request.digest.map { BatchJoin.Known(isAnswer: request.state.isAnswer, digest: $0) }
      let decision = BatchJoin.decide(reply, known: before)
      if let oddity = decision.oddity { odd.append(BatchOddity(place: place, kind: oddity.rawValue, id: reply.id)) }
      guard decision.counts else {
        if reply.result.isAnswer {
          let second = BatchedAttempt.Second(
            digest: reply.digest, differs: decision.oddity == .differsFromFirst, isFetched: owner != nil)
          seconds.append(
            Arrived(
              request: shard.number == newest.number ? request : Self.before(request), shard: shard, reply: reply,
              second: second))
        }
        continue
      }
      if shard.number != newest.number, !reply.result.isAnswer, request.state == .out {
        // Why it was exported again: of what became of it since, this tells nothing.
        late.append(Arrived(request: Self.before(request), shard: shard, reply: reply))
        continue
      }
      let arrival = BatchArrival(reply, id: id, place: place)
      let asked = shard.number == newest.number ? request : Self.before(request)
      arrived[id] = (Arrived(request: asked, shard: shard, reply: reply), arrival)
      known[id]?.state = arrival.state
      known[id]?.digest = arrival.digest
      known[id]?.place = place
    }
    // In the order of their requests, as a run would have.
    let counting = arrived.values.sorted { ($0.1.place.file, $0.1.place.line) < ($1.1.place.file, $1.1.place.line) }
    // What counts comes before what stands beside it.
    let all = late + counting.map(\.0) + seconds
    if !all.isEmpty { try await keep(all) }
    try ledger.take(counting.map(\.1), odd: odd)
    return counting.count
  }

  /// The shard that a line comes from: the fetched file's; else the newest that its request is in, unless a service is at
  /// work on that one, whose results are not in other hands.
  private func source(of request: BatchRequest, in newest: BatchShard, owner: Int?) -> BatchShard {
    if let owner { return shards[owner] ?? newest }
    let isAtService = newest.batch != nil || newest.stage == .creating
    guard isAtService, newest.stage != .ended, let earlier = request.earlier else { return newest }
    return shards[earlier] ?? newest
  }

  /// A request as it was in the shard before.
  private static func before(_ request: BatchRequest) -> BatchRequest {
    var request = request
    request.times = max(1, request.times - 1)
    return request
  }

  /// Ends the shards whose results are in: what has no line by now is missing, expired with its batch, or failed with it.
  ///
  /// - Parameters:
  ///   - all: ends every shard, whether or not anything of it came.
  ///   - givenUp: numbers of shards that are ended all the same.
  /// - Returns: the shards that are still to come.
  public mutating func end(all: Bool, givenUp: Set<Int> = []) async throws -> [BatchShard] {
    var open: [BatchShard] = []
    let counts = try ledger.counts()
    for shard in shards.values.sorted(by: { $0.number < $1.number }) where shard.stage != .ended {
      guard all || givenUp.contains(shard.number) || isIn(shard, counts[shard.number] ?? [:]) else {
        open.append(shard)
        continue
      }
      let (state, reason) = rest(of: shard)
      var last: Int64 = 0
      while true {
        let page = try ledger.requests(of: shard.number, in: .out, after: last, limit: Self.part)
        guard let end = page.last?.sequence else { break }
        if state == .missing {
          try await keep(page.map { Arrived(request: $0.request, shard: shard, reply: nil) })
        }
        last = end
        try Task.checkCancellation()
      }
      try ledger.end(shard.number, rest: state, reason: reason, mayPass: true, at: clock())
      news.ended.insert(shard.number)
    }
    return open
  }

  private func isIn(_ shard: BatchShard, _ counts: [BatchRequestState: Int]) -> Bool {
    // Of a batch that is under way at a service, or may be, more will come, whatever was imported by hand.
    if shard.stage == .creating { return false }
    if shard.batch != nil { return shard.isFetched && BatchFetch.names(of: shard).allSatisfy(fetched.contains) }
    return touched.contains(shard.number) || counts[.out] == nil
  }

  private func rest(of shard: BatchShard) -> (BatchRequestState, String?) {
    switch shard.status {
    case "expired" where shard.errorFile == nil: (.expired, "the batch expired")
    case "failed": (.error, shard.failure.map { "the batch failed: \($0)" } ?? "the batch failed")
    default: (.missing, nil)
    }
  }
}

extension BatchArrival {
  init(_ reply: BatchReply, id: BatchRequestID, place: BatchPlace) {
    switch reply.result {
    case .answered(_, let outcome):
      let isDeclined = outcome == .refused || outcome == .filtered
      self.init(
        id: id, state: isDeclined ? .refused : .answered, reason: nil, mayPass: nil, digest: reply.digest, place: place)
    case .failed(let kind, let message, let isRetryable, _):
      self.init(
        id: id, state: reply.result.isNotCarriedOut ? .expired : .error, reason: "\(kind): \(message)",
        mayPass: isRetryable, digest: reply.digest, place: place)
    }
  }
}

extension BatchRequestState {
  /// Whether an answer came.
  public var isAnswer: Bool { self == .answered || self == .refused }
}
