public import Roster

extension StudyFile {
  /// The prices that a file states for models: one of our own form, or LiteLLM's list.
  ///
  /// - Parameters:
  ///   - path: the file, seen from the working folder, or a pipe, which is read to its end.
  ///   - models: whatever is no model is left out.
  /// - Returns: by label, and the labels of models that the file does not price by tokens.
  /// - Throws: ``StudyFileError`` where there is no such file, or it holds no prices.
  public static func prices(
    in path: String, for models: [Candidate]
  ) throws -> (prices: [String: Price], without: [String]) {
    let complaints = Complaints()
    let place = Place(file: Paths.shown(path), line: 1, column: 1)
    let bytes = Paths.kind(path) == .special ? Paths.drained(path) : Paths.bytes(path)
    let file = PriceFile(path, bytes, of: path, declaredAt: place, complaints: complaints)
    try complaints.throwIfAny()
    var (prices, without) = ([String: Price](), [String]())
    for model in models {
      guard let file, let call = model.call else { continue }
      prices[model.label] = file.price(of: call) { _ in without.append(model.label) }
    }
    try complaints.throwIfAny()
    return (prices, without)
  }
}
