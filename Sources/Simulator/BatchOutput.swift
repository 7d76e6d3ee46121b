internal import FoundationEssentials

/// What a request of a batch came to, as a line of its results.
struct BatchOutput {
  private let status: Int
  private let body: Data
  private let reply: ChatReply?
  /// Whether it is another request's answer than the first.
  private var isSecond = false

  /// - Returns: nil where the fault that struck leaves no line.
  init?(_ answer: Responder.Answer, struckByError: Bool) throws {
    if struckByError {
      (status, body) = (500, try Responder.error("A simulated error.", "server_error", nil))
      reply = nil
      return
    }
    switch answer.body {
    case .reply(let reply, _, _): (status, body, self.reply) = (200, try reply.body(), reply)
    case .failure(let status, let body): (self.status, self.body, reply) = (status, body, nil)
    case .page: return nil
    }
  }

  private init(_ reply: ChatReply) throws {
    (status, body, self.reply) = (200, try reply.body(), reply)
  }

  /// Whether it stands with the answers.
  var isGood: Bool { status == 200 }

  /// The same with another caption; nil where there is none.
  func reworded() -> BatchOutput? {
    guard var reply, let content = reply.content, !content.isEmpty else { return nil }
    reply.content = content + " Once more."
    var second = try? BatchOutput(reply)
    second?.isSecond = true
    return second
  }

  /// The line, with its line feed.
  func line(_ id: String, isBare: Bool) -> Data {
    let request = "req_sim_\(id.prefix(12))\(isSecond ? "_2" : "")"
    let head = #"{"id":"batch_\#(request)","custom_id":"\#(id)","response":"#
    if isBare { return Data(head.utf8) + body + Data(#","error":null}"#.utf8) + Data([10]) }
    return Data((head + #"{"status_code":\#(status),"request_id":"\#(request)","body":"#).utf8) + body
      + Data(#"},"error":null}"#.utf8) + Data([10])
  }

  /// The line of a request whose turn never came.
  static func notCarriedOut(_ id: String, code: String) -> Data {
    let message = "This request could not be executed before the batch ended."
    return Data(
      (#"{"id":"batch_req_\#(id.prefix(12))","custom_id":"\#(id)","response":null,"error":{"code":"\#(code)","message":"\#(message)"}}"#
        + "\n").utf8)
  }
}
