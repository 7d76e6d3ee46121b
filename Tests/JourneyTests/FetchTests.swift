import Digest
import Foundation
import ProgramStand
import Synchronization
import Testing
import WireStand

/// A set made of a list of addresses. The stand-in is the proxy on the way: nothing leaves this machine.
@Suite("fetch", .serialized, .timeLimit(.minutes(30)))
struct FetchTests {
  private static let images = Programs.root.path + "/datasets/demo/images"
  private static let names = ["everyday-02-desk", "product-01-teapot", "product-03-table-lamp", "everyday-05-kitchen"]

  private static func picture(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: "\(images)/\(name).jpg").map([UInt8].init) ?? []
  }

  /// What a picture's file is called.
  private static func file(_ bytes: [UInt8]) -> String { SHA256.hex(bytes).prefix(32) + ".jpg" }

  /// The last part of what a request asks for, and for what host.
  private static func asked(_ request: WireServer.Request) -> (host: String, name: String) {
    let parts = request.line.split(separator: " ")[1].split(separator: "/")
    return (String(parts[1]), String(parts.last ?? ""))
  }

  /// Any picture of the demo by its name, whatever the host.
  private static func served(_ request: WireServer.Request) -> [WireServer.Step] {
    let bytes = picture(String(asked(request).name.dropLast(4)))
    return bytes.isEmpty
      ? .answer(status: 404, Array("gone".utf8)) : .answer(headers: ["Content-Type": "image/jpeg"], bytes)
  }

  private func list(_ urls: [String], in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/list.jsonl"
    try urls.enumerated().map { #"{"url": "\#($1)", "category": "c\#($0 % 2)", "title": "T\#($0)"}"# }
      .joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func arguments(_ list: String, _ folder: TemporaryFolder) -> [String] {
    ["fetch", list, folder.path + "/photos"]
  }

  private func environment(_ proxy: WireServer) -> [String: String] {
    ["http_proxy": proxy.root, "all_proxy": "", "ALL_PROXY": "", "no_proxy": "", "NO_PROXY": ""]
  }

  private func fetch(
    _ list: String, _ folder: TemporaryFolder, _ proxy: WireServer, _ further: String...
  ) throws -> Programs.Result {
    try Programs.run("blindfold", arguments(list, folder) + further, environment: environment(proxy))
  }

  private func files(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/photos").sorted()
  }

  private func metadata(_ folder: TemporaryFolder) throws -> [[String: String]] {
    try String(contentsOfFile: folder.path + "/photos/metadata.jsonl", encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
    }
  }

  @Test("what was fetched is a study's set, in the list's order and with its columns, and is not asked for again")
  func study() throws {
    let folder = try TemporaryFolder("fetch")
    let proxy = try WireServer { Self.served($0) }
    let urls = Self.names.enumerated().map { "http://\($0 % 2 == 0 ? "a" : "b").example.org/../../\($1).jpg" }
    let list = try list(urls, in: folder)
    let first = try fetch(list, folder, proxy)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("4 fetched now, 0 there before\n") && first.output.contains("dataset: {path: "))
    let names = Self.names.map { Self.file(Self.picture($0)) }
    #expect(try files(folder) == (names + ["fetched.jsonl", "metadata.jsonl"]).sorted())
    #expect(
      try metadata(folder)
        == names.indices.map {
          ["file_name": names[$0], "url": urls[$0], "category": "c\($0 % 2)", "title": "T\($0)"]
        })
    #expect(proxy.requests.count == 4)

    let again = try fetch(list, folder, proxy)
    #expect(again.status == 0 && again.output.contains("0 fetched now, 4 there before"), "\(again)")
    #expect(proxy.requests.count == 4)
    // A file that somebody changed is fetched anew, and it alone.
    try Data("<html>".utf8).write(to: URL(filePath: "\(folder.path)/photos/\(names[1])"))
    #expect(try fetch(list, folder, proxy).output.contains("1 fetched now, 3 there before"))
    #expect(proxy.requests.count == 5)

    try readyMadeStudy(in: folder.path, of: names, path: "photos")
    let run = try Programs.run("blindfold", ["run", folder.path, "--dry-run"])
    #expect(run.status == 0 && run.output.contains("4 images"), "\(run)")
  }

  @Test("killed in the middle it leaves no half file under a final name; the next run asks only for what is missing")
  func killed() throws {
    let folder = try TemporaryFolder("fetch")
    let isHeld = Atomic(true)
    let proxy = try WireServer { request in
      let steps = Self.served(request)
      guard Self.asked(request).name.hasPrefix("product"), isHeld.load(ordering: .relaxed),
        case .send(let head) = steps[0], case .send(let body) = steps[1]
      else { return steps }
      return [.send(head), .send(Array(body.prefix(body.count / 2))), .hold]
    }
    let list = try list(Self.names.map { "http://a.example.org/\($0).jpg" }, in: folder)
    let photos = folder.path + "/photos"
    let running = try Running("blindfold", arguments(list, folder), environment: environment(proxy))
    let isHalfWay = waitFor {
      let kept = (try? String(contentsOfFile: photos + "/fetched.jsonl", encoding: .utf8)) ?? ""
      let sizes = ((try? FileManager.default.contentsOfDirectory(atPath: photos)) ?? []).filter {
        $0.hasSuffix(".part")
      }
      .map { FileManager.default.contents(atPath: "\(photos)/\($0)")?.count ?? 0 }
      return kept.split(separator: "\n").count == 2 && sizes.count { $0 > 1000 } == 2
    }
    try #require(isHalfWay, "\(running.errors)")
    running.kill9()
    let whole = [0, 3].map { Self.file(Self.picture(Self.names[$0])) }
    #expect(try files(folder).filter { !$0.hasSuffix(".part") } == (whole + ["fetched.jsonl"]).sorted())
    for name in whole {
      let bytes = try Data(contentsOf: URL(filePath: "\(photos)/\(name)"))
      #expect(Self.file([UInt8](bytes)) == name)
    }

    isHeld.store(false, ordering: .relaxed)
    let next = try fetch(list, folder, proxy)
    #expect(next.status == 0 && next.output.contains("2 fetched now, 2 there before"), "\(next)")
    let asked = proxy.requests.map { Self.asked($0).name }
    #expect(Self.names.map { name in asked.count { $0 == name + ".jpg" } } == [1, 2, 2, 1])
    #expect(
      try files(folder)
        == (Self.names.map { Self.file(Self.picture($0)) } + ["fetched.jsonl", "metadata.jsonl"]).sorted())
  }

  @Test("redirects are followed on the public network alone, and what is no picture is named with its line")
  func faults() throws {
    let folder = try TemporaryFolder("fetch")
    let inner = try WireServer { _ in .answer(Self.picture(Self.names[0])) }
    let innerRoot = inner.root
    let proxy = try WireServer { request in
      func redirect(_ location: String) -> [WireServer.Step] {
        .answer(status: 302, headers: ["Location": location], Array("moved".utf8))
      }
      switch Self.asked(request).name {
      case "moved": return redirect("http://cdn.example.net/img/\(Self.names[1]).jpg")
      case "beside": return redirect("/img/\(Self.names[2]).jpg")
      case "inward": return redirect(innerRoot + "/secret.jpg")
      case "round": return redirect("/round")
      case "page": return .answer(headers: ["Content-Type": "text/html"], Array("<html>not here</html>".utf8))
      case "half": return .answer(Array(Self.picture(Self.names[3]).prefix(2000)))
      case "large": return .answer(Self.picture(Self.names[3]), declared: 50_000_001) + [.hold]
      default: return Self.served(request)
      }
    }
    let list = try list(
      [
        "http://a.example.org/moved", "http://a.example.org/beside", "http://a.example.org/inward",
        "http://b.example.org/round", "http://b.example.org/page", "http://c.example.org/half",
        "http://c.example.org/large", "http://d.example.org/none.jpg", innerRoot + "/secret.jpg",
        "http://e.example.org/\(Self.names[1]).jpg",
      ], in: folder)
    let refused = try fetch(list, folder, proxy)
    #expect(refused.status == 65)
    for (line, fact) in [
      (3, "a.example.org leads on to a private network (127.0.0.1), which is never asked for."),
      (4, "b.example.org leads on more than 5 times."),
      (5, "what b.example.org sends is no picture, by its first bytes (it calls it text/html)."),
      (6, "what c.example.org sends is damaged ("), (7, "what c.example.org sends has more than 50 MB."),
      (8, "d.example.org answered 404."), (9, "the address of this line is in a private network: '127.0.0.1'."),
      (10, "this image has the same bytes as that of line 1."),
    ] {
      #expect(refused.errors.contains("\(list):\(line):1: \(fact)"), "\(refused.errors)")
    }
    #expect(refused.errors.contains("\(list): 8 images of 10 could not be had. 2 images are kept, and "))
    #expect(inner.connections == 0)
    #expect(proxy.requests.count { Self.asked($0).name == "round" } == 6)
    #expect(try !files(folder).contains("metadata.jsonl"))

    let before = proxy.requests.count
    let without = try fetch(list, folder, proxy, "--skip-failed")
    #expect(without.status == 0 && without.output.contains("2 images, "), "\(without)")
    let names = [1, 2].map { Self.file(Self.picture(Self.names[$0])) }
    #expect(try metadata(folder).map { $0["file_name"] } == names)
    #expect(try files(folder) == (names + ["fetched.jsonl", "metadata.jsonl"]).sorted())
    let asked = proxy.requests[before...].map { Self.asked($0).name }
    #expect(!asked.contains("moved") && !asked.contains("beside"))
  }

  @Test("a host that asks for a second is left alone for one; what may pass is tried three times, and ends in 75")
  func patience() throws {
    let folder = try TemporaryFolder("fetch")
    let times = Times()
    let proxy = try WireServer { request in
      let asked = Self.asked(request)
      if asked.host == "down.example.org" { return .answer(status: 502, Array("x".utf8)) }
      guard asked.host == "busy.example.org" else { return Self.served(request) }
      let number = times.note()
      return number == 1 ? .answer(status: 429, headers: ["Retry-After": "1"], []) : Self.served(request)
    }
    let list = try list(
      ["http://busy.example.org/\(Self.names[0]).jpg", "http://down.example.org/\(Self.names[1]).jpg"], in: folder)
    let result = try fetch(list, folder, proxy)
    #expect(result.status == 75 && result.errors.contains("\(list):2:1: down.example.org answered 502."), "\(result)")
    #expect(result.errors.contains("Give the same command again later: it asks only for what is missing."))
    #expect(proxy.requests.count { Self.asked($0).host == "down.example.org" } == 3)
    let busy = times.all
    #expect(busy.count == 2 && busy[0].duration(to: busy[1]) >= .seconds(1))
  }

  @Test(
    "a host that asks for longer than the patience is not asked for its other images; others go on, and what is there")
  func givenUp() throws {
    let folder = try TemporaryFolder("fetch")
    let proxy = try WireServer { request in
      Self.asked(request).host == "shut.example.org" && !request.line.contains("/early/")
        ? .answer(status: 429, headers: ["Retry-After": "3600"], []) : Self.served(request)
    }
    let early = ["http://shut.example.org/early/\(Self.names[0]).jpg"]
    #expect(try fetch(list(early, in: folder), folder, proxy).status == 0)
    let urls =
      (0..<20).map { "http://shut.example.org/\($0).jpg" } + early
      + Self.names.dropFirst().map { "http://a.example.org/\($0).jpg" }
    let list = try list(urls, in: folder)
    let result = try fetch(list, folder, proxy)
    #expect(result.status == 75)
    #expect(result.errors.contains("shut.example.org answered 429 and asks to be left alone for 3600 s."))
    #expect(result.errors.contains("\(list):20:1: this image was not asked for, after what another met: shut.exam"))
    #expect(result.errors.contains("20 images of 24 could not be had. 4 images are kept"), "\(result.errors)")
    // Four were under way when the first was answered.
    #expect(proxy.requests.count { Self.asked($0).host == "shut.example.org" } <= 1 + 4)
  }

  @Test("Ctrl-C keeps what was fetched, and says that the same command goes on")
  func interrupted() throws {
    let folder = try TemporaryFolder("fetch")
    let proxy = try WireServer { request in
      Self.asked(request).name.hasPrefix("product") ? [.hold] : Self.served(request)
    }
    let list = try list(Self.names.map { "http://a.example.org/\($0).jpg" }, in: folder)
    let running = try Running("blindfold", arguments(list, folder), environment: environment(proxy))
    let isUnderWay = waitFor {
      let kept = try? String(contentsOfFile: folder.path + "/photos/fetched.jsonl", encoding: .utf8)
      return kept?.split(separator: "\n").count == 2
    }
    try #require(isUnderWay, "\(running.errors)")
    kill(running.process.processIdentifier, SIGINT)
    let result = running.wait()
    #expect(result.status == 130 && result.errors.contains("The same command goes on where this one was."))
    #expect(try files(folder) == ([0, 3].map { Self.file(Self.picture(Self.names[$0])) } + ["fetched.jsonl"]).sorted())
  }

  @Test("a missing list, one without an image to be had, and a folder with another's set are refused")
  func wrongInput() throws {
    let folder = try TemporaryFolder("fetch")
    let missing = try Programs.run("blindfold", ["fetch", folder.path + "/none.csv", folder.path + "/photos"])
    #expect(missing.status == 66 && missing.errors.contains("none.csv: no such file. Nothing was fetched."))
    let list = try list(["http://10.0.0.1/a.jpg"], in: folder)
    let refused = try Programs.run("blindfold", arguments(list, folder))
    #expect(refused.status == 65, "\(refused)")
    #expect(refused.errors.contains("1 image of 1 could not be had. There is nothing to make a set of."), "\(refused)")
    try FileManager.default.removeItem(atPath: folder.path + "/photos")
    try FileManager.default.createDirectory(atPath: folder.path + "/photos", withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: folder.path + "/photos/metadata.csv"))
    let foreign = try Programs.run("blindfold", arguments(list, folder))
    #expect(foreign.status == 65 && foreign.errors.contains("metadata.csv: there already, and not made by"))
  }
}

/// When requests came.
private final class Times: Sendable {
  private let instants = Mutex<[ContinuousClock.Instant]>([])

  var all: [ContinuousClock.Instant] { instants.withLock(\.self) }

  /// - Returns: 1 for the first.
  func note() -> Int {
    instants.withLock {
      $0.append(.now)
      return $0.count
    }
  }
}
