internal import Roster
internal import StudyModel

extension ReadyMadeRows {
  typealias PromptfooResult = (value: JSONValue, place: Place, part: String)

  /// `results.results` of version 3 and later, `results` before.
  func results(_ whole: [String: JSONValue]) -> [PromptfooResult]? {
    let list: [JSONValue]
    switch whole["results"] {
    case .list(let inside): list = inside
    case .object(let outer):
      guard case .list(let inside) = outer["results"] else { return nil }
      list = inside
    default: return nil
    }
    return list.enumerated().map { ($1, start, "results[\($0)]") }
  }

  func promptfoo(_ results: [PromptfooResult]) -> [ReadyMadeRow] {
    func providers(_ result: JSONValue) -> [String] {
      [result["provider"]?["id"], result["provider"]?["label"], result["provider"]].compactMap(\.?.field)
        .filter { !$0.isEmpty }
    }
    let all = Set(results.compactMap { providers($0.value).first }).sorted()
    if let provider, !results.contains(where: { providers($0.value).contains(provider) }) {
      refuseUnknown(provider, known: all)
      return []
    }
    if provider == nil, all.count > 1 {
      refuseSeveral(all)
      return []
    }
    let taken = results.filter { provider == nil || providers($0.value).contains(provider ?? "") }
    guard !refuseSeveralPrompts(taken) else { return [] }
    noteNoTexts(taken)
    return taken.compactMap(row)
  }

  /// Refuses answers to several prompts for one test: `from` tells models apart, and not prompts.
  private func refuseSeveralPrompts(_ results: [PromptfooResult]) -> Bool {
    var first: [String: String] = [:]
    for result in results {
      guard let test = result.value["testIdx"]?.field, let prompt = result.value["promptIdx"]?.field else { continue }
      guard let other = first.updateValue(prompt, forKey: test), other != prompt else { continue }
      complaints.add(
        result.place,
        "\(result.part) answers another prompt (promptIdx \(prompt)) than an earlier one for its test (\(other)).",
        "Which of them is this candidate could only be guessed.",
        "Run it with one prompt, or keep one prompt's results.")
      return true
    }
    return false
  }

  /// Answers that are something else than a text, as where the prompt asked for JSON, look like failures.
  private func noteNoTexts(_ results: [PromptfooResult]) {
    let other = results.filter { result in
      switch result.value["response"]?["output"] {
      case .text, .null, nil: false
      default: true
      }
    }
    guard let first = other.first else { return }
    complaints.notice(
      first.place, "\(counted(other.count, "answer")) not a text, \(first.part) first: no caption, so a failure.")
  }

  private func row(_ result: PromptfooResult) -> ReadyMadeRow? {
    let value = result.value
    guard case .object(let variables) = value["vars"] ?? value["testCase"]?["vars"] else {
      complaints.add(
        result.place, "\(result.part) has no 'vars'.", Self.noImage,
        "Give each test a variable with the image's path, for example `file_name`.")
      return nil
    }
    let likely = ["file_name", "image"].compactMap { variables[$0]?.field }
    let others = variables.sorted { $0.key < $1.key }.compactMap { $0.value.field }
    guard let first = likely.first ?? others.first else {
      complaints.add(
        result.place, "no variable of \(result.part) names an image.", Self.noImage,
        "Give each test a variable with the image's path, for example `file_name`.")
      return nil
    }
    let names = [first] + likely + others
    guard case .text(let text) = value["response"]?["output"] else {
      return ReadyMadeRow(place: result.place, part: result.part, names: names, caption: nil)
    }
    let isRefusal = value["response"]?["isRefusal"] == .bool(true)
    return ReadyMadeRow(
      place: result.place, part: result.part, names: names,
      caption: ReadyMadeCaption(
        text, outcome: isRefusal ? .refused : Self.outcome(value["response"]?["finishReason"]?.field)))
  }
}
