import Foundation
import Synchronization

/// Headless Chromium, spoken to by its DevTools protocol over a pipe: one start serves many pages.
///
/// The sandbox is off, since it refuses to run as root in a container; the pages are our own and may ask for nothing.
final class Browser: Sendable {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// An answer or event: JSON that only one thread holds at a time.
  struct Message: @unchecked Sendable {
    let object: [String: Any]
    subscript(path: String...) -> Any? {
      path.reduce(object as Any?) { value, key in (value as? [String: Any])?[key] }
    }
  }

  private struct State {
    var number = 0
    var isEnded = false
    var answers: [Int: Message] = [:]
    var events: [Message] = []
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let profile: URL
  private let state = Mutex(State())

  init() throws {
    guard
      let program = ["chromium", "chromium-browser", "google-chrome"].map({ "/usr/bin/" + $0 }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else {
      throw Failure(description: "no Chromium in /usr/bin. Pages cannot be tested. Run script/bootstrap --test.")
    }
    profile = FileManager.default.temporaryDirectory.appending(path: "blindfold-page-\(UUID().uuidString)")
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // DevTools reads descriptor 3 and writes 4.
    process.arguments = [
      "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 1>/dev/null 2>/dev/null", program, "--headless", "--no-sandbox",
      "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-extensions", "--hide-scrollbars", "--force-color-profile=srgb",
      "--user-data-dir=\(profile.path)", "--remote-debugging-pipe",
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    Thread.detachNewThread { [self] in listen() }
  }

  /// Messages end in a NUL.
  private func listen() {
    var rest = Data()
    while true {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      rest.append(data)
      while let end = rest.firstIndex(of: 0) {
        let message = rest[rest.startIndex..<end]
        rest = Data(rest[rest.index(after: end)...])
        guard let object = try? JSONSerialization.jsonObject(with: message) as? [String: Any] else { continue }
        let read = Message(object: object)
        state.withLock { state in
          if let id = object["id"] as? Int { state.answers[id] = read } else { state.events.append(read) }
        }
      }
    }
    state.withLock { $0.isEnded = true }
  }

  /// Sends a command and waits for its answer.
  @discardableResult
  func send(_ method: String, _ parameters: [String: Any] = [:], session: String? = nil) async throws -> Message {
    let id = state.withLock { state in
      state.number += 1
      return state.number
    }
    var object: [String: Any] = ["id": id, "method": method, "params": parameters]
    object["sessionId"] = session
    try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: object) + [0])
    let answer = try await wait(for: method) { $0.answers.removeValue(forKey: id) }
    if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
    return Message(object: answer["result"] as? [String: Any] ?? [:])
  }

  /// The first event of that name since ``forget()``.
  func event(_ method: String, session: String) async throws {
    _ = try await wait(for: method) { state in
      state.events.contains { $0["method"] as? String == method && $0["sessionId"] as? String == session } ? true : nil
    }
  }

  func events(session: String) -> [Message] {
    state.withLock { state in state.events.filter { $0["sessionId"] as? String == session } }
  }

  private func wait<Found>(for what: String, _ find: (inout sending State) -> sending Found?) async throws -> Found {
    for _ in 0..<6000 {
      if let found = state.withLock({ find(&$0) }) { return found }
      if state.withLock({ $0.isEnded }) { throw Failure(description: "Chromium ended before \(what)") }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Failure(description: "\(what): nothing in a minute")
  }

  func end() {
    process.terminate()
    process.waitUntilExit()
    // Its helpers may still write for a moment.
    for _ in 0..<50 where FileManager.default.fileExists(atPath: profile.path) {
      try? FileManager.default.removeItem(at: profile)
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Opens a page in a tab of its own, and listens to what it asks for and complains of.
  func page(_ url: URL, width: Int = 1280, dark: Bool = false, scripts: Bool = true) async throws -> Page {
    let target = try await send("Target.createTarget", ["url": "about:blank"])["targetId"] as? String ?? ""
    let session =
      try await send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String ?? ""
    let page = Page(browser: self, session: session, target: target)
    for domain in ["Page", "Runtime", "Log", "Network"] { try await send("\(domain).enable", session: session) }
    try await page.resize(width)
    try await page.colours(dark: dark)
    try await send("Emulation.setScriptExecutionDisabled", ["value": !scripts], session: session)
    try await page.go(to: url)
    return page
  }
}

/// One tab.
struct Page: Sendable {
  let browser: Browser
  let session: String
  let target: String

  func resize(_ width: Int, height: Int = 900) async throws {
    try await browser.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600], session: session)
  }

  func colours(dark: Bool) async throws {
    try await browser.send(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]], session: session)
  }

  func go(to url: URL) async throws {
    try await browser.send("Page.navigate", ["url": url.absoluteString], session: session)
    try await browser.event("Page.loadEventFired", session: session)
  }

  /// The value of an expression, as JSON carries it.
  func value<Value>(_ expression: String, as type: Value.Type = Value.self) async throws -> Value {
    let answer = try await browser.send(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true], session: session)
    if let details = answer["exceptionDetails"] { throw Browser.Failure(description: "\(expression): \(details)") }
    guard let value = answer["result", "value"] as? Value else {
      throw Browser.Failure(description: "\(expression): \(answer.object)")
    }
    return value
  }

  /// Addresses that the page asked for beside itself; a picture that stands in it is none.
  var requests: [String] {
    browser.events(session: session).filter { $0["method"] as? String == "Network.requestWillBeSent" }
      .compactMap { $0["params", "request", "url"] as? String }
      .filter { !$0.hasPrefix("data:") && !$0.hasPrefix("about:") }
  }

  /// What the page complained of: exceptions, and entries of the console and of the policy.
  var complaints: [String] {
    browser.events(session: session).compactMap { event in
      switch event["method"] as? String {
      case "Runtime.exceptionThrown": "\(event["params", "exceptionDetails"] ?? "")"
      case "Runtime.consoleAPICalled": "\(event["params", "args"] ?? "")"
      case "Log.entryAdded": event["params", "entry", "text"] as? String
      default: nil
      }
    }
  }

  /// A picture of the window, or of the whole page.
  func picture(whole: Bool = false) async throws -> Data {
    try await bytes("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": whole])
  }

  /// The page as it prints on A4.
  func paper() async throws -> Data {
    try await bytes(
      "Page.printToPDF",
      ["paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true, "transferMode": "ReturnAsBase64"])
  }

  private func bytes(_ method: String, _ parameters: [String: Any]) async throws -> Data {
    let answer = try await browser.send(method, parameters, session: session)
    guard let text = answer["data"] as? String, let data = Data(base64Encoded: text) else {
      throw Browser.Failure(description: "\(method): no data")
    }
    return data
  }

  func close() async throws { try await browser.send("Target.closeTarget", ["targetId": target]) }
}
