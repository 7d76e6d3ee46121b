public import CaptionClient

/// What stands in the way of a batch.
public enum BatchProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// A shard's file, or a file of results, cannot be written.
  case notWritten(path: String, detail: String)
  /// A shard's file is gone, or no longer what was exported.
  case changed(path: String)
  /// A shard was begun at another service than its candidate has now.
  case otherService(file: String, begun: String, now: String)
  /// The service did not do what it was asked; nothing was made of the shard.
  case refused(file: String, service: String, BatchServiceError)
  /// The service did not tell how far a shard's batch is, or did not give its results.
  case notFetched(file: String, number: Int, service: String, BatchServiceError)
  /// Whether the service made a batch of the shard is not known yet.
  case uncertain(file: String, service: String, BatchServiceError)
  /// Whether the service made a batch of the shard cannot be known from here.
  case unknowable(file: String, service: String, mark: String, BatchServiceError)
  /// A service does not know a batch that somebody says it made of the shard.
  case noSuchBatch(file: String, number: Int, service: String, mark: String, batch: String, BatchServiceError)
  /// A batch that somebody says was made of the shard was made of something else.
  case otherBatch(file: String, number: Int, mark: String, batch: String, of: String)
  /// Whether a service knows a batch that somebody says it made of the shard is not known.
  case notConfirmed(file: String, service: String, batch: String, BatchServiceError)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .notWritten(let path, let detail):
      "\(path): not written (\(detail)). What was written before is kept. Free some space, or check the disk and your "
        + "rights; the same command then goes on."
    case .changed(let path):
      "\(path): gone, or no longer what was exported. It was not sent: answers could not be told apart. Put it back; or "
        + "import with --all, so that what it asked counts as missing and is exported again."
    case .otherService(let file, let begun, let now):
      "\(file): begun at \(begun), and its candidate's service is \(now) now. It was not sent: there may be a batch of it at "
        + "the first already. Put the address back."
    case .refused(let file, let service, let error):
      "\(file): not submitted. \(service): \(error). No batch was made of it. Mend that, and give the same command again."
    case .notFetched(let file, let number, let service, let error):
      "\(file): not fetched. \(service): \(error). What is there of other files was brought. Give the same command again; "
        + "where nothing will come of this one: batch import with --give-up \(number)."
    case .uncertain(let file, let service, let error):
      "\(file): \(service) may have made a batch of it or not: \(error). Nothing was sent a second time. Give the same command "
        + "again: it looks for the batch before it makes one."
    case .unknowable(let file, let service, let mark, let error):
      "\(file): an earlier command was cut off while \(service) was to make a batch of it, and the service cannot be asked "
        + "whether it did: \(error). Making another could be paid twice, so nothing was sent. Look on the service's own pages "
        + "for a batch of the file '\(mark).jsonl'; then add --made NUMBER=BATCH with the shard's number and the batch's id, "
        + "or --not-made NUMBER."
    case .noSuchBatch(let file, let number, let service, let mark, let batch, let error):
      "\(file): \(service) knows no batch '\(batch)': \(error). Nothing was changed and nothing sent. \(Self.look(mark, number))"
    case .otherBatch(let file, let number, let mark, let batch, let other):
      "\(file): batch '\(batch)' is of \(other). Nothing was changed and nothing sent. \(Self.look(mark, number))"
    case .notConfirmed(let file, let service, let batch, let error):
      "\(file): whether \(service) made batch '\(batch)' could not be checked: \(error). Nothing was changed and nothing sent. "
        + "Mend that, and give the same command again."
    }
  }

  private static func look(_ mark: String, _ number: Int) -> String {
    "Look on the service's own pages for a batch of the file '\(mark).jsonl', and give its id: --made \(number)=BATCH; where "
      + "there is none: --not-made \(number)."
  }

  /// Whether the same command may go well another time without anything being mended.
  public var isPassing: Bool {
    switch self {
    case .uncertain: true
    case .refused(_, _, let error), .notFetched(_, _, _, let error), .notConfirmed(_, _, _, let error): error.isPassing
    case .notWritten, .changed, .otherService, .unknowable, .noSuchBatch, .otherBatch: false
    }
  }
}
