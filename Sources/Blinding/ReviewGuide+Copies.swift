public import StudyModel

extension ReviewGuide {
  /// Captions of examples and practice items that some arm gave for some item, word for word but for white space, each once
  /// and in the order of the guide. They should be the conductor's own.
  ///
  /// - Complexity: O(characters of the outputs and of the guide).
  public func copies(of outputs: [Output]) -> [String] {
    func plain(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    let given = Set(outputs.compactMap(\.text).map(plain))
    var copies: [String] = []
    for caption in examples.map(\.caption) + practice.flatMap(\.captions).map(\.caption)
    where given.contains(plain(caption)) && !copies.contains(caption) {
      copies.append(caption)
    }
    return copies
  }
}
