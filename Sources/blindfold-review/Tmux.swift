internal import Foundation
internal import Glibc

/// The tmux that this program may run in.
enum Tmux {
  /// Whether sequences are passed on to the terminal behind this pane: tmux's option `allow-passthrough`. False where tmux
  /// does not tell.
  static var passesOn: Bool {
    guard Console.environment["TMUX"] != nil else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let pane = Console.environment["TMUX_PANE"].map { ["-t", $0] } ?? []
    process.arguments = ["tmux", "show-options", "-Apv"] + pane + ["allow-passthrough"]
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return ["on", "all"].contains { answer.hasPrefix($0) }
  }
}
