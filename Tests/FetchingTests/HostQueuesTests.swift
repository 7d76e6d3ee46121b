import Testing

@testable import Fetching

@Suite("Who is next among images of several hosts")
struct HostQueuesTests {
  private func queues(_ hosts: String, perHost: Int = 2) -> HostQueues {
    HostQueues(hosts.enumerated().map { ($0, String($1)) }, perHost: perHost)
  }

  private func taken(_ queues: inout HostQueues, most: Int = .max) -> [Int] {
    var jobs: [Int] = []
    while jobs.count < most, let job = queues.take() { jobs.append(job) }
    return jobs
  }

  @Test("hosts take turns, each in the list's order, and none has more under way than it may")
  func turns() {
    var queues = queues("aaaab")
    #expect(taken(&queues) == [0, 4, 1])
    queues.end("a")
    #expect(taken(&queues) == [2])
    queues.end("b")
    #expect(taken(&queues) == [])
    queues.end("a")
    queues.end("a")
    #expect(taken(&queues) == [3])
  }

  @Test("nothing starts at a host that is closed, until it is opened as often; others go on")
  func closing() {
    var queues = queues("aaab")
    #expect(taken(&queues, most: 1) == [0])
    queues.close("a")
    queues.close("a")
    queues.end("a")
    #expect(taken(&queues) == [3])
    queues.open("a")
    #expect(taken(&queues) == [])
    queues.putBack(0, "a")
    queues.open("a")
    #expect(taken(&queues) == [0, 1])
  }

  @Test("what waits at a host that is given up is given back, and one that comes again is taken all the same")
  func dropping() {
    var queues = queues("aaab")
    #expect(taken(&queues, most: 1) == [0])
    #expect(queues.drop("a").sorted() == [1, 2])
    queues.end("a")
    #expect(taken(&queues) == [3])
    queues.putBack(0, "a")
    #expect(taken(&queues) == [0])
  }
}
