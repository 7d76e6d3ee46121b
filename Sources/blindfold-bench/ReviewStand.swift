internal import Foundation

/// The rater's program at work on two packets, step by step.
struct ReviewStand {
  /// How pictures are shown, and what a terminal of that kind answers.
  enum Mode: String, CaseIterable {
    case symbols, kitty, sixel, iterm2

    var answer: String {
      let cell = "\u{1B}[6;20;10t"
      switch self {
      case .symbols: return "\(cell)\u{1B}[?62;c"
      case .kitty: return "\u{1B}_Gi=31;OK\u{1B}\\\(cell)\u{1B}[?62;c"
      case .sixel: return "\(cell)\u{1B}[?62;4c"
      case .iterm2: return "\u{1B}P>|iTerm2 3.5.0\u{1B}\\\(cell)\u{1B}[?62;4c"
      }
    }
  }

  /// What a step took.
  struct Step {
    var cpu: Double
    var bytes: Int
    var seconds: Double = 0
  }

  /// Bytes of a 12-megapixel image.
  let largeBytes: Int
  /// Bytes of an image of the large packet, on average.
  let smallBytes: Int
  private let folder: String
  private let program: String

  /// Makes the packets in a folder.
  init(folder: String, items: Int) throws {
    self.folder = folder
    program =
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("blindfold-review").path
    let size = ReviewPackets.twelveMegapixels
    let large = try ReviewPackets.photograph(width: size.width, height: size.height, seed: 1)
    largeBytes = large.count
    try ReviewPackets.write([large], to: folder + "/large.sqlite")
    let small = try (0..<items).map { try ReviewPackets.photograph(width: 640, height: 480, seed: UInt64($0 + 2)) }
    smallBytes = small.reduce(0) { $0 + $1.count } / items
    try ReviewPackets.write(small, to: folder + "/many.sqlite")
  }

  /// CPU of one key, on average over an answer given and taken back again and again, and the most bytes any of them
  /// wrote.
  func keys(_ count: Int) throws -> Step {
    let run = try begin("many.sqlite", .symbols)
    run.type("\r")
    try run.waitForFrame(with: "Captions")
    var most = 0
    let before = run.cpu
    for index in 0..<count {
      let bytes = run.written
      run.type(index % 2 == 0 ? "4" : "u")
      try run.waitForFrame()
      most = max(most, run.written - bytes)
    }
    let used = run.cpu - before
    _ = try run.end()
    return Step(cpu: used / Double(count), bytes: most)
  }

  /// The first picture, the first part of it, and one step aside.
  func pictures(_ mode: Mode) throws -> [Step] {
    let run = try begin("large.sqlite", mode)
    var steps: [Step] = []
    func step(_ keys: String, _ words: String) throws {
      let (cpu, bytes) = (run.cpu, run.written)
      run.type(keys)
      try run.waitForFrame(with: words)
      steps.append(Step(cpu: run.cpu - cpu, bytes: run.written - bytes))
    }
    try step("\r", "Captions")
    run.type("z")
    try run.waitForFrame(with: "back")
    try step("4", "move")
    try step("l", "")
    run.type("z")
    try run.waitForFrame(with: "Captions")
    _ = try run.end()
    return steps
  }

  /// From starting the program to the first item on the screen.
  func start() throws -> Step {
    let run = try begin("many.sqlite", .symbols)
    run.type("\r")
    try run.waitForFrame(with: "Captions")
    let step = Step(cpu: run.cpu, bytes: run.written, seconds: run.started.duration(to: .now) / .seconds(1))
    _ = try run.end()
    return step
  }

  /// The program with its first screen, on a fresh copy of a packet.
  private func begin(_ packet: String, _ mode: Mode) throws -> TerminalRun {
    let copy = folder + "/ana.sqlite"
    try? FileManager.default.removeItem(atPath: copy)
    try FileManager.default.copyItem(atPath: folder + "/" + packet, toPath: copy)
    // Or the first answer's way to the disk would be that of the whole copy.
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
    try file.synchronize()
    try file.close()
    let run = try TerminalRun(
      program, [copy, "--display", mode.rawValue], answer: mode.answer, columns: 120, rows: 40)
    try run.waitForFrame(with: "begins")
    return run
  }
}
