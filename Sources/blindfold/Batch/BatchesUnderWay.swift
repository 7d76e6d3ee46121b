internal import StudyStore

/// What is out by batch while somebody is about to ask for the same one by one.
enum BatchesUnderWay {
  /// Refuses where a service may be at work on requests whose results are not imported: asking again would be paid twice.
  /// Of files that were never submitted it only tells.
  ///
  /// - Parameter typed: a study or an output, as the batch commands take it.
  static func refuse(_ typed: String) throws {
    let location = try BatchLocation(typed)
    guard BatchLedger.exists(in: location.folder) else { return }
    let ledger = try BatchLedger(folder: location.folder, at: now())
    let counts = try ledger.counts()
    func out(_ shards: [BatchShard]) -> Int { shards.reduce(0) { $0 + (counts[$1.number]?[.out] ?? 0) } }
    let open = try ledger.shards().filter { $0.stage != .ended }
    let isSent: (BatchShard) -> Bool = { ![.written, .uploading, .uploaded].contains($0.stage) }
    let (sent, unsent) = (out(open.filter(isSent)), out(open.filter { !isSent($0) }))
    if sent > 0 {
      throw Refusal(
        .notFinished,
        "\(location.folder): \(counted(sent, "caption")) \(sent == 1 ? "is" : "are") with a batch service; asked for one by "
          + "one, they would be paid twice. Nothing was sent. Run first: blindfold batch fetch \(quoted(typed)) --wait, then "
          + "blindfold batch import \(quoted(typed)). Where nothing will come of them, import with --all.")
    }
    if unsent > 0 {
      printError(
        "\(location.folder): \(counted(unsent, "request")) \(unsent == 1 ? "stands" : "stand") in files that were exported and "
          + "not submitted from here; what they ask is asked for now. If they are run elsewhere, that is paid twice.")
    }
  }
}
