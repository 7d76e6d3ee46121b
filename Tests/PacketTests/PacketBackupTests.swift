import Foundation
import StudyModel
import Synchronization
import Testing

@testable import Packet

@Suite("copies of a packet")
struct PacketBackupTests {
  @Test("a copy made while its rater works opens and holds the chain up to some moment in between; no rating fails")
  func underWay() throws {
    let scratch = try Scratch()
    let stored = Mutex(0)
    let failure = Mutex("")
    let isEnough = Mutex(false)
    let (path, judgement) = (scratch.path, scratch.judgement())
    let rater = Thread {
      do {
        let packet = try PacketFile(path: path, writable: true)
        while !isEnough.withLock({ $0 }) {
          try packet.append(judgement)
          stored.withLock { $0 += 1 }
        }
      } catch {
        failure.withLock { $0 = "\(error)" }
      }
    }
    rater.start()
    for round in 0..<10 {
      let before = stored.withLock { $0 }
      while stored.withLock({ $0 }) < before + 3 && !rater.isFinished { usleep(1000) }
      let least = stored.withLock { $0 }
      let copy = scratch.folder.appending(path: "copy\(round).sqlite").path
      try PacketFile(path: path, writable: false).backUp(to: copy)
      let most = stored.withLock { $0 } + 1
      let packet = try PacketFile(path: copy, writable: true)
      let ratings = try packet.ratings()
      #expect(ratings.count >= least && ratings.count <= most && ratings.count > 0)
      #expect(try packet.firstBrokenLink() == nil)
      #expect(packet.presentations == scratch.contents.presentations && packet.header == scratch.contents.header)
      let all = try PacketFile(path: path, writable: false).ratings()
      #expect(ratings == Array(all.prefix(ratings.count)))
      #expect(packet.receipt(after: ratings) == (try packet.receipt()))
    }
    isEnough.withLock { $0 = true }
    while !rater.isFinished { usleep(1000) }
    #expect(failure.withLock { $0 } == "")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(files.count == 11 && files.allSatisfy { $0.hasSuffix(".sqlite") }, "each copy is one whole file")
  }

  @Test("a copy has the packet's permissions, and never replaces a file")
  func permissions() throws {
    let scratch = try Scratch()
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o660], ofItemAtPath: scratch.path)
    let copy = scratch.folder.appending(path: "copy.sqlite").path
    let packet = try PacketFile(path: scratch.path, writable: false)
    try packet.backUp(to: copy)
    #expect(try files.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o660)
    let before = try Data(contentsOf: URL(fileURLWithPath: copy))
    #expect(throws: PacketError.notCopied(path: copy, detail: "File exists")) { try packet.backUp(to: copy) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == before)
  }

  @Test("a packet nobody has rated has a receipt too: none stored, and the chain's beginning")
  func empty() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    let empty = packet.receipt(after: [])
    #expect(empty.count == 0 && empty.head.count == 64)
    #expect(try packet.receipt() == empty)
    try packet.append(scratch.judgement())
    #expect(try packet.receipt().head != empty.head)
  }
}
