import Statistics
import Testing

/// Reference values from Python 3.11, with the two-row form of the recurrence and `str.split()` for words:
///
///     def lev(a, b):
///         row = list(range(len(b) + 1))
///         for i, x in enumerate(a):
///             new = [i + 1]
///             for j, y in enumerate(b):
///                 new.append(min(row[j] + (x != y), new[j] + 1, row[j + 1] + 1))
///             row = new
///         return row[-1]
///     def d(a, b):
///         a, b = a.split(), b.split()
///         return lev(a, b) / max(len(a), len(b))
@Suite("Word edits")
struct WordEditTests {
  @Test(
    "agrees with the reference values",
    arguments: [
      // 4 of 11: "small" put in, "the" out, "beside" -> "by", and "small" out before "pier".
      (
        "A red boat lies on the sand beside a small pier", "A small red boat lies on sand by a pier",
        0.363_636_363_636_363_65
      ),
      // 7 of 8.
      ("Boat on a beach.", "A blue boat on the beach at dusk.", 0.875),
      // By hand: b goes out before c and comes in after d, so 2 of 4.
      ("a b c d", "a c d b", 0.5),
    ])
  func reference(first: String, second: String, expected: Double) {
    #expect(abs(WordEdits.distance(first, second) - expected) < 1e-15)
  }

  @Test("is 0 for the same words whatever the white space, 1 where no word stayed or one text has none")
  func limits() {
    #expect(WordEdits.distance("a red  boat\n", " a red boat") == 0)
    #expect(WordEdits.distance("", "") == 0)
    #expect(WordEdits.distance("", "a boat") == 1)
    #expect(WordEdits.distance("a boat", "one ship") == 1)
  }

  @Test("is the same both ways and when the words of both are put in reverse, and obeys the triangle")
  func invariances() {
    let texts = ["a red boat on sand", "a boat", "red sand on a boat", "", "gulls", "a red boat on the sand"]
    func reversed(_ text: String) -> String { text.split(separator: " ").reversed().joined(separator: " ") }
    for a in texts {
      for b in texts {
        let d = WordEdits.distance(a, b)
        #expect(d == WordEdits.distance(b, a))
        #expect(d == WordEdits.distance(reversed(a), reversed(b)))
        #expect((0...1).contains(d))
        // Unnormalised distances obey the triangle inequality; so do counts made from these.
        func count(_ x: String, _ y: String) -> Double {
          WordEdits.distance(x, y) * Double(max(WordEdits.words(of: x).count, WordEdits.words(of: y).count))
        }
        for c in texts { #expect(count(a, c) <= count(a, b) + count(b, c) + 1e-9) }
      }
    }
  }

  @Test("takes canonically equal letters as equal, and characters of scripts without spaces as words")
  func unicode() {
    #expect(WordEdits.distance("un caf\u{E9} noir", "un cafe\u{301} noir") == 0)
    #expect(WordEdits.words(of: "赤いボート") == ["赤", "い", "ボ", "ー", "ト"])
    #expect(WordEdits.words(of: "iPhone赤 two") == ["iPhone", "赤", "two"])
    // One of five characters replaced.
    #expect(WordEdits.distance("赤いボート", "青いボート") == 0.2)
    #expect(WordEdits.distance("סירה אדומה על החול", "סירה כחולה על החול") == 0.25)
    #expect(WordEdits.words(of: "👨‍👩‍👧 🇯🇵").count == 2)
  }

  @Test("a limit belongs to the class below it")
  func classes() {
    let distances = [0, 0.01, 0.25, 0.26, 0.75, 0.76, 1]
    #expect(
      distances.map { EditClass(distance: $0) } == [
        .unchanged, .touchUp, .touchUp, .rewrite, .rewrite, .replaced, .replaced,
      ])
  }
}
