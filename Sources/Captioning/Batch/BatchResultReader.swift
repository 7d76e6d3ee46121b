public import CaptionClient
public import StudyModel

/// Joins a batch's results to what was asked, by `custom_id`: files in any order, lines in any order.
///
/// Each asked id ends in exactly one state: answered, failed, or missing. Of two lines for one id an answer stands before a
/// failure, and of two of a kind the first; the other is told. Lines that nobody asked for, and lines that are none, are told.
public struct BatchResultReader: Sendable {
  private let patience: Duration
  private let asked: [String]
  private var results: [String: BatchResult] = [:]
  private var anomalies: [BatchAnomaly] = []

  /// - Parameters:
  ///   - asked: the ids of the requests, in their order.
  ///   - patience: the longest wait a service may ask for and still be asked again.
  public init(asked: [String], patience: Duration = .seconds(120)) {
    self.asked = asked
    self.patience = patience
    for id in asked { results[id] = .missing }
  }

  /// Reads a file of results: an output file or an error file. Blank lines are passed over.
  ///
  /// - Parameter file: its name, for what is told of its lines.
  public mutating func read(_ bytes: [UInt8], file: String) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for (index, raw) in bytes[start...].split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      guard raw.contains(where: { ![32, 9, 13].contains($0) }) else { continue }
      let place = BatchAnomaly.Place(file: file, line: index + 1)
      do throws(BatchLine.Fault) {
        take(try BatchLine(Array(raw), patience: patience), place)
      } catch {
        anomalies.append(BatchAnomaly(error == .notJSON ? .notJSON : .noID, place))
      }
    }
  }

  private mutating func take(_ line: BatchLine, _ place: BatchAnomaly.Place) {
    guard let known = results[line.customID] else {
      anomalies.append(BatchAnomaly(.unknown(line.customID), place))
      return
    }
    let result = BatchResult(line)
    switch (known, result) {
    case (.missing, _): results[line.customID] = result
    case (.failed, .answered):
      results[line.customID] = result
      anomalies.append(BatchAnomaly(.duplicate(line.customID), place))
    default: anomalies.append(BatchAnomaly(.duplicate(line.customID), place))
    }
  }

  /// What every asked id came to.
  public func joined() -> BatchResults {
    var anomalies = anomalies
    for id in asked where results[id] == .missing { anomalies.append(BatchAnomaly(.missing(id), nil)) }
    return BatchResults(asked: asked, results: results, anomalies: anomalies)
  }
}

/// What became of one request of a batch.
public enum BatchResult: Sendable, Equatable {
  /// The service answered, whatever it said: a caption, a refusal, an empty answer.
  case answered(ChatReading, Outcome)
  /// No answer, and why: a fault's class or the batch's own word.
  case failed(kind: String, message: String, isRetryable: Bool, stopsCandidate: Bool)
  /// No line speaks of it.
  case missing

  init(_ line: BatchLine) {
    guard let fault = line.reading.fault else {
      self = .answered(line.reading, Outcome(line.reading.ending))
      return
    }
    self = .failed(
      kind: line.batchCode ?? fault.kind.rawValue, message: fault.message,
      isRetryable: line.batchCode != nil || fault.isRetryable, stopsCandidate: fault.stopsCandidate)
  }

  /// Whether asking again may help.
  public var isWorthAsking: Bool {
    switch self {
    case .answered: false
    case .failed(_, _, let isRetryable, _): isRetryable
    case .missing: true
    }
  }
}

/// A batch's results, joined.
public struct BatchResults: Sendable, Equatable {
  /// The asked ids, in their order.
  public var asked: [String]
  /// Asked id → what became of it; every asked id is here, and no other.
  public var results: [String: BatchResult]
  /// What was odd, in the order in which it was met; missing ids last.
  public var anomalies: [BatchAnomaly]

  /// Ids that may be asked again: those that are missing, and failures that may pass. In their order.
  public var toAskAgain: [String] { asked.filter { results[$0]?.isWorthAsking == true } }
}

/// Something odd about a batch's results.
public struct BatchAnomaly: Hashable, Sendable, CustomStringConvertible {
  /// What is odd.
  public enum Kind: Hashable, Sendable {
    /// A further line for an id.
    case duplicate(String)
    /// A line for an id that was not asked.
    case unknown(String)
    /// An asked id without a line.
    case missing(String)
    /// A line that is no JSON object.
    case notJSON
    /// A line without an id.
    case noID
  }

  /// A line of a file.
  public struct Place: Hashable, Sendable {
    /// The file's name.
    public var file: String
    /// From 1.
    public var line: Int
  }

  /// What is odd.
  public var kind: Kind
  /// Where; nil for what is nowhere.
  public var place: Place?

  init(_ kind: Kind, _ place: Place?) {
    self.kind = kind
    self.place = place
  }

  /// Place and fact.
  public var description: String {
    let fact =
      switch kind {
      case .duplicate(let id): "'\(id)' is answered again; the better line counts, and of two alike the first."
      case .unknown(let id): "'\(id)' was not asked; the line is left out."
      case .missing(let id): "'\(id)' has no line; it can be asked again."
      case .notJSON: "no JSON object; the line is left out."
      case .noID: "no custom_id; the line is left out."
      }
    return (place.map { "\($0.file):\($0.line): " } ?? "") + fact
  }
}
