/// One line of a batch's output or error file.
///
/// Services write two shapes of answer: OpenAI's `response: {status_code, request_id, body}`, and the completion itself
/// under `response`, as vLLM's `run-batch` did.
public struct BatchLine: Sendable, Equatable {
  /// The id that the asker gave the request.
  public var customID: String
  /// The HTTP status that the batch met; nil where the request never was sent, or it is not told.
  public var status: Int?
  /// What the answer comes to.
  public var reading: ChatReading
  /// The batch's own word for a request that was not carried out, such as `batch_expired`; nil for all others.
  public var batchCode: String?

  /// Why a line is none.
  public enum Fault: Error, Hashable, Sendable {
    /// It is no JSON object.
    case notJSON
    /// It has no `custom_id`.
    case noID
  }

  /// Codes of requests that the batch did not carry out, and that may be asked again.
  private static let notCarriedOut = ["batch_expired", "batch_cancelled", "batch_canceled"]

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - keys: taken out of every text, as ``ChatService`` does with its own.
  ///   - patience: the longest wait a service may ask for and still be asked again.
  /// - Throws: ``Fault``.
  public init(_ bytes: [UInt8], keys: [Secret] = [], patience: Duration = .seconds(120)) throws(Fault) {
    guard let json = JSONBody(bytes), json.value.isObject else { throw .notJSON }
    guard let id = json.value["custom_id"]?.label, !id.isEmpty else { throw .noID }
    customID = id
    let response = json.value["response"].flatMap { $0.isObject ? $0 : nil }
    let isWrapped = response?["body"] != nil || response?["status_code"] != nil
    status = response?["status_code"]?.count ?? (response != nil && !isWrapped ? 200 : nil)
    let body = (isWrapped ? response?["body"] : response).flatMap { $0.isObject ? $0 : nil }
    let reader = ChatReader(patience: patience)
    if let body {
      reading = reader.read(status: status ?? 200, JSONBody(value: body, repaired: json.repaired), within: bytes)
    } else if let error = json.value["error"], error.isObject || error.text != nil {
      let object = ErrorObject(object: error)
      if Self.notCarriedOut.contains(object.code) { batchCode = object.code }
      // A request that was never sent has no status; nothing is known against asking again.
      reading = ChatReading(
        error: object, status: status ?? 503, message: "an error without words", retryAfter: nil, patience: patience)
    } else {
      let what = "the line has neither an answer nor an error"
      reading = ChatReading(.failed(.init(.notChat, status: status ?? 200, message: what, patience: patience)))
    }
    reading.requestID = response?["request_id"]?.label
    for key in keys { reading.scrub(key) }
  }
}
