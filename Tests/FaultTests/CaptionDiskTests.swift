import Foundation
import Glibc
import ProgramStand
import Testing

@Suite("captions on a disk that fills up", .serialized, .enabled(if: SmallDisk.canMount), .timeLimit(.minutes(30)))
struct CaptionDiskTests {
  @Test(
    "it ends with 73; once there is room the same command goes on, each row once and only what was under way asked again"
  )
  func full() throws {
    let disk = try SmallDisk(kilobytes: 8000)
    let folder = try TemporaryFolder("caption-disk")
    let service = try Service(log: folder.path + "/requests.jsonl")
    let policy = folder.path + "/alt.yaml"
    try """
    model: sim-flash
    base_url: \(service.url)
    prompt: {user: "Describe this picture."}
    run: {concurrency: 1}
    """.write(toFile: policy, atomically: true, encoding: .utf8)
    let out = disk.path + "/out.jsonl"
    func lines() -> [Substring] {
      ((try? String(contentsOfFile: out, encoding: .utf8)) ?? "").split(separator: "\n")
    }
    let command = ["caption", Programs.root.path + "/datasets/demo/images", "--policy", policy, "--out", out]
    let first = try Running("blindfold", command)
    let deadline = Date(timeIntervalSinceNow: 60)
    while lines().count < 5, Date() < deadline { usleep(5_000) }
    kill(first.process.processIdentifier, SIGSTOP)
    try disk.fill()
    kill(first.process.processIdentifier, SIGCONT)
    let failed = first.wait()
    #expect(failed.status == 73, "\(failed.status) \(failed.errors)")
    #expect(failed.errors.contains("not stored") || failed.errors.contains("not written"), "\(failed.errors)")
    let before = lines().count
    #expect(before >= 5 && before < 36)
    try disk.free()
    let second = try Programs.run("blindfold", command)
    #expect(second.status == 0, "\(second.errors)")
    let rows = lines().compactMap { $0.firstMatch(of: /"row":(\d+)/)?.1 }
    #expect(rows.count == 36 && Set(rows).count == 36)
    #expect(try service.requests().count <= 37)
  }
}
