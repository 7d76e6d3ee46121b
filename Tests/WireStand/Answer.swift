/// How the end of an answer's body is told.
public enum Framing: String, Sendable, Decodable {
  /// By its length, declared.
  case contentLength = "content-length"
  /// In chunks, one for each piece.
  case chunked
  /// By closing the connection.
  case close
}

extension [WireServer.Step] {
  /// An answer, byte for byte.
  ///
  /// - Parameters:
  ///   - splits: offsets in the body where it is flushed, each piece sent on its own.
  ///   - declared: the length to declare instead of the true one.
  public static func answer(
    status: Int = 200, headers: [String: String] = ["Content-Type": "application/json"], _ body: [UInt8],
    framing: Framing = .contentLength, splits: [Int] = [], declared: Int? = nil
  ) -> [WireServer.Step] {
    var head = "HTTP/1.1 \(status) Status\r\n"
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    switch framing {
    case .contentLength: head += "Content-Length: \(declared ?? body.count)\r\n"
    case .chunked: head += "Transfer-Encoding: chunked\r\n"
    case .close: head += "Connection: close\r\n"
    }
    var steps: [WireServer.Step] = [.send([UInt8]((head + "\r\n").utf8))]
    let cuts = [0] + splits.filter { $0 > 0 && $0 < body.count } + [body.count]
    for (from, to) in zip(cuts, cuts.dropFirst()) where to > from {
      var piece = [UInt8](body[from..<to])
      if framing == .chunked {
        piece = [UInt8]("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [UInt8]("\r\n".utf8)
      }
      steps.append(.send(piece))
      if to < body.count { steps.append(.pause(.milliseconds(2))) }
    }
    if framing == .chunked { steps.append(.send([UInt8]("0\r\n\r\n".utf8))) }
    if framing == .close { steps.append(.close) }
    return steps
  }

  /// A good answer with a caption.
  public static func caption(_ text: String, model: String = "cap-1") -> [WireServer.Step] {
    let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return answer(
      [UInt8](
        """
        {"model":"\(model)","choices":[{"message":{"role":"assistant","content":"\(quoted)"},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":800,"completion_tokens":9}}
        """.utf8))
  }

  /// An error object in OpenAI's shape.
  public static func fault(
    _ status: Int, _ message: String, code: String = "x", headers: [String: String] = [:]
  ) -> [WireServer.Step] {
    answer(
      status: status, headers: headers,
      [UInt8](#"{"error":{"message":"\#(message)","type":"t","code":"\#(code)"}}"#.utf8))
  }
}
