internal import ArgumentParser
internal import Foundation
internal import Reports
internal import Roster
internal import StudyStore

/// Removes images and captions from a study that is decided.
struct PurgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Remove images and captions from a decided study, or the cache of captions; ratings and numbers stay.",
    discussion: """
      Removes every caption and every edited caption from both databases, the packets from the study's folder once all that \
      is in them is collected, and makes the documents again without captions. What numbers rest on is kept: each caption's \
      SHA-256 and number of words, each edit's distance, what the leak scan found. Removed bytes are overwritten in the \
      databases; a file system or disk may keep old blocks of its own. What was exported by batch, what came back and the \
      ledger of both go too; the list names batches that a service may have still.

      It lists first what goes, what stays and what cannot be checked any more, and asks for the study's name. Killed at any \
      moment it loses no number: the same command goes on. It cannot be undone.

      Raters' notes stay unless --notes: they are the raters' own words and explain ratings, but may quote a caption or \
      describe a person. Images and captions that lie in the study's folder as its inputs stay unless --inputs; elsewhere \
      they are never touched.

      --cache removes the file of captions that were asked for before, which belongs to no study: $XDG_CACHE_HOME/blindfold/\
      captions.sqlite, or the file given in place of the study. A study's purge leaves it alone. It can be filled again, at \
      the price of asking, so nobody is asked first.

      Example:
        blindfold purge results/2026-11-alt-text --images --dry-run
        blindfold purge results/2026-11-alt-text --images --because "retention over"
        blindfold purge --cache

      Exit codes: 0 done, or nothing is left to remove; 65 another name was typed, a packet cannot be read, or one was left; \
      73 a file cannot be removed or written; 75 no report was made yet, ratings are not collected, or another process works \
      here or reads the databases.
      """)

  @Argument(help: "The study's folder or its study.yaml; with --cache the cache's file.", completion: .file())
  var study: String?

  @Flag(help: "Remove the cache of captions, and nothing of any study.")
  var cache = false

  @Flag(help: "Remove images and captions.")
  var images = false

  @Flag(help: "Remove raters' notes, comments and reasons for skipping too.")
  var notes = false

  @Flag(help: "Delete files that the study file names too, where they lie in the study's folder: images, captions.")
  var inputs = false

  @Option(help: "Why. It is logged and stands in the report.")
  var because: String?

  @Flag(help: "List what would go, what would stay, and what could not be checked any more; remove nothing.")
  var dryRun = false

  @Flag(name: [.customShort("y"), .long], help: "Remove without being asked for the study's name.")
  var yes = false

  func validate() throws {
    if let because, because.allSatisfy(\.isWhitespace) {
      throw ValidationError("--because: say why, or leave it out. It stands in the report.")
    }
    if cache {
      guard !images, !notes, !inputs, because == nil else {
        throw ValidationError(
          "--cache: it belongs to no study and goes alone. Purge the study by a command of its own.")
      }
      if let study, RedisAddress.isMeant(study) {
        throw ValidationError(
          "--cache: a Redis is shared, and others may be using it; nothing was removed. Entries go when their `ttl` is over. To "
            + "remove them all at once: redis-cli --scan --pattern 'blindfold:*' | xargs -r redis-cli UNLINK")
      }
      return
    }
    guard study != nil else {
      throw ValidationError("say which study is purged: its folder or its study.yaml; or give --cache.")
    }
    guard images else {
      throw ValidationError(
        "--images: say what is to be removed. --images removes images and captions, and is all there is so far; --notes adds "
          + "raters' notes, --inputs the study's own image and caption files; --dry-run lists it all and removes nothing."
      )
    }
  }

  func run() async throws {
    try await ending {
      if cache {
        print(try CacheRemoval(study).run(dryRun: dryRun))
        return
      }
      let location = try StudyLocation(study ?? "")
      let lock = try StudyLock(folder: location.folder)
      let folder = location.folder + "/batch"
      // A `fetch` that is under way would bring results anew.
      let batches = BatchLedger.exists(in: folder) ? try StudyLock(folder: folder) : nil
      defer { withExtendedLifetime((lock, batches)) {} }
      let purger = try Purger(location, Purger.Wish(notes: notes, inputs: inputs, because: because))
      if try purger.isDone() {
        try leave(purger.files.late, location)
        print("\(location.folder): images and captions are removed already; nothing is left to remove.")
        return
      }
      if !dryRun, !yes, isatty(0) != 1 {
        throw Refusal(
          .wrongInput,
          "\(purger.location.folder): nothing was removed. It cannot be undone, and nobody is here to ask. See what would "
            + "go with --dry-run, then add --yes.")
      }
      print(PurgeText(purger: purger).inventory())
      if dryRun {
        print("nothing was removed")
        return
      }
      if !yes { try confirm(purger) }
      let done = try await purger.removeAll()
      try done.report.putInPlace(in: location.folder)
      try purger.store.finishPurge(done.record)
      print("\n" + PurgeText.done(done.record, location.folder))
      if purger.unfinished != nil, notes || inputs {
        print(
          "the purge that had been begun is finished as it was begun; for --notes or --inputs give the command again")
      }
      try leave(done.late, location)
    }
  }

  /// Names packets that are not this program's to throw away.
  private func leave(_ late: [String], _ location: StudyLocation) throws {
    guard !late.isEmpty else { return }
    for name in late {
      printError(
        "\(location.folder)/\(name): left as it is, with its images and captions. It has entries that came in after "
          + "captions were removed, and these can no longer be collected. Delete it, or keep it elsewhere.")
    }
    throw Ending.wrongInput.exitCode
  }

  /// Asks for the study's name.
  private func confirm(_ purger: Purger) throws {
    let name = try purger.store.reports().last?.inputs.study ?? ""
    FileHandle.standardError.write(
      Data("\nThis cannot be undone. Type the study's name (\(visible(name))) to remove it: ".utf8))
    guard readLine() == name else {
      throw Refusal(.wrongInput, "\(purger.location.folder): that is not its name. Nothing was removed.")
    }
  }
}
