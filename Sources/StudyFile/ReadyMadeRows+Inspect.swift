internal import Roster
internal import StudyModel

extension ReadyMadeRows {
  /// The samples of an Inspect log. All were asked of one model (`eval.model`, `openai/gpt-4o`); who answered is in each
  /// sample's output, as the service calls itself (`gpt-4o-2024-08-06`). `from` may be either name.
  func inspect(_ samples: [JSONValue], asked: String?) -> [ReadyMadeRow] {
    func answerer(_ sample: JSONValue) -> String? { sample["output"]?["model"]?.model }
    let all = Set(samples.compactMap(answerer)).sorted()
    var taken = samples.enumerated().map { (index: $0, sample: $1) }
    if let provider, provider != asked {
      guard all.contains(provider) else {
        refuseUnknown(provider, known: [asked].compactMap(\.self) + all.filter { $0 != asked })
        return []
      }
      taken.removeAll { sample in answerer(sample.sample).map { $0 != provider } ?? false }
    } else if all.count > 1 {
      guard let asked else {
        refuseSeveral(all)
        return []
      }
      complaints.notice(
        start, "all of it was asked of \(quoted(asked)), and answered by \(all.joined(separator: ", ")): one candidate."
      )
    }
    return taken.compactMap { row($0.index, $0.sample) }
  }

  private func row(_ index: Int, _ sample: JSONValue) -> ReadyMadeRow? {
    let part = "samples[\(index)]"
    let output = sample["output"]
    let names = [sample["metadata"]?["file_name"], sample["metadata"]?["image"], sample["id"]].compactMap(\.?.field)
    guard !names.isEmpty else {
      complaints.add(start, "\(part) has no 'id'.", Self.noImage, "Give samples the image's path as their id.")
      return nil
    }
    guard sample["error"] == nil || sample["error"] == .null else {
      return ReadyMadeRow(place: start, part: part, names: names, caption: nil)
    }
    guard case .text(let text) = output?["completion"] else {
      complaints.add(
        start, "\(part) has no 'output.completion'.", "There would be nothing to judge.",
        "Write the log again with a version of Inspect that has log format 2.")
      return nil
    }
    var reason: String?
    if case .list(let choices) = output?["choices"] { reason = choices.first?["stop_reason"]?.field }
    return ReadyMadeRow(
      place: start, part: part, names: names, caption: ReadyMadeCaption(text, outcome: Self.outcome(reason)))
  }
}
