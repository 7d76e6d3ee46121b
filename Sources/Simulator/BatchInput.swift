internal import FoundationEssentials
internal import Glibc

/// A file of requests, as the stand-in reads it.
struct BatchInput: Sendable {
  struct Line: Sendable {
    var id: String
    var request: ChatRequest
  }

  /// The requests that are some.
  private(set) var lines: [Line] = []
  /// What is wrong with the file, as services refuse it.
  private(set) var faults: [String] = []
  /// The models that are asked.
  var models: Set<String> { Set(lines.map(\.request.model)) }

  private struct Wire: Decodable {
    var id: String
    var method: String
    var url: String
    var body: ChatRequest

    private enum CodingKeys: String, CodingKey {
      case method, url, body
      case id = "custom_id"
    }
  }

  init(_ bytes: Data) {
    var seen: Set<String> = []
    for (index, line) in bytes.split(separator: 10).enumerated() {
      do {
        let wire = try JSONDecoder().decode(Wire.self, from: line)
        let isID = wire.id.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil
        guard isID, seen.insert(wire.id).inserted, wire.method == "POST", wire.url == "/v1/chat/completions",
          !wire.body.stream
        else {
          faults.append("Line \(index + 1) is not a request that a batch takes: '\(wire.id)'.")
          continue
        }
        lines.append(Line(id: wire.id, request: wire.body))
      } catch {
        faults.append("Line \(index + 1): \(explain(error))")
      }
    }
    if lines.isEmpty { faults.append("The file has no request.") }
    if lines.count > 50_000 { faults.append("The file has more than 50,000 requests.") }
    if models.count > 1 { faults.append("The file asks more than one model.") }
  }
}

/// A form as a client sends it, `multipart/form-data`.
struct FormData {
  struct Part {
    var fileName: String?
    var bytes: Data
  }

  private var parts: [String: Part] = [:]

  subscript(_ name: String) -> Part? { parts[name] }

  /// - Returns: nil where the body is none.
  init?(_ body: Data, type: String?) {
    guard let type, type.lowercased().hasPrefix("multipart/form-data"),
      let mark = type.firstMatch(of: /boundary="?([^";]+)"?/)
    else { return nil }
    let boundary = Array("--\(mark.1)".utf8)
    let places = Self.places(of: boundary, in: body)
    guard places.count > 1 else { return nil }
    for (start, end) in zip(places, places.dropFirst()) {
      // Between the line breaks behind one boundary and before the next.
      let from = body.index(body.startIndex, offsetBy: start + boundary.count + 2)
      let to = body.index(body.startIndex, offsetBy: end - 2)
      guard from < to else { return nil }
      let part = body[from..<to]
      let head = part.prefix(4096)
      guard let gap = Array(head).firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      let words = String(decoding: head.prefix(gap.lowerBound), as: UTF8.self)
      guard let name = words.firstMatch(of: /[ ;]name="([^"]*)"/) else { return nil }
      parts[String(name.1)] = Part(
        fileName: words.firstMatch(of: /filename="([^"]*)"/).map { String($0.1) }, bytes: part.dropFirst(gap.upperBound)
      )
    }
  }

  private static func places(of needle: [UInt8], in hay: Data) -> [Int] {
    hay.withUnsafeBytes { all in
      var places: [Int] = []
      var start = 0
      while start + needle.count <= all.count, let base = all.baseAddress,
        let found = memchr(base + start, Int32(needle[0]), all.count - start - needle.count + 1)
      {
        let place = UnsafeRawPointer(found) - base
        let isOne = memcmp(found, needle, needle.count) == 0
        if isOne { places.append(place) }
        start = place + (isOne ? needle.count : 1)
      }
      return places
    }
  }
}
