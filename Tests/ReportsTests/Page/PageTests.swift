import Foundation
import Testing

@testable import Reports

extension Pages {
  /// The page as a reader's browser has it: in headless Chromium, with made-up studies.
  @Suite("the page in a browser")
  struct PageTests {
    static let studies = ["decided": Fixture.decided, "pairs": Fixture.pairs, "hostile": Fixture.hostile]

    private func file(_ name: String) throws -> PageFile { try PageFile(#require(Self.studies[name])) }

    @Test(
      "asks for nothing, complains of nothing, and is no wider than a phone or a desk, light or dark",
      arguments: studies.keys.sorted())
    func quiet(_ name: String) async throws {
      let file = try file(name)
      defer { file.remove() }
      for (width, isDark) in [(360, false), (1280, true)] {
        try await file.open(width: width, dark: isDark) { page in
          #expect(page.requests == [file.url.absoluteString])
          #expect(page.complaints.isEmpty, "\(page.complaints)")
          let ground: String = try await page.value("getComputedStyle(document.body).backgroundColor")
          #expect(ground == (isDark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)"))
          // What is far below is not laid out until it is needed.
          let overflow: String = try await page.value(
            """
            document.querySelectorAll(".item").forEach(item => item.style.contentVisibility = "visible");
            const inside = node => node.closest(".scroll, .skip, thead") !== null;
            Array.from(document.body.querySelectorAll("*")).filter(node => !inside(node) &&
              node.getBoundingClientRect().right > innerWidth + 0.5).slice(0, 3).map(node => node.outerHTML.slice(0, 120)).join(" ")
            """)
          #expect(overflow == "", "\(name) at \(width)")
          #expect(try await page.value("document.documentElement.scrollWidth", as: Int.self) <= width)
        }
      }
    }

    @Test(
      "has one main heading, no level left out, names for everything, and links that lead somewhere",
      arguments: studies.keys.sorted())
    func structure(_ name: String) async throws {
      let file = try file(name)
      defer { file.remove() }
      try await file.open { page in
        let faults: [String] = try await page.value(
          """
          (() => {
            const all = (selector) => Array.from(document.querySelectorAll(selector)), faults = [];
            const fault = (words, nodes) => { if (nodes.length) faults.push(words + ": " + nodes[0].outerHTML.slice(0, 150)); };
            const levels = all("h1, h2, h3, h4, h5, h6").map(node => Number(node.tagName[1]));
            if (levels.filter(level => level === 1).length !== 1 || levels[0] !== 1) faults.push("not one h1, first");
            if (levels.some((level, place) => place > 0 && level > levels[place - 1] + 1)) faults.push("a level is left out");
            if (all("main").length !== 1) faults.push("not one main");
            const ids = all("[id]").map(node => node.id);
            if (new Set(ids).size !== ids.length) faults.push("an id twice: " + ids.filter((id, at) => ids.indexOf(id) !== at)[0]);
            fault("a link to nowhere", all("a[href^='#']").filter(node => !document.getElementById(decodeURIComponent(node.hash.slice(1)))));
            fault("a link elsewhere", all("[href]:not([href^='#']):not([rel=icon]), [src]:not([src^='data:'])"));
            fault("a field without a label", all("input, select").filter(node => node.labels.length === 0));
            fault("a head without a scope", all("th").filter(node => !node.scope));
            fault("a table without a name", all("table").filter(node => !node.ariaLabel && !node.getAttribute("aria-labelledby")));
            fault("a figure without an alternative", all("svg").filter(node => node.getAttribute("role") !== "img" ||
              !node.querySelector("title").textContent || !node.querySelector("desc").textContent));
            fault("an image without an alternative", all("img").filter(node => !node.alt));
            fault("a named by what is not there", all("[aria-labelledby]").filter(node =>
              node.getAttribute("aria-labelledby").split(" ").some(id => !document.getElementById(id))));
            return faults;
          })()
          """)
        #expect(faults == [])
      }
    }

    @Test("can be used with a thumb: nothing to be pressed is smaller than 24 pixels, fields of the filters than 44")
    func targets() async throws {
      let file = try file("decided")
      defer { file.remove() }
      try await file.open(width: 390) { page in
        let small: [String] = try await page.value(
          """
          Array.from(document.querySelectorAll("#filters select, #filters [type=search], #filters fieldset label, button, summary"))
            .filter(node => node.getBoundingClientRect().height < (node.tagName === "SUMMARY" ? 24 : 44))
            .map(node => node.outerHTML.slice(0, 80))
          """)
        #expect(small == [])
      }
    }

    @Test("shows everything without scripts, and no filters that would do nothing")
    func withoutScripts() async throws {
      for name in ["decided", "pairs"] {
        let file = try file(name)
        defer { file.remove() }
        try await file.open(scripts: false) { page in
          // The page has been read without scripts; now we may look.
          try await page.browser.send("Emulation.setScriptExecutionDisabled", ["value": false], session: page.session)
          let items: Int = try await page.value("document.querySelectorAll('.item').length")
          #expect(items == Self.studies[name]?.items.count)
          let shown: Bool = try await page.value(
            """
            Array.from(document.querySelectorAll(".item")).every(item => item.checkVisibility() && item.querySelector(".text").checkVisibility())
            """)
          #expect(shown)
          #expect(try await page.value("document.getElementById('filters').checkVisibility()", as: Bool.self) == false)
          #expect(
            try await page.value("document.querySelector('noscript').innerText", as: String.self).contains("script"))
        }
      }
    }

    @Test("on paper nothing is cut off at the side, the verdicts have room for words, and only long tables break")
    func sheets() async throws {
      for name in ["decided", "pairs"] {
        let file = try file(name)
        defer { file.remove() }
        // Between the margins of A4, in CSS pixels: 178 mm.
        try await file.open(width: 672) { page in
          try await page.browser.send("Emulation.setEmulatedMedia", ["media": "print"], session: page.session)
          let faults: [String] = try await page.value(
            """
            (() => {
              const all = (selector) => Array.from(document.querySelectorAll(selector)), faults = [];
              const box = (node) => node.getBoundingClientRect();
              const parts = all("main td, main th, main svg").filter(node => !node.closest(".items"));
              faults.push(...parts.filter(node => box(node).right > innerWidth + 0.5).map(node => "cut off: " + node.outerHTML.slice(0, 120)));
              const verdicts = all("td[data-column=Verdict]");
              if (verdicts.length === 0) faults.push("no verdicts");
              faults.push(...verdicts.filter(node => box(node).width < 110).map(node => "narrow: " + node.innerText));
              for (const table of all(".table")) {
                const isLong = table.querySelectorAll("tbody tr").length > 25;
                const isWhole = getComputedStyle(table).breakInside === "avoid";
                if (isLong === isWhole) faults.push("breaks or not: " + table.querySelector(".caption").innerText);
                if (isWhole && box(table).height > 970) faults.push("longer than a sheet: " + table.querySelector(".caption").innerText);
              }
              return faults;
            })()
            """)
          #expect(faults.isEmpty, "\(name): \(faults.prefix(3))")
        }
      }
    }

    @Test("prints the verdict and tables; the items only where that is ticked")
    func paper() async throws {
      let file = try file("pairs")
      defer { file.remove() }
      func pages(_ data: Data) -> Int {
        String(decoding: data, as: Unicode.ASCII.self).matches(of: /\/Type \/Page\b[^s]/).count
      }
      var (short, long) = (0, 0)
      try await file.open { short = pages(try await $0.paper()) }
      try await file.open("items?print=1") { long = pages(try await $0.paper()) }
      #expect(short > 3 && long > short + 3, "\(short) and \(long) sheets")
    }
  }
}
