internal import ArgumentParser
internal import Foundation

/// Works a report out again from what it was made from, and compares.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Work every number of a report out again from the study's databases, and name whatever does not fit.",
    discussion: """
      FOLDER is a study's folder with its report. In order: both databases are whole and hold what they held when the \
      report was made; every commitment is opened; every packet's chain of ratings is recomputed; packets and receipts \
      are held against it; protocol and unblinding too; then the report is made again and compared with the documents: \
      results.json and manifest.json by key, tables by row and column, the rest by line. Whatever was edited is named.

      Neither study.yaml nor images are needed, nothing is written, and a folder that is read-only will do. A report of \
      an older blindfold is compared by its numbers and tables, its words by their hashes. Without the databases, \
      results.json is worked out again from ratings.csv as far as that goes, and so is what documents of this version show \
      down to Figure 1.

      What a rater noted on leaving is the one thing that nobody else could have made anew:
        --receipt ana:260:ee9d6164312765f0

      Example:
        blindfold verify results/2026-11-alt-text
        blindfold verify results/demo --json

      Exit codes: 0 everything fits; 65 a database or manifest.json cannot be read; 66 there is nothing to verify; \
      75 no packets were written yet, or another blindfold is at work here; 100 something does not fit.
      """)

  @Argument(help: "The folder that holds decision.md, or its study.yaml.", completion: .file())
  var folder: String

  @Option(
    help: "What a rater noted on leaving: RATER:ENTRIES:CHAIN, the chain by 8 digits or more; may be repeated.",
    transform: { typed in
      guard let receipt = NotedReceipt(typed) else {
        throw ValidationError("'\(typed)' is not RATER:ENTRIES:CHAIN, for example ana:260:ee9d6164312765f0.")
      }
      return receipt
    })
  var receipt: [NotedReceipt] = []

  @Flag(help: "Print JSON (blindfold-verify/1).")
  var json = false

  func run() async throws {
    try await ending {
      let verification = try await StudyVerifier(folder: try place(), receipts: receipt).verification()
      print(json ? try verification.json() : verification.text)
      guard verification.fits else { throw Ending.evidenceSaysNo.exitCode }
    }
  }

  /// The folder, whether it or a file in it was named.
  private func place() throws -> String {
    let path = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Refusal(.missingFile, "\(folder): no such folder. Nothing was verified. Check the path.")
    }
    guard !isFolder.boolValue else { return path }
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }
}
