internal import Digest

/// A file of requests that goes out as one batch.
public struct BatchShard: Hashable, Sendable {
  /// How far it is on its way. Each is written down before what it names is done, so that after a crash it is known what may
  /// have happened.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// On the disk, and nowhere else.
    case written
    /// Its file is about to be uploaded, or was and the answer is not known.
    case uploading
    /// Its file is with the service.
    case uploaded
    /// Its batch is about to be made, or was and the answer is not known.
    case creating
    /// Its batch is with the service.
    case submitted
    /// What came of it is imported.
    case ended
  }

  /// From 1.
  public var number: Int
  /// The candidate's name.
  public var candidate: String
  /// The candidate as it was when the shard was written, as canonical JSON.
  public var definition: String
  /// The file's name in the folder.
  public var file: String
  /// What tells it from every other shard of anybody's: in the uploaded file's name and the batch's metadata.
  public var mark: String
  /// Requests.
  public var lines: Int
  /// Bytes of the file.
  public var bytes: Int
  /// SHA-256 of the file: 64 lower-case hexadecimal digits.
  public var sha256: String
  /// How far it is.
  public var stage: Stage
  /// When that was written down, in milliseconds since 1970.
  public var changed: Int64
  /// The service address.
  public var service: String?
  /// The service's name for the uploaded file.
  public var inputFile: String?
  /// The service's name for the batch.
  public var batch: String?
  /// The batch's status in the service's word.
  public var status: String?
  /// The service's name for the file of answers.
  public var outputFile: String?
  /// The service's name for the file of errors.
  public var errorFile: String?
  /// Why the batch failed as a whole, in the service's words.
  public var failure: String?
  /// Requests of the batch as the service counts them: in all, answered, failed.
  public var counts: [Int?] = [nil, nil, nil]
  /// Whether what the service has of its results is on the disk.
  public var isFetched = false
}

/// A shard that was just written.
public struct NewBatchShard: Sendable {
  /// The candidate's name.
  public var candidate: String
  /// The candidate as canonical JSON.
  public var definition: String
  /// From 1; see ``BatchLedger/nextShard()``.
  public var number: Int
  /// The file's name in the folder.
  public var file: String
  /// Bytes of the file.
  public var bytes: Int
  /// SHA-256 of the file.
  public var sha256: String
  /// Its requests, in the file's order.
  public var requests: [NewBatchRequest]

  /// A shard that was just written.
  public init(
    candidate: String, definition: String, number: Int, file: String, bytes: Int, sha256: String,
    requests: [NewBatchRequest]
  ) {
    self.candidate = candidate
    self.definition = definition
    self.number = number
    self.file = file
    self.bytes = bytes
    self.sha256 = sha256
    self.requests = requests
  }
}

/// A request as it goes into a shard.
public struct NewBatchRequest: Sendable {
  /// Its `custom_id`.
  public var id: BatchRequestID
  /// What it asks about: an item's SHA-256 (32 bytes) in a study, a row's key (16 bytes) in a list.
  public var subject: [UInt8]
  /// Its place in the list, from 1; nil in a study.
  public var row: Int?
  /// The image's name or address.
  public var name: String
  /// SHA-256 of the image's bytes; nil where there are none.
  public var sha256: [UInt8]?
  /// Which file the image was; nil where there was none.
  public var file: String?
  /// What goes out of the image; nil where its file's bytes do.
  public var imageSent: String?

  /// A request as it goes into a shard.
  public init(
    id: BatchRequestID, subject: [UInt8], row: Int? = nil, name: String, sha256: [UInt8]? = nil, file: String? = nil,
    imageSent: String? = nil
  ) {
    self.id = id
    self.subject = subject
    self.row = row
    self.name = name
    self.sha256 = sha256
    self.file = file
    self.imageSent = imageSent
  }
}

