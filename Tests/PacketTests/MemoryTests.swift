import GRDB
import Testing

@testable import Packet

@Suite("a packet that cannot be made")
struct MemoryTests {
  @Test("without memory it is short for the moment; every other reason is one of the disk's, and both say what to do")
  func reasons() {
    let short = PacketError(making: "p/ana.sqlite", DatabaseError(resultCode: .SQLITE_NOMEM))
    #expect(short == .noMemory(path: "p/ana.sqlite"))
    #expect(short.description.contains("then give the same command again"))
    let full = PacketError(making: "p/ana.sqlite", DatabaseError(resultCode: .SQLITE_FULL, message: "disk is full"))
    #expect(full == .notMade(path: "p/ana.sqlite", detail: "disk is full"))
  }
}
