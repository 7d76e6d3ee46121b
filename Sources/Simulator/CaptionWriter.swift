internal import StudyModel

/// Puts a plan into words, each model in its own.
struct CaptionWriter: Sendable {
  let entry: FactBook.Entry
  let draws: ModelDraws

  /// A padded caption has at least so many words: more than ``FactBook/checks`` allow.
  static let paddedWords = 28

  /// The caption of a plan, worded by chance: a phrase may be moved, a word may be replaced by another.
  ///
  /// A wording is kept only if a judge would find in it exactly what the plain wording has; so it never changes what a
  /// caption is worth.
  func caption(of plan: CaptionPlan) -> String {
    let plain = write(plan.phrases(of: entry.facts), plan)
    let judged = defects(plain)
    let moved = moved(plan)
    for attempt in [{ reworded(moved) }, { moved }, { reworded(plan.phrases(of: entry.facts)) }] {
      let caption = write(attempt(), plan)
      if caption == plain || defects(caption) == judged { return caption }
    }
    return plain
  }

  private func defects(_ caption: String) -> Defects { entry.defects(of: caption) }

  private func write(_ phrases: [String], _ plan: CaptionPlan) -> String {
    let opening = entry.openings[Int(draws.style("opening") * Double(entry.openings.count))]
    var caption = Sentence.write(phrases, opening: plan.hasOpening ? opening : nil)
    guard plan.isPadded else { return caption }
    var next = Int(draws.style("filler") * Double(entry.filler.count))
    repeat {
      caption += " " + entry.filler[next % entry.filler.count]
      next += 1
    } while Words.count(caption) < Self.paddedWords
    return caption
  }

  /// The phrases with the setting put in front, or with two neighbours of the same build exchanged.
  private func moved(_ plan: CaptionPlan) -> [String] {
    var phrases = plan.phrases(of: entry.facts)
    let choice = draws.style("move")
    if choice < 0.3, !plan.hasOpening, let setting = setting(in: phrases) {
      let front = phrases.remove(at: setting)
      return [front + ","] + phrases
    }
    if choice < 0.6 {
      for place in phrases.indices.dropFirst() where place > 1 {
        let pair = [phrases[place - 1], phrases[place]]
        if pair.allSatisfy({ $0.hasPrefix("with ") && !refersBack($0) }) {
          phrases.swapAt(place - 1, place)
          break
        }
      }
    }
    return phrases
  }

  /// The place of a setting that can stand in front: the sentence's last phrase, which begins with a preposition.
  private func setting(in phrases: [String]) -> Int? {
    guard phrases.count > 1, let last = phrases.last, !refersBack(last), !last.contains(","),
      entry.facts.contains(where: { $0.kind == .setting && $0.say == last })
    else { return nil }
    return ["on ", "in ", "under ", "against ", "beside ", "at "].contains { last.hasPrefix($0) }
      ? phrases.count - 1 : nil
  }

  private func refersBack(_ phrase: String) -> Bool {
    !Set(Words.list(phrase)).isDisjoint(with: ["it", "its", "them", "their", "each", "both", "which", "that", "whose"])
  }

  /// The phrases with one word replaced by another, never inside quotation marks, and now and then with a comma before
  /// the last one.
  private func reworded(_ phrases: [String]) -> [String] {
    var phrases = phrases
    if phrases.count > 2, draws.style("comma") < 0.25, let last = phrases.last, !last.hasPrefix("and ") {
      phrases[phrases.count - 2] += ","
    }
    for (index, (word, other)) in CaptionBank.synonyms.enumerated() where draws.style("word-\(index)") < 0.4 {
      for place in phrases.indices {
        let phrase = phrases[place]
        let quote = phrase.firstIndex { "\"'“‘".contains($0) } ?? phrase.endIndex
        if let changed = Sentence.replace(word, by: other, in: phrase[..<quote]) {
          phrases[place] = changed + phrase[quote...]
          return phrases
        }
      }
    }
    return phrases
  }
}