/// A `custom_id`: 32 hexadecimal digits that tell nothing to whoever has not the ledger, and stay the same as long as it does.
public struct BatchRequestID: Hashable, Sendable {
  /// 16 bytes.
  public let bytes: [UInt8]

  /// - Precondition: there are 16.
  init(bytes: [UInt8]) {
    precondition(bytes.count == 16)
    self.bytes = bytes
  }

  /// Reads a `custom_id`.
  ///
  /// - Returns: nil where no ledger can have made it.
  public init?(_ text: String) {
    guard text.utf8.count == 32, let bytes = Digest.bytes(ofHexadecimal: text) else { return nil }
    self.bytes = bytes
  }

  /// As it stands in a line.
  public var text: String { hexadecimal(bytes) }
}

extension BatchRequestID: Comparable {
  /// By bytes, as SQLite compares them.
  public static func < (one: BatchRequestID, two: BatchRequestID) -> Bool {
    one.bytes.lexicographicallyPrecedes(two.bytes)
  }
}

/// What became of a request.
public enum BatchRequestState: String, Hashable, Sendable, CaseIterable {
  /// Nothing yet: it is in a shard whose results are not in.
  case out
  /// An answer with or without text.
  case answered
  /// The model declined, or a filter withheld question or answer.
  case refused
  /// The request failed.
  case error
  /// The batch ended before its turn came.
  case expired
  /// The results are in, and no line speaks of it.
  case missing
}

/// A request as the ledger knows it.
public struct BatchRequest: Hashable, Sendable {
  /// Its `custom_id`.
  public var id: BatchRequestID
  /// The shard that it is in.
  public var shard: Int
  /// The shard that it was in before; nil where it was in no other, or that is not known.
  public var earlier: Int?
  /// How often it was put into a shard.
  public var times: Int
  /// What it asks about: see ``NewBatchRequest/subject``.
  public var subject: [UInt8]
  /// Its place in the list.
  public var row: Int?
  /// The image's name or address.
  public var name: String
  /// SHA-256 of the image's bytes.
  public var sha256: [UInt8]?
  /// Which file the image was.
  public var file: String?
  /// What went out of the image.
  public var imageSent: String?
  /// What became of it.
  public var state: BatchRequestState
  /// Whether another try may go better; nil where that is no question.
  public var mayPass: Bool?
  /// A digest of what came; nil where nothing did.
  public var digest: Int64?
  /// The file and the line that it came in; nil where nothing did.
  public var place: BatchPlace?
}

/// A line of a file of results.
public struct BatchPlace: Hashable, Sendable {
  /// The file's number in the ledger.
  public var file: Int
  /// From 1.
  public var line: Int

  /// A line of a file of results.
  public init(file: Int, line: Int) {
    self.file = file
    self.line = line
  }
}

/// What a line brought for a request.
public struct BatchArrival: Sendable {
  /// Which request.
  public var id: BatchRequestID
  /// What it came to.
  public var state: BatchRequestState
  /// Why there is no answer, in a line.
  public var reason: String?
  /// Whether another try may go better; nil where that is no question.
  public var mayPass: Bool?
  /// A digest of what came.
  public var digest: Int64
  /// Where it stands.
  public var place: BatchPlace

  /// What a line brought for a request.
  public init(
    id: BatchRequestID, state: BatchRequestState, reason: String?, mayPass: Bool?, digest: Int64, place: BatchPlace
  ) {
    self.id = id
    self.state = state
    self.reason = reason
    self.mayPass = mayPass
    self.digest = digest
    self.place = place
  }
}

/// A line that was left out, or stands beside another.
public struct BatchOddity: Hashable, Sendable {
  /// Where.
  public var place: BatchPlace
  /// What is odd, in a word.
  public var kind: String
  /// The `custom_id` as it came; empty where there is none.
  public var id: String

  /// A line that was left out.
  public init(place: BatchPlace, kind: String, id: String) {
    self.place = place
    self.kind = kind
    self.id = id
  }
}
