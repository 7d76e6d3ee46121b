public import ArgumentParser
internal import Foundation
internal import Glibc
internal import Packet
internal import Review
internal import StudyModel
public import Terminal

/// `blindfold-review PACKET`: the rater's program.
@main
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blindfold-review",
    abstract: "Rate the captions of a packet.",
    discussion: """
      Shows each picture with its captions in shuffled order; nothing here knows who wrote them. Every answer is \
      saved in the packet as it is given. Run it again to go on where you stopped.

      EXAMPLE
        blindfold-review packets/ana.sqlite
        blindfold-review packets/ana.sqlite --plain      in lines, for screen readers and pipes

      EXIT CODES
        0   left by the rater; everything rated is saved
        64  wrong usage
        66  the packet is missing, damaged, read-only, from a newer program, or of a kind not rated here
        69  there is no terminal to show a screen on
        74  left with an answer that could not be saved, or the packet was taken away
        75  another session has the packet open
      """,
    version: programVersion)

  @Argument(help: "The packet: one rater's file.", completion: .file(extensions: ["sqlite"]))
  var packet: String

  @Flag(help: "Line prompts instead of a screen. Chosen by itself without a terminal or with TERM=dumb.")
  var plain = false

  @Option(
    help: """
      How pictures are shown: auto (the best the terminal says it can), kitty, iterm2, sixel, symbols, or none. What \
      cannot be is said on the first screen, with what is used instead.
      """)
  var display: PictureWish = .auto

  func run() throws {
    // A packet that meets a limit on the size of files is an answer that is not saved, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    do {
      let lock = try PacketLock(path: packet)
      defer { lock.release() }
      let file = try PacketFile(path: packet, writable: true)
      try Suitability.check(file)
      try Sitting(file: file, isPlain: plain || !Console.hasScreen, wish: display).run()
    } catch let error as any CustomStringConvertible & Error {
      throw Exits.reported(error)
    }
  }
}

extension PictureWish: ExpressibleByArgument {}
