import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@Suite("a run that scales images down")
struct ScaledRunTests {
  @Test("models get the copies that the ledger tells of, and raters the files")
  func scaled() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path) {
      $0.replacingOccurrences(of: "model: sim-mini\n", with: "model: sim-mini\n    max_side: 100\n    seed: 7\n")
    }
    let service = try Service(log: folder.path + "/requests.jsonl")
    let forecast = try Programs.run("blindfold", ["run", folder.path, "--dry-run"])
    #expect(forecast.output.contains("    images over 100 pixels are scaled down, seed 7\n"), "\(forecast.output)")
    try service.run(["run", folder.path, "--yes"])
    let asked = try service.requests().map { $0.split(separator: " ").map(String.init) }
    let files = Set(asked.filter { $0[0] == "sim-nano" }.map { $0[1] })
    let copies = Set(asked.filter { $0[0] == "sim-mini" }.map { $0[1] })
    #expect(files.count == 36 && copies.count == 36 && files.isDisjoint(with: copies))

    let script =
      "import sqlite3, sys; [print(*row) for row in sqlite3.connect(sys.argv[1]).execute("
      + "'SELECT image_sent FROM attempt WHERE image_sent IS NOT NULL')]"
    let told = try Programs.run("/usr/bin/python3", ["-c", script, folder.path + "/key.sqlite"]).output
    let matches = told.matches(of: /data (\d+)x(\d+) (?:jpeg|png) \d+ sha256:([0-9a-f]{64})\n/)
    #expect(matches.count == 36 && Set(matches.map { String($0.3) }) == copies)
    #expect(matches.allSatisfy { max(Int($0.1) ?? 0, Int($0.2) ?? 0) == 100 })

    let packet = try PacketFile(path: folder.path + "/packets/ana.sqlite", writable: false)
    let items = Set(packet.presentations.map(\.item))
    #expect(!items.isEmpty && items.allSatisfy { files.contains($0.hex) })
    for item in items { #expect(try packet.image(of: item) != nil) }
  }
}
