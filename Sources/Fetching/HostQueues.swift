/// Who is next, where a host is asked for a few things at once and others are not held up by it.
///
/// Hosts take turns. Every step takes the same time, however many wait.
struct HostQueues {
  private struct Host {
    /// What waits, the next one last.
    var waiting: [Int] = []
    var underWay = 0
    /// How many ask that the host be left alone for now.
    var closings = 0
    var isListed = false
  }

  /// Most requests to one host at once.
  let perHost: Int
  private var hosts: [String: Host] = [:]
  /// Hosts that may have something to start, the next one first.
  private var turns: ArraySlice<String> = []

  /// - Parameter jobs: in the order in which they are to be taken, each with its host.
  init(_ jobs: [(job: Int, host: String)], perHost: Int) {
    self.perHost = perHost
    for (job, host) in jobs.reversed() { hosts[host, default: Host()].waiting.append(job) }
    var seen: Set<String> = []
    for (_, host) in jobs where seen.insert(host).inserted { list(host) }
  }

  /// The next job, which is under way from now on; nil where nothing may start now.
  mutating func take() -> Int? {
    while let name = turns.popFirst() {
      hosts[name]?.isListed = false
      guard let host = hosts[name], mayStart(host), let job = hosts[name]?.waiting.popLast() else { continue }
      hosts[name]?.underWay += 1
      list(name)
      return job
    }
    return nil
  }

  /// A job of that host has ended, or waits for another try.
  mutating func end(_ host: String) { change(host) { $0.underWay -= 1 } }

  /// A job comes again, before others.
  mutating func putBack(_ job: Int, _ host: String) { change(host) { $0.waiting.append(job) } }

  /// Starts nothing at a host until ``open(_:)`` is called as often.
  mutating func close(_ host: String) { change(host) { $0.closings += 1 } }

  /// Takes one ``close(_:)`` back.
  mutating func open(_ host: String) { change(host) { $0.closings -= 1 } }

  /// Gives up what waits at a host.
  ///
  /// - Returns: the jobs.
  mutating func drop(_ host: String) -> [Int] {
    let jobs = hosts[host]?.waiting ?? []
    hosts[host]?.waiting = []
    return jobs
  }

  private mutating func change(_ name: String, _ change: (inout Host) -> Void) {
    change(&hosts[name, default: Host()])
    list(name)
  }

  private func mayStart(_ host: Host) -> Bool {
    !host.waiting.isEmpty && host.underWay < perHost && host.closings == 0
  }

  private mutating func list(_ name: String) {
    guard let host = hosts[name], mayStart(host), !host.isListed else { return }
    hosts[name]?.isListed = true
    turns.append(name)
  }
}
