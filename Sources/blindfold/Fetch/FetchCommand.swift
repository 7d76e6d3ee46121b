internal import ArgumentParser
internal import CaptionClient
internal import Fetching
internal import Foundation
internal import Roster
internal import StudyFile

/// Makes an image set of a list of addresses.
struct FetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch the images of a list of addresses, once, as a set for a study.",
    discussion: """
      LIST is a .csv or .jsonl file with a column 'url'; its other columns stay. Written are FOLDER/metadata.jsonl, which a \
      study names as its `dataset: {path: FOLDER}`, the images, each called by the SHA-256 of its bytes, and \
      FOLDER/fetched.jsonl, by which the same command goes on where one was stopped: what is there whole is not asked for \
      again.

      Eight images are fetched at once, four of one host. What may pass is tried three times; a host that asks to be left \
      alone is, for two minutes in all. Up to five redirects are followed, never from https to http. Only the public \
      network is asked: no address of this machine or of a private network, whatever name or redirect leads there. A \
      proxy of the environment (https_proxy and the like) is used, and looks names up itself. An image has 50 MB at most.

      Images that cannot be had are named with their lines, and the set is not written: mend the list, try again later, or \
      make the set without them by --skip-failed.

      Example:
        blindfold fetch photos.csv photos
        blindfold fetch crawl.jsonl sets/crawl --skip-failed

      Exit codes: 0 done, 64 usage, 65 wrong input (images that trying again does not help, too), 66 missing file, 73 cannot \
      write, 75 images are missing and trying again may help, 130 interrupted.
      """)

  @Argument(
    help: "A .csv or .jsonl file with a column 'url'.", completion: .file(extensions: ["csv", "jsonl", "ndjson"])
  )
  var list: String

  @Argument(help: "The set's folder; it is made if it is not there.", completion: .directory)
  var folder: String

  @Flag(help: "Make the set without the images that cannot be had.")
  var skipFailed = false

  func run() async throws {
    try await ending {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: list, isDirectory: &isFolder), !isFolder.boolValue else {
        throw Refusal(
          .missingFile, "\(list): no such file. Nothing was fetched. Give a .csv or .jsonl file with a column 'url'.")
      }
      let addresses = try AddressList(list)
      for notice in addresses.notices { printError(notice) }
      let path = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      let fetcher = SetFetcher(
        addresses, into: try FetchFolder(path), by: try HTTPClient(admits: ImageAddress.isPublic), fault: imageFault)
      let line = ProgressLine()
      let set = try await interruptible {
        defer { line.finish() }
        return try await fetcher.run { progress in
          let done = progress.fetched + progress.there + progress.failed
          line.show(isLast: done == progress.total) { Self.text(progress, elapsed: $0) }
        }
      }
      for fault in set.faults { printError("\(fault)\n") }
      let failed = set.faults.count
      let missing = "\(list): \(counted(failed, "image")) of \(grouped(failed + set.count)) could not be had"
      guard failed == 0 || skipFailed && set.count > 0 else {
        let next =
          set.count == 0
          ? "There is nothing to make a set of."
          : "\(counted(set.count, "image")) \(set.count == 1 ? "is" : "are") kept, and \(path)/\(FetchFolder.metadata) was "
            + "not written. The same command asks for the others alone; --skip-failed makes the set without them."
        throw Refusal(set.mayHelp ? .notFinished : .wrongInput, "\(missing). \(next)")
      }
      try fetcher.publish(set)
      if failed > 0 { printError("\(missing), and the set is without \(failed == 1 ? "it" : "them").") }
      let sums = set.progress
      print(
        """
        \(path): \(counted(set.count, "image")), \(Self.megabytes(sums.bytes)); \(grouped(sums.fetched)) fetched now, \
        \(grouped(sums.there)) there before
        in a study file:
          dataset: {path: \(path)}
        """)
    }
  }

  private static func text(_ progress: FetchProgress, elapsed: Duration) -> String {
    var parts = ["images \(progress.fetched + progress.there)/\(progress.total)"]
    if progress.there > 0 { parts.append("\(progress.there) there before") }
    if progress.failed > 0 { parts.append("\(progress.failed) not to be had") }
    parts.append(megabytes(progress.bytes))
    let left = progress.total - progress.fetched - progress.there - progress.failed
    let tried = progress.fetched + progress.failed
    if tried > 0 && left > 0 {
      parts.append("ETA \(ProgressLine.duration(elapsed / .seconds(1) / Double(tried) * Double(left)))")
    }
    return parts.joined(separator: " · ")
  }

  private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1_000_000) }
}
