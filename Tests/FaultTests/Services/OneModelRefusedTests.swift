import Foundation
import ProgramStand
import Synchronization
import Testing
import WireStand

@Suite("two models at one address, one of which is refused", .serialized, .timeLimit(.minutes(30)))
struct OneModelRefusedTests {
  private final class Counts: Sendable {
    struct State {
      var served = 0
      var now = 0
      var most = 0
      var refused = 0
    }
    let state = Mutex(State())
  }

  @Test("the other goes on with all places, to its end, before the refused one is let in; then that one completes too")
  func goesOn() throws {
    let (images, concurrency) = (24, 4)
    let counts = Counts()
    let server = try WireServer { request in
      guard String(decoding: request.body, as: UTF8.self).contains(#""model":"sim-b""#) else {
        // Until the other has all its captions this one gets 429 and nothing else.
        let isOpen = counts.state.withLock { state in
          if state.served < images { state.refused += 1 }
          return state.served >= images
        }
        return isOpen ? .caption("A teapot.", model: "sim-a") : .fault(429, "slow down")
      }
      counts.state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
      usleep(30_000)
      counts.state.withLock { state in
        state.now -= 1
        state.served += 1
      }
      return .caption("A teapot.", model: "sim-b")
    }
    let study = try ServiceStudy(
      ["a": server.address, "b": server.address], images: images,
      run: "concurrency: \(concurrency), timeout: 20s, patience: 60s")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a", "b"])
    let state = counts.state.withLock(\.self)
    // Half of the places at least would be the refused one's if it kept them.
    #expect(state.most > concurrency / 2 && state.most <= concurrency && state.refused > 0, "\(state)")
    #expect(server.requests.count { String(decoding: $0.body, as: UTF8.self).contains(#""model":"sim-b""#) } == images)
  }
}
