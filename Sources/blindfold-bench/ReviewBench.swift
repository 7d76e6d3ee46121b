internal import ArgumentParser
internal import Foundation

/// How quick the rater's screen is: the built program in a terminal of its own, CPU time and bytes.
struct ReviewBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "CPU time and bytes of the rater's screen: keys, first pictures, zoom, start.",
    discussion: """
      Examples:
        script/bench review
        script/bench review --items 100 --keys 50    smaller and quicker
      """)

  @Option(help: "Items of the large packet.")
  var items = 500

  @Option(help: "Keys pressed on one screen.")
  var keys = 200

  @Option(help: "Runs of each kind; their median is printed.")
  var repeats = 5

  func validate() throws {
    guard items > 0, keys > 0, repeats > 0 else { throw ValidationError("numbers must be above 0") }
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blindfold-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stand = try ReviewStand(folder: folder.path, items: items)
    print("CPU milliseconds, user and system, of blindfold-review at 120×40; median of \(repeats) runs.")
    print(
      "12-megapixel JPEGs of \(stand.largeBytes / 1000) kB; a packet of \(items) JPEGs of \(stand.smallBytes / 1000) kB."
    )
    print("\n| what | CPU ms | bar | bytes written |\n|---|---:|---:|---:|")
    let pressed = try (0..<repeats).map { _ in try stand.keys(keys) }
    row(
      "key to updated screen, symbols, answer saved (mean of \(keys))", pressed.map(\.cpu), "< 16", pressed[0].bytes,
      "at most ")
    for mode in ReviewStand.Mode.allCases {
      let first = try (0..<repeats).map { _ in try stand.pictures(mode) }
      row("first picture, \(mode.rawValue)", first.map { $0[0].cpu }, "< 150", first[0][0].bytes)
      row("first part of it enlarged, \(mode.rawValue)", first.map { $0[1].cpu }, "", first[0][1].bytes)
      row("one step aside, \(mode.rawValue)", first.map { $0[2].cpu }, "", first[0][2].bytes)
    }
    let starts = try (0..<repeats).map { _ in try stand.start() }
    row("start to first item, \(items) items", starts.map(\.cpu), "< 200", starts[0].bytes)
    let walls = starts.map(\.seconds).sorted()
    print("\nStart to first item by the clock: \(String(format: "%.0f", walls[walls.count / 2] * 1000)) ms.")
  }

  private func row(_ what: String, _ cpu: [Double], _ bar: String, _ bytes: Int, _ note: String = "") {
    let median = cpu.sorted()[cpu.count / 2]
    print("| \(what) | \(String(format: "%.1f", median)) | \(bar) | \(note)\(bytes) |")
  }
}
