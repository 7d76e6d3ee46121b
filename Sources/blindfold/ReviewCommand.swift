internal import ArgumentParser
internal import Foundation
internal import Packet
internal import StudyModel

/// Hands over to the rater's program, which knows nothing of candidates or keys.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Let one rater judge shuffled captions in the terminal.",
    discussion: """
      Replaces itself by blindfold-review, a program of its own that holds no code that knows candidates, and empties \
      its environment but for terminal, locale and home. A rater elsewhere needs only the packet and that program:
      blindfold-review ana.sqlite

      Example:
        blindfold review results/2026-11-alt-text --rater ana
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Flag(help: "Line prompts, for screen readers and simple terminals.")
  var plain = false

  @Option(help: "The rater's pseudonym, as in the study file.")
  var rater: String

  func run() async throws {
    try await ending {
      let location = try StudyLocation(study)
      try PurgedStudy.refuse(in: location.folder, "There is nothing left to rate. Its decision.md has what was found.")
      guard let packet = Self.next(of: location.packets(of: rater)) else {
        throw Refusal(.missingFile, try explain(location))
      }
      try handOver(to: try Self.raterProgram(), arguments: [packet] + (plain ? ["--plain"] : []))
    }
  }

  private func explain(_ location: StudyLocation) throws -> String {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: location.packets)) ?? []
    let raters = Set(files.filter { $0.hasSuffix(".sqlite") }.map { String($0.prefix { $0 != "." }) }).sorted()
    return raters.isEmpty
      ? "\(location.packets): no packets yet. Nothing can be rated. Run: blindfold run '\(location.folder)'"
      : "\(location.packets): no packet for rater '\(rater)'. Nothing was opened. "
        + "Packets are there for: \(raters.joined(separator: ", "))."
  }

  /// Of a rater's packets the first with anything left to rate; the last where nothing is. One that cannot be read is for
  /// the rater's program to explain.
  private static func next(of packets: [String]) -> String? {
    packets.first { path in
      guard let packet = try? PacketFile(path: path, writable: false), let ratings = try? packet.ratings() else {
        return true
      }
      return PacketProgress(packet.presentations, rubric: packet.rubric, ratings: ratings).open > 0
    } ?? packets.last
  }

  /// The rater's program beside this one.
  private static func raterProgram() throws -> String {
    let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let program = here.appending(path: "blindfold-review").path
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw Refusal(
        .unavailable,
        "\(program): the rater's program is not here. Nothing can be rated. "
          + "'swift run' builds one program only; run: swift build")
    }
    return program
  }

  /// Replaces this process. Only what a terminal program needs goes along: no key can.
  private func handOver(to program: String, arguments: [String]) throws {
    let kept = [
      "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "KITTY_WINDOW_ID", "NO_COLOR", "LANG",
      "LC_ALL", "LC_CTYPE", "HOME", "PATH", "TMPDIR", "TZ", "SSH_CONNECTION", "DISPLAY", "XAUTHORITY",
      "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
    ]
    let environment = kept.compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
    }
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) }
    argv.append(nil)
    envp.append(nil)
    // This thread is one of the concurrency runtime's, which block most signals; the program would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    execve(program, argv, envp)
    throw Refusal(.unavailable, "\(program): cannot be run (\(String(cString: strerror(errno)))). Run: swift build")
  }
}
