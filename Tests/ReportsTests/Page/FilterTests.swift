import Foundation
import StudyModel
import Testing

@testable import Reports

/// Filters that filter: counted on made-up studies, and worked from a link and from the keyboard.
@Suite("the page's filters", .serialized, .inBrowser)
struct FilterTests {
  /// Names of the items that are shown, in their order, and what is said of their number.
  private func shown(_ page: Page) async throws -> (names: [String], count: String) {
    try await Task.sleep(for: .milliseconds(200))  // the count is said once somebody stops typing
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
    let (teapot, chart) = (try name("product"), try name("screenshot-or-chart"))
    for (fragment, expected) in [
      ("items?category=product", [teapot]),
      ("items?failed=1", [chart]),
      ("items?failed=1&candidate=flash", []),
      ("items?words=QUARTER", [chart]),
      // A note on the teapot's caption by flash.
      ("items?words=the+lid%2C&candidate=flash", [teapot]),
      ("items?words=the+lid%2C&candidate=big", []),
      // Only the refusal counts less than the incumbent's 4 or 5.
      ("items?worse=1&candidate=tiny", [chart]),
      ("items?disputed=1", []),
    ] as [(String, [String])] {
      try await file.open(fragment) { page in
        let found = try await shown(page)
        #expect(found.names == expected, "\(fragment)")
        #expect(
          found.count
            == (expected.isEmpty ? "No item fits; “Show all” takes the filters off." : "\(expected.count) of 3 items"))
        #expect(try await page.value("location.hash", as: String.self) == "#" + fragment)
        #expect(page.complaints.isEmpty)
      }
    }
  }
}
