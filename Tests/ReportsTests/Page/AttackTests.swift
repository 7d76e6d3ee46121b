import Analysis
import Blinding
import Foundation
import Roster
import StudyModel
import Testing

@testable import Reports

extension Pages {
  /// Captions, notes, labels and categories that try to act on whoever reads the page.
  @Suite("attacks on the page")
  struct AttackTests {
    static let attacks = [
      "<script>document.title = 'owned'; globalThis.owned = 1</script>",
      "</script><script>globalThis.owned = 2</script>",
      "</style></title></textarea></noscript><img src=x onerror=\"globalThis.owned = 3\">",
      "\" onmouseover=\"globalThis.owned = 4\" autofocus onfocus=\"globalThis.owned = 5\" x=\"",
      "' onclick='globalThis.owned = 6",
      "<svg onload=globalThis.owned=7><iframe srcdoc='<script>top.owned=8</script>'>",
      "--><!-- <base href=http://example.org/> <meta http-equiv=refresh content='0;url=http://example.org'>",
      "javascript:globalThis.owned=9", "<form id=filters><input name=disputed></form><a id=item-list></a>",
      "<div id=count></div><table></td></tr></tbody></table></article></section></main>",
      "\u{202E}desrever\u{202C} \u{2066}isolated \u{200F}marks",
      "nul\u{0}, escape\u{1B}[31m, C1\u{9B}31m and del\u{7F}",
      "Z" + String(repeating: "\u{336}\u{489}", count: 300) + "algo",
      String(repeating: "longwordwithoutspace", count: 500),
      "אבג مرحبا mixed", "&lt;b&gt; &amp;amp; &#60;", "$&${owned}`backtick`\\u003cscript\\u003e",
      "line one\nline two\r\nthree\u{2028}four\u{2029}five", "",
    ]

    /// Every text that comes from outside is one of the attacks.
    private static func dossier() throws -> Dossier {
      var dossier = Fixture.decided
      var next = 0
      func attack() -> String {
        next += 1
        return attacks[next % attacks.count]
      }
      var items: [ReportItem] = []
      for number in 0..<12 {
        for var item in Fixture.items {
          let hex = item.item.hex
          let id = try #require(ItemID(hex: number == 0 ? hex : String(format: "%02x", number) + hex.dropFirst(2)))
          item.item = id
          item.category = number == 0 ? item.category : attack()
          for index in item.outputs.indices {
            item.outputs[index].item = id
            item.outputs[index].text = attack()
            if item.outputs[index].outcome.isRated { item.outputs[index].outcome = .captioned }
          }
          items.append(item)
        }
      }
      dossier.items = items
      dossier.unblinding.names[Fixture.flash]?.label = attacks[3]
      dossier.unblinding.names[Fixture.tiny]?.label = attacks[1]
      for index in dossier.answers?.answers.indices ?? 0..<0 {
        if case .text = dossier.answers?.answers[index].answer {
          dossier.answers?.answers[index].answer = .text(attack())
        }
      }
      for index in dossier.ratings.indices where dossier.ratings[index].rater == "bo" {
        dossier.ratings[index].rater = attacks[4]
      }
      return dossier
    }

    @Test("nothing runs, nothing is asked for, no element of theirs is there, and every text reads as it was written")
    func harmless() async throws {
      let dossier = try Self.dossier()
      let file = try PageFile(dossier)
      defer { file.remove() }
      for (fragment, isLoose) in [(nil, false), ("items?words=" + "%3Cscript%3E", false), (nil, true)]
        as [(String?, Bool)]
      {
        // The third time without the policy: escaping alone must hold.
        if isLoose {
          let text = try String(contentsOf: file.url, encoding: .utf8)
          let policy = try #require(text.firstRange(of: /<meta http-equiv="Content-Security-Policy"[^>]*>/))
          try Data(text.replacingCharacters(in: policy, with: "").utf8).write(to: file.url)
        }
        try await file.open(fragment, width: 390) { page in
          #expect(try await page.value("document.title", as: String.self) == dossier.question)
          #expect(try await page.value("typeof globalThis.owned", as: String.self) == "undefined")
          #expect(page.requests == [file.url.absoluteString])
          #expect(page.complaints.isEmpty, "\(page.complaints)")
          let strange: String = try await page.value(
            """
            (() => {
              const count = (selector) => document.querySelectorAll(selector).length;
              const ours = count("script") === 1 && count("style") - count("svg style") === 1 && count("main") === 1 && count("form") === 1;
              const theirs = count("img, iframe, base, object, embed, textarea, meta[http-equiv=refresh], [onmouseover], [onfocus], [onclick], [onerror], [onload]");
              return ours && theirs === 0 && document.querySelector("main > section.items > #item-list > .item") !== null ? "" : "an element of theirs";
            })()
            """)
          #expect(strange == "")
          #expect(try await page.value("document.documentElement.scrollWidth", as: Int.self) <= 390)
          let texts: [String] = try await page.value(
            "Array.from(document.querySelectorAll('.text'), node => node.textContent)")
          let expected = dossier.items.flatMap(\.outputs).compactMap(\.text).filter { !$0.isEmpty }.map(Self.shown)
          #expect(texts.sorted() == expected.sorted())
          if fragment != nil {
            let shown: Int = try await page.value(
              "Array.from(document.querySelectorAll('.item')).filter(item => !item.hidden).length")
            let wanted = dossier.items.count { item in
              item.outputs.contains { Self.shown($0.text ?? "").lowercased().contains("<script>") }
            }
            #expect(shown == wanted && wanted > 0 && wanted < dossier.items.count)
          }
        }
      }
    }

    /// A text as the page shows it: line breaks kept, what would act or reorder replaced.
    private static func shown(_ text: String) -> String {
      text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { Escaping.line(String($0)) }
        .joined(separator: "\n")
    }
  }
}
