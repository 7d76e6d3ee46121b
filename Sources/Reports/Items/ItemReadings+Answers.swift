internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// What raters said that is not a number, put where it belongs.
extension ItemReadings {
  /// Where an answer stands: with the image as a whole (nil), with one caption, or with a pair.
  private enum Place: Hashable {
    case item
    case caption(Int)
    case pair(Int)
  }

  private struct EditKey: Hashable {
    let item: ItemID
    let rater: String
    let arms: [ArmCode]
    let question: String
  }

  mutating func addAnswers(_ index: Index) throws(ReportError) {
    let answers = reading.dossier.answers?.answers ?? []
    guard !answers.isEmpty else { return }
    let kinds = Dictionary(
      (reading.dossier.edits?.captions ?? []).map {
        (EditKey(item: $0.item, rater: $0.rater, arms: $0.arms, question: $0.question), $0.kind.rawValue)
      }, uniquingKeysWith: { first, _ in first })
    let edits = Set(reading.dossier.rubric.questions.filter { $0.kind == .edit }.map(\.id))
    var grouped = [[GivenAnswer]](repeating: [], count: items.count)
    for answer in answers { grouped[try index.place(of: answer.item)].append(answer) }
    // A rubric of an earlier version may have a question with one of the program's own names.
    let order = Dictionary(
      (reading.dossier.rubric.questions.map(\.id) + ["flag", "comment", "skip"]).enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    for item in items.indices where !grouped[item].isEmpty {
      var lines: [Place: [String: [AnswerLine.Entry]]] = [:]
      for answer in grouped[item] {
        let kind = kinds[
          EditKey(item: answer.item, rater: answer.rater, arms: answer.arms, question: answer.question)]
        let said = Self.said(answer, edit: edits.contains(answer.question) ? kind ?? "edit" : nil)
        let entry = AnswerLine.Entry(rater: index.raters[answer.rater], said: said)
        for place in places(of: answer.arms, item: item, index) {
          lines[place, default: [:]][answer.question, default: []].append(entry)
        }
      }
      for (place, byQuestion) in lines {
        let sorted = byQuestion.sorted { (order[$0.key] ?? .max, $0.key) < (order[$1.key] ?? .max, $1.key) }.map {
          AnswerLine(question: $0.key, entries: $0.value.sorted { ($0.rater ?? -1) < ($1.rater ?? -1) })
        }
        switch place {
        case .item: add(remarks: sorted, to: item)
        case .caption(let caption): add(sorted, toCaption: caption, of: item)
        case .pair(let pair): add(sorted, toPair: pair, of: item)
        }
      }
    }
  }

  /// A caption that two candidates gave is both candidates'; an answer about a pair is the pair's.
  private func places(of arms: [ArmCode], item: Int, _ index: Index) -> [Place] {
    let candidates = arms.compactMap { index.arms[$0] }.sorted()
    if candidates.isEmpty { return [.item] }
    if reading.areCompared, candidates.count == 2,
      let pair = items[item].pairs.firstIndex(where: { [$0.candidates.0, $0.candidates.1] == candidates })
    {
      return [.pair(pair)]
    }
    return candidates.map(Place.caption)
  }

  private static func said(_ answer: GivenAnswer, edit: String?) -> AnswerLine.Said {
    switch answer.answer {
    case .number(let value): return .number(value)
    case .option(let option): return .words(option)
    case .tags(let tags): return .words(tags.joined(separator: ", "))
    case .text(let text):
      if answer.question == "flag", answer.arms.isEmpty { return .words(text) }
      guard let edit else { return .quotation(lead: "", text) }
      return edit == "unchanged" ? .words(edit) : .quotation(lead: edit, text)
    }
  }
}
