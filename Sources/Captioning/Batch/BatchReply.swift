public import CaptionClient
internal import Digest
public import StudyModel

/// What one line of a batch's results says.
public struct BatchReply: Sendable {
  /// The id that the asker gave the request.
  public var id: String
  /// What it came to.
  public var result: BatchResult
  private let line: BatchLine

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - keys: taken out of every text; a caption that repeats one is none.
  ///   - patience: the longest wait a service may ask for and still be asked again.
  /// - Throws: `BatchLine.Fault` where it is none.
  public init(
    _ bytes: [UInt8], keys: [Secret] = [], patience: Duration = .seconds(120)
  ) throws(BatchLine.Fault) {
    line = try BatchLine(bytes, keys: keys, patience: patience)
    id = line.customID
    result = BatchResult(line)
  }

  /// A digest of what came: two lines that say the same of one request have the same.
  public var digest: Int64 {
    let words: String =
      switch result {
      case .answered(let reading, let outcome): "\(outcome.rawValue)\0\(reading.text ?? reading.refusal ?? "")"
      case .failed(let kind, let message, _, _): "\(kind)\0\(message)"
      }
    return SHA256.hash(Array(words.utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  /// The ledger's entry: nothing was timed, and a request that the batch did not carry out was not billed.
  ///
  /// - Parameters:
  ///   - start: what was sent, and when.
  ///   - endedAt: milliseconds since 1970.
  public func record(_ start: AttemptStart, endedAt: Int64) -> AttemptRecord {
    var record = AttemptRecord(
      start, endedAt: endedAt,
      ChatExchange(status: line.status ?? 200, reading: line.reading, timing: HTTPTiming()))
    record.status = line.status
    if let code = line.batchCode { record.happened = code }
    if case .failed(_, let message, _, _) = result {
      record.detail = line.status.map { "HTTP \($0): \(message)" } ?? message
    }
    return record
  }
}

/// What became of one request of a batch.
public enum BatchResult: Sendable, Equatable {
  /// The service answered, whatever it said: a caption, a refusal, an empty answer.
  case answered(ChatReading, Outcome)
  /// No answer, and why: a fault's class or the batch's own word.
  case failed(kind: String, message: String, isRetryable: Bool, stopsCandidate: Bool)

  init(_ line: BatchLine) {
    guard let fault = line.reading.fault else {
      self = .answered(line.reading, Outcome(line.reading.ending))
      return
    }
    self = .failed(
      kind: line.batchCode ?? fault.kind.rawValue, message: fault.message,
      isRetryable: line.batchCode != nil || fault.isRetryable, stopsCandidate: fault.stopsCandidate)
  }

  /// Whether it is an answer.
  public var isAnswer: Bool { if case .answered = self { true } else { false } }

  /// Whether the batch ended before the request's turn came.
  public var isNotCarriedOut: Bool {
    if case .failed(let kind, _, _, _) = self { kind.hasPrefix("batch_") } else { false }
  }
}
