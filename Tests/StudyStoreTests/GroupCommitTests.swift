import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Synchronization
import Testing

@testable import StudyStore

@Suite("writes that are committed together", .timeLimit(.minutes(30)))
struct GroupCommitTests {
  private struct Wrong: Error {}

  private final class Notes: Sendable {
    let events = Mutex<[String]>([])
    let begun = Mutex(false)
  }

  private static func store() throws -> (folder: String, store: StudyStore) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "group-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return (folder, try StudyStore(folder: folder, create: true))
  }

  @Test("whoever wants all of it durable does not wait for more to come")
  func settles() async throws {
    let (folder, store) = try Self.store()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let group = GroupCommit(store.study, gatheringFor: .seconds(7200))
    let notes = Notes()
    group.enqueue { _ in
    } ended: { _ in
      notes.events.withLock { $0.append("durable") }
    }
    try await group.settle()
    #expect(notes.events.withLock { $0 } == ["durable"])
    // And again, with a timer of the first still running.
    group.enqueue { _ in
    } ended: { _ in
      notes.events.withLock { $0.append("durable") }
    }
    try await group.settle()
    #expect(notes.events.withLock { $0.count } == 2 && group.waiting == 0)
  }

  @Test("what comes while a commit is under way goes into one more, in order, and nobody is told before it is durable")
  func together() async throws {
    let (folder, store) = try Self.store()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let notes = Notes()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await store.keyGroup.write { _ in
          notes.begun.withLock { $0 = true }
          // Held open until the others wait.
          while store.keyGroup.waiting < 20 { usleep(1000) }
        }
      }
      while !notes.begun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
      for number in 0..<20 {
        group.addTask {
          try await store.keyGroup.write { _ in notes.events.withLock { $0.append("write") } }
          notes.events.withLock { $0.append("durable") }
        }
        while store.keyGroup.waiting < number + 1, notes.events.withLock({ $0.isEmpty }) {
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      try await group.waitForAll()
    }
    #expect(
      notes.events.withLock { $0 } == Array(repeating: "write", count: 20) + Array(repeating: "durable", count: 20))
  }

  @Test("a write that cannot be made takes no other with it, and its own error is told")
  func oneFails() async throws {
    let (folder, store) = try Self.store()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcomes = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
      for number in 0..<30 {
        group.addTask {
          do {
            try await store.keyGroup.write { _ in if number % 10 == 3 { throw Wrong() } }
            return true
          } catch is Wrong {
            return false
          } catch {
            Issue.record(error)
            return false
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.filter { $0 }.count == 27)
  }
}
