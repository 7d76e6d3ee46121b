import Captioning
import Roster
import Testing
import WireStand

@testable import CaptionClient
@testable import Fetching

@Suite("What gave no picture, and what is done about it")
struct FetchFaultTests {
  private func answer(_ status: Int, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: [], timing: HTTPTiming())
  }

  private func fault(_ status: Int, _ headers: HTTPHeaders = [:]) -> FetchFault {
    FetchFault(answer(status, headers), host: "a.org", patience: .seconds(120))
  }

  @Test("what may pass is tried three times, what lasts once")
  func tries() {
    let policy = RetryPolicy(attempts: 3)
    for status in [500, 502, 504, 408] {
      var tries = Tries()
      #expect(
        tries.wait(after: fault(status), by: policy) != nil && tries.wait(after: fault(status), by: policy) != nil)
      #expect(tries.wait(after: fault(status), by: policy) == nil)
    }
    for status in [204, 400, 401, 403, 404, 410, 451] {
      var tries = Tries()
      #expect(tries.wait(after: fault(status), by: policy) == nil && !fault(status).isPassing)
    }
  }

  @Test("a host that says for how long is left alone for as long, as often as all waits are within the patience")
  func patience() {
    var tries = Tries()
    let policy = RetryPolicy(attempts: 3, base: .milliseconds(1), patience: .seconds(120))
    let asked = fault(429, ["Retry-After": "30"])
    #expect((0..<4).map { _ in tries.wait(after: asked, by: policy) } == [Duration](repeating: .seconds(30), count: 4))
    #expect(tries.wait(after: asked, by: policy) == nil && asked.isPassing)
    var other = Tries()
    #expect(other.wait(after: fault(503, ["Retry-After": "121"]), by: policy) == nil)
    #expect(asked.fact == "a.org answered 429 and asks to be left alone for 30 s")
  }

  @Test("a host that cannot be reached, or leads to a private network, would say the same of every image")
  func ofHost() {
    func fault(_ kind: HTTPFailure.Kind) -> FetchFault { FetchFault(HTTPFailure(kind, "x"), host: "a.org") }
    #expect(
      HTTPFailure.Kind.allCases.filter { fault($0).isOfHost && fault($0).isPassing }
        == [.unknownHost, .noConnection, .connectTimeout])
    #expect(
      HTTPFailure.Kind.allCases.filter { fault($0).isOfHost && !fault($0).isPassing }
        == [.refusedHere, .proxyRefused, .tls])
    #expect(fault(.tooLarge).fact == "what a.org sends has more than 50 MB")
  }

  @Test(
    "a name that leads to this machine is not connected to, by the table that addresses as written are held against")
  func lookedUp() async throws {
    for inner in ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "64:ff9b::a00:1", "fd00::1"] {
      #expect(!ImageAddress.isPublic(inner))
    }
    for outer in ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"] { #expect(ImageAddress.isPublic(outer)) }
    let server = try WireServer { _ in .answer([]) }
    let client = try HTTPClient(admits: ImageAddress.isPublic)
    let failure = await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest(.get, server.root.replacing("127.0.0.1", with: "localhost")))
    }
    #expect(failure?.kind == .refusedHere && server.connections == 0)
  }

  private func target(_ location: String, from place: String = "https://a.org/x.jpg") throws -> String {
    try PictureRequest.target(of: answer(302, ["Location": location]), from: ImageAddress(place)).text
  }

  @Test("a redirect leads where a list may: to other hosts, up to https, and nowhere that a list may not")
  func redirects() throws {
    #expect(try target("https://cdn.b.org/y.jpg") == "https://cdn.b.org/y.jpg")
    #expect(try target("https://a.org/y.jpg", from: "http://a.org/x.jpg") == "https://a.org/y.jpg")
    for (location, fact) in [
      ("http://a.org/y.jpg", "a.org leads from https to http"),
      ("https://169.254.169.254/latest", "a.org leads on to a private network (169.254.169.254)"),
      ("https://localhost/x", "a.org leads on to a private network (localhost)"),
      ("https://u:p@b.org/x", "a.org leads on to an address with a user's name or a password"),
      ("file:///etc/passwd", "a.org leads on to an address of the kind 'file:'"),
      ("http://[", "a.org answered 302, which leads nowhere"),
    ] {
      let fault = #expect(throws: FetchFault.self) { try target(location) }
      #expect(fault?.fact.hasPrefix(fact) == true && fault?.isPassing == false, "\(location): \(fault?.fact ?? "")")
    }
  }
}
