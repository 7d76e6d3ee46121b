internal import ArgumentParser
internal import StudyStore

/// Takes packets in without a look at results.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Take in packets that came back, in any order and as often as you like, without reporting.",
    discussion: """
      Each packet is held to what was planned: its captions, questions and pictures, its commitment, and the chain of \
      hashes over its ratings. Whatever cannot be taken in is named with the reason, and does not stop the others: \
      packets of another study, packets edited by hand, and copies that contradict each other or what was collected \
      before. Of two copies the longer one counts if it goes on where the shorter one ends; nothing collected is ever \
      replaced. Nothing is estimated or unblinded.

      Every packet's receipt is printed: the number of stored entries and the last hash of the chain. Its rater was shown \
      the same on leaving; where the two differ, this is not the copy that the rater left, or not all of it.

      Example:
        blindfold collect results/2026-11-alt-text
        blindfold collect results/2026-11-alt-text ~/Downloads/ana.sqlite ~/Downloads/bo.sqlite
        blindfold collect results/2026-11-alt-text ~/Downloads/packets --json

      Exit codes: 0 all were taken in; 65 one was not; 66 one is not there.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Argument(
    help: "Packets, or folders of packets; the study's own packets folder where none is named.", completion: .file())
  var packet: [String] = []

  @Flag(help: "Print JSON (blindfold-collect/1).")
  var json = false

  func run() async throws {
    try await ending {
      let location = try StudyLocation(study)
      let lock = try StudyLock(folder: location.folder)
      defer { withExtendedLifetime(lock) {} }
      let store = try StudyStore(folder: location.folder, create: false)
      try PurgedStudy.refuse(
        store,
        "Packets cannot be held against captions that are gone, so nothing more is taken in. What was collected "
          + "before counts as before.")
      guard let intake = try PacketIntake(store) else { throw PacketIntake.noPacketsYet(location.folder) }
      let merge = try PacketMerge(PacketMerge.files(packet.isEmpty ? [location.packets] : packet), into: intake)
      print(json ? try merge.json() : merge.text(study: quoted(study)))
      for problem in merge.problems { printError("\(problem)") }
      guard merge.problems.isEmpty else { throw merge.ending.exitCode }
    }
  }
}
