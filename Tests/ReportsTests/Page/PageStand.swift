import Foundation
import Testing

@testable import Reports

/// One Chromium for a whole suite of tests of pages.
struct InBrowser: SuiteTrait, TestScoping {
  @TaskLocal static var browser: Browser?

  @concurrent func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let browser = try Browser()
    defer { browser.end() }
    try await Self.$browser.withValue(browser) { try await function() }
  }
}

extension Trait where Self == InBrowser {
  static var inBrowser: InBrowser { InBrowser() }
}

/// Pages as a reader's browser has them: headless Chromium, started once for all of these tests.
@Suite("pages in a browser", .serialized, .inBrowser) enum Pages {}

/// A page of a made-up study, in a file of its own.
struct PageFile {
  let url: URL

  init(_ dossier: Dossier) throws {
    let text = try #require(ReportWriter.render(dossier).first { $0.name == "report.html" }).text
    url = FileManager.default.temporaryDirectory.appending(path: "blindfold-page-\(UUID().uuidString).html")
    try Data(text.utf8).write(to: url)
  }

  /// The page with a state behind `#`, as a link that was sent.
  func with(_ fragment: String) -> URL { URL(string: "\(url.absoluteString)#\(fragment)") ?? url }

  /// Opens it, looks, and puts it away.
  func open(
    _ fragment: String? = nil, width: Int = 1280, dark: Bool = false, scripts: Bool = true,
    _ look: (Page) async throws -> Void
  ) async throws {
    let browser = try #require(InBrowser.browser)
    let page = try await browser.page(
      fragment.map(with) ?? url, width: width, dark: dark, scripts: scripts)
    try await look(page)
    try await page.close()
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
}
