import Foundation
import StudyModel
import Testing

@testable import Reports

extension Pages {
  /// Filters that filter: counted on made-up studies, and worked from a link and from the keyboard.
  @Suite("the page's filters")
  struct FilterTests {
    /// Names of the items that are shown, in their order, and what is said of their number.
    private func shown(_ page: Page) async throws -> (names: [String], count: String) {
      // The count is said once somebody stops typing. A timer of the page itself comes after the page's own, however slow.
      let _: Bool = try await page.value("new Promise(done => setTimeout(done, 250, true))")
      let names: [String] = try await page.value(
        "Array.from(document.querySelectorAll('.item')).filter(item => item.checkVisibility()).map(item => item.id.slice(5))"
      )
      return (names, try await page.value("document.getElementById('count').textContent"))
    }

    private func name(_ image: String) throws -> String {
      try #require(Fixture.items.first { $0.category == image }).item.hex.prefix(8).description
    }

    @Test("a link with a state shows what it says, counts it and keeps the state")
    func links() async throws {
      let file = try PageFile(Fixture.decided)
      defer { file.remove() }
      let browser = try #require(InBrowser.browser)
      var page: Page?
      let (teapot, chart) = (try name("product"), try name("screenshot-or-chart"))
      for (fragment, expected) in [
        ("items?category=product", [teapot]),
        ("items?failed=1", [chart]),
        ("items?failed=1&candidate=flash", []),
        ("items?words=QUARTER", [chart]),
        // A note on the teapot's caption by flash.
        ("items?words=the+lid%2C&candidate=flash", [teapot]),
        ("items?words=the+lid%2C&candidate=big", []),
        // Not well written, or of another study: what makes no sense is left out.
        ("items?words=100%&category=product", []),
        ("items?candidate=nobody&order=luck&category=product", [teapot]),
        // Only the refusal counts less than the incumbent's 4 or 5.
        ("items?worse=1&candidate=tiny", [chart]),
        ("items?disputed=1", []),
      ] as [(String, [String])] {
        // The first state comes with the page, the others as links followed within it.
        if page == nil {
          page = try await browser.page(file.with(fragment))
        } else {
          let _: Bool? = try await page?.value("(location.hash = '#\(fragment)', true)")
        }
        let page = try #require(page)
        let found = try await shown(page)
        let count = "\(expected.count) of 3 items"
        #expect(found.names == expected, "\(fragment)")
        #expect(found.count == (expected.isEmpty ? "No item fits; “Show all” takes the filters off." : count))
        #expect(try await page.value("location.hash", as: String.self) == "#" + fragment)
        #expect(page.complaints.isEmpty)
      }
      try await page?.close()
    }

    @Test("sorts by disagreement and by the difference from the incumbent, the unknown last")
    func order() async throws {
      let file = try PageFile(Fixture.pairs)
      defer { file.remove() }
      let items = try ItemReadings(try Reading(Fixture.pairs)).items
      for (fragment, value) in [
        ("items?order=spread", { item in item.spread.map { -$0 } }),
        ("items?order=difference&candidate=flash", { item in item.captions[1].difference }),
      ] as [(String, (ItemReading) -> Double?)] {
        let known = items.filter { value($0) != nil }.enumerated().sorted {
          ((value($0.element) ?? 0, $0.offset)) < (value($1.element) ?? 0, $1.offset)
        }.map(\.element.name)
        let unknown = items.filter { value($0) == nil }.map(\.name)
        try await file.open(fragment) { page in
          let found = try await shown(page)
          #expect(found.names == known + unknown, "\(fragment)")
        }
      }
    }

    @Test("of one candidate only its caption and the incumbent's are shown")
    func candidate() async throws {
      let file = try PageFile(Fixture.decided)
      defer { file.remove() }
      try await file.open("items?candidate=local") { page in
        let rows: [String] = try await page.value(
          """
          Array.from(document.querySelectorAll(".item:not([hidden]) tbody tr:not([hidden]) th"), head => head.textContent)
          """)
        let expected = ["big, incumbent", "local"]
        #expect(rows == expected + expected + expected)
      }
    }

    @Test("works from the keyboard, says the count, and keeps the state in the address")
    func keyboard() async throws {
      let file = try PageFile(Fixture.decided)
      defer { file.remove() }
      try await file.open { page in
        func press(_ key: String, text: String? = nil) async throws {
          var down: [String: Any] = ["type": text == nil ? "rawKeyDown" : "keyDown", "key": text ?? key, "code": key]
          down["text"] = text
          down["windowsVirtualKeyCode"] = ["Tab": 9, "Space": 32, "Enter": 13][key]
          for type in [down, ["type": "keyUp", "key": text ?? key, "code": key]] {
            try await page.browser.send("Input.dispatchKeyEvent", type, session: page.session)
          }
        }
        func focus() async throws -> String {
          try await page.value(
            "document.activeElement.name || document.activeElement.className || document.activeElement.type")
        }
        try await press("Tab")
        #expect(try await focus() == "skip", "the first thing to be reached skips to the verdict")
        let ring: String = try await page.value("getComputedStyle(document.activeElement).outlineStyle")
        #expect(ring == "solid")
        // From the box above the filters through all of them, in the order in which they stand.
        let _: Bool = try await page.value("(document.getElementById('print').focus(), true)")
        for name in ["category", "candidate", "words"] {
          try await press("Tab")
          #expect(try await focus() == name)
        }
        try await page.browser.send("Input.insertText", ["text": "Quarter"], session: page.session)
        let found = try await shown(page)
        let chart = try self.name("screenshot-or-chart")
        #expect(found.names == [chart] && found.count == "1 of 3 items")
        #expect(try await page.value("location.hash", as: String.self) == "#items?words=Quarter")
        for name in ["order", "disputed", "worse", "failed"] {
          try await press("Tab")
          #expect(try await focus() == name)
        }
        try await press("Space", text: " ")
        _ = try await shown(page)
        #expect(try await page.value("location.hash", as: String.self) == "#items?words=Quarter&failed=1")
        try await press("Tab")
        #expect(try await focus() == "reset")
        try await press("Enter", text: "\r")
        let all = try await shown(page)
        #expect(all.count == "3 items")
        #expect(try await page.value("location.hash", as: String.self) == "#items")
        let live: String = try await page.value("document.getElementById('count').getAttribute('aria-live')")
        #expect(live == "polite" && page.complaints.isEmpty)
      }
    }

    @Test("a link to one item leads to it, even where a filter hides it")
    func itemLink() async throws {
      let file = try PageFile(Fixture.decided)
      defer { file.remove() }
      try await file.open("items?category=product") { page in
        let chart = try self.name("screenshot-or-chart")
        let _: Bool = try await page.value("(location.hash = '#item-\(chart)', true)")
        let found = try await shown(page)
        #expect(found.names.count == 3 && found.count == "3 items")
        #expect(try await page.value("location.hash", as: String.self) == "#item-" + chart)
        let top: Double = try await page.value("document.getElementById('item-\(chart)').getBoundingClientRect().top")
        let bar: Double = try await page.value("document.querySelector('.bar').getBoundingClientRect().bottom")
        #expect(top >= bar - 1 && top < 900, "the bar of filters does not cover it: \(top), \(bar)")
      }
    }
  }
}
