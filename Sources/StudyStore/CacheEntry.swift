internal import Digest
internal import Foundation
internal import GRDB
internal import Roster

/// A row of the cache's file. It is believed only as long as its digest says that all of it is what was written.
struct CacheEntry {
  var key: [UInt8]
  var question: String
  var caption: CachedCaption

  static let columns = """
    key, question, picture, text, created, model, served_model, fingerprint, input_tokens, output_tokens, cached_tokens, \
    reasoning_tokens, cost, total, first_token, answered, digest
    """

  init(key: [UInt8], question: String, caption: CachedCaption) {
    self.key = key
    self.question = question
    self.caption = caption
  }

  /// Reads a row of ``columns``.
  ///
  /// - Returns: nil where it is not what was written.
  init?(_ row: Row) {
    func value<Value: DatabaseValueConvertible>(_ column: Int) -> Value? {
      Value.fromDatabaseValue(row[column] as DatabaseValue)
    }
    guard let key: Data = value(0), let question: String = value(1), let bytes: Data = value(3),
      let text = String(validating: bytes, as: UTF8.self), let created: Int64 = value(4), let model: String = value(5),
      let digest: Data = value(16)
    else { return nil }
    let picture: Int64? = value(2)
    guard
      let caption = CachedCaption(
        text: text, createdAt: created, model: model, servedModel: value(6), fingerprint: value(7),
        inputTokens: value(8), outputTokens: value(9), cachedTokens: value(10), reasoningTokens: value(11),
        cost: value(12), totalSeconds: value(13), firstTokenSeconds: value(14), answeredQuestion: value(15),
        pictureBits: picture.map(UInt64.init(bitPattern:)))
    else { return nil }
    self.init(key: Array(key), question: question, caption: caption)
    guard Data(self.digest) == digest else { return nil }
  }

  /// SHA-256 over every value, each in a form that cannot be taken for another's.
  var digest: [UInt8] { SHA256.hash(written) }

  /// Every value in a form that cannot be taken for another's, with a bar between any two.
  var written: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512 + caption.text.utf8.count)
    func integer(_ value: Int?) -> ContentRow.Value { value.map { .integer(Int64($0)) } ?? .null }
    func real(_ value: Double?) -> ContentRow.Value { value.map { .real($0) } ?? .null }
    func text(_ value: String?) -> ContentRow.Value { value.map { .text($0) } ?? .null }
    let values: [ContentRow.Value] = [
      .text(key), .text(question), caption.pictureBits.map { .integer(Int64(bitPattern: $0)) } ?? .null,
      .text(caption.text), .integer(caption.createdAt), .text(caption.model), text(caption.servedModel),
      text(caption.fingerprint), integer(caption.inputTokens), integer(caption.outputTokens),
      integer(caption.cachedTokens), integer(caption.reasoningTokens), real(caption.cost), real(caption.totalSeconds),
      real(caption.firstTokenSeconds), text(caption.answeredQuestion),
    ]
    for (place, value) in values.enumerated() {
      if place > 0 { bytes.append(0x7C) }
      value.write(into: &bytes)
    }
    return bytes
  }

  /// Writes it, in place of an older one.
  func write(_ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO entry (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(
      arguments: [
        Data(key), question, caption.pictureBits.map(Int64.init(bitPattern:)), Data(caption.text.utf8),
        caption.createdAt, caption.model, caption.servedModel, caption.fingerprint, caption.inputTokens,
        caption.outputTokens, caption.cachedTokens, caption.reasoningTokens, caption.cost, caption.totalSeconds,
        caption.firstTokenSeconds, caption.answeredQuestion, Data(digest),
      ])
  }
}
