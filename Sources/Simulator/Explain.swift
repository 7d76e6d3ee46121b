/// What a decoding error means, in a sentence that names the keys that lead to it.
func explain(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "\(error)." }
  switch error {
  case .keyNotFound(let key, let context): return "\(place(context.codingPath))'\(key.stringValue)' is missing."
  case .typeMismatch(_, let context), .valueNotFound(_, let context):
    return "\(place(context.codingPath))\(sentence(context.debugDescription))"
  case .dataCorrupted(let context): return "\(place(context.codingPath))\(sentence(context.debugDescription))"
  @unknown default: return "\(error)."
  }
}

private func place(_ path: [any CodingKey]) -> String {
  path.isEmpty ? "" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".") + ": "
}

private func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
