/// What a batch as a whole says of itself.
public struct BatchState: Sendable, Hashable {
  /// The service's name for it.
  public var id: String
  /// As the service words it: `validating`, `in_progress`, `completed`, `failed`, `expired`…
  public var status: String
  /// The file that holds its requests; nil where it is not told.
  public var inputFile: String?
  /// The file that holds answers; nil where there is none.
  public var outputFile: String?
  /// The file that holds errors; nil where there is none.
  public var errorFile: String?
  /// How many requests came to what; nil where it is not told.
  public var counts: Counts?
  /// Words that whoever made it gave along.
  public var metadata: [String: String]
  /// When it was made, in seconds since 1970; nil where it is not told.
  public var createdAt: Int?
  /// Why it failed as a whole, in the service's words; nil where it did not.
  public var failure: String?

  /// How many requests came to what.
  public struct Counts: Hashable, Sendable {
    /// In all.
    public var total: Int
    /// Answered.
    public var completed: Int
    /// Failed.
    public var failed: Int
  }

  /// How far it is.
  public enum Stage: Hashable, Sendable {
    /// Not ended.
    case underWay
    /// Ended, with a file of answers to fetch.
    case hasAnswers
    /// Ended, and not one request was answered; the reasons are in this file.
    case allFailed(errorFile: String?)
  }

  /// Reads a batch object. Not every service writes `"object": "batch"`: what has an id and a status is one.
  ///
  /// - Returns: nil where it is none.
  public init?(_ bytes: [UInt8]) {
    guard let json = JSONBody(bytes)?.value else { return nil }
    self.init(json)
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.label, !id.isEmpty, let status = json["status"]?.text else { return nil }
    self.id = id
    self.status = status
    createdAt = json["created_at"]?.count
    func file(_ key: String) -> String? { json[key]?.text.flatMap { $0.isEmpty ? nil : $0 } }
    inputFile = file("input_file_id")
    outputFile = file("output_file_id")
    errorFile = file("error_file_id")
    if let counts = json["request_counts"], let total = counts["total"]?.count {
      self.counts = Counts(
        total: total, completed: counts["completed"]?.count ?? 0, failed: counts["failed"]?.count ?? 0)
    }
    if case .object(let members)? = json["metadata"] {
      metadata = members.compactMapValues(\.text)
    } else {
      metadata = [:]
    }
    let faults = (json["errors"]?["data"] ?? json["errors"])?.elements ?? []
    let words = faults.compactMap { fault in
      fault["message"]?.text.map { (fault["line"]?.count.map { "line \($0): " } ?? "") + $0 }
    }
    failure = words.isEmpty ? nil : plainLine(words.prefix(3).joined(separator: "; "))
  }

  /// How far it is. `completed` says only that it ended: where no file of answers is named, every request failed.
  public var stage: Stage {
    switch status {
    case "completed", "expired", "cancelled", "canceled", "failed":
      outputFile == nil ? .allFailed(errorFile: errorFile) : .hasAnswers
    default: .underWay
    }
  }

  /// Whether nothing more comes of it.
  public var isEnded: Bool { stage != .underWay }
}
