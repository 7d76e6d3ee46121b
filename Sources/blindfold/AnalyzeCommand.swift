internal import Analysis
internal import ArgumentParser
internal import CSV
internal import Foundation
internal import RatingFiles
internal import ReferenceCases
internal import StudyModel

/// Statistics for judgements made elsewhere, and the way in which others check our numbers.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Statistics for ratings, or for judgements of pairs, that were made elsewhere.",
    discussion: """
      FILE is a CSV with a header line and one row a rating, columns in any order:
        image_id,rater_id,model,score           and if wanted category, criterion,
                                                is_failure; ratings.csv of a report
                                                (candidate, value) is read as it is
      or one row a judgement of a pair:
        image_id,rater_id,model_a,model_b,outcome
      model_a is the one that was shown first. outcome is a, first, left or model_a's
      name; b, second, right or model_b's name; tie or no difference; neither (usable).
      Several files are one table. A row without a score is left out and counted.

      Examples:
        blindfold analyze ratings.csv --incumbent large --margin 0.3 --scale 1...5
        blindfold analyze ana.csv bo.csv --incumbent large --margin 0.3 \\
          --traffic photo=0.7,chart=0.3 --json
        blindfold analyze results/demo/ratings.csv --criterion overall
        blindfold analyze pairs.csv --incumbent large
        blindfold analyze --case Tests/ReferenceCasesTests/Cases/ref-03-paired-diff-missing --json

      JSON: what is undefined is null, and "notes" of the same object says why.
      Keys: inputs, terms, criteria[] (scale, models[], agreement), comparisons[],
      exploratory[], notes[]; documented in Analyze.md.
      A case prints {"notes": {…}, "values": {…}}.
      """)

  @Argument(
    help: "CSV files of ratings, or of judgements of pairs; together they are one table.",
    completion: .file(extensions: ["csv"]))
  var files: [String] = []

  @Option(
    help: "The model that the others are compared with; without it, means and agreement only; for pairs, the average.")
  var incumbent: String?

  @Option(help: "The smallest loss that would matter, in points; without it there is no verdict about it.")
  var margin: Double?

  @Option(
    help: "Whom verdicts and p values speak for: these-raters (new images) or raters-like-these (and new people).",
    transform: AnalyzeOptions.scope)
  var scope: Scope = .ratersLikeThese

  @Option(help: "Confidence level of every interval.")
  var confidence = 0.95

  @Option(
    help: "Share of production by category, adding up to 1: photo=0.7,chart=0.3", transform: AnalyzeOptions.traffic)
  var traffic: [String: Double] = [:]

  @Option(help: "Lowest and highest possible score: 1...5, or tone=1...5 for one criterion; may be repeated.")
  var scale: [String] = []

  @Option(help: "Which criterion the comparison is about, where files have several.")
  var criterion: String?

  @Option(help: "Repeats everything that is resampled.")
  var seed: UInt64 = 1

  @Option(name: .customLong("case"), help: "A reference case's folder instead of files.", completion: .directory)
  var folder: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if folder != nil, !files.isEmpty { throw ValidationError("Give files, or --case, not both.") }
    if folder == nil, files.isEmpty {
      throw ValidationError("Give at least one CSV file of ratings, or a case's folder with --case.")
    }
  }

  func run() async throws {
    try await ending {
      if let folder {
        print(try CaseMethods.answer(CaseFolder(path: folder)).json())
        return
      }
      let contents = try files.map { (file: $0, bytes: try Self.bytes(of: $0)) }
      // The first file's header decides; a file of the other kind is refused by its reader.
      var first = CSVReader(contents[0].bytes, trimsSpaces: true)
      switch try FileHeader(&first, file: contents[0].file).kind() {
      case .ratings: try analyzeRatings(contents)
      case .pairs:
        try refuseOptionsOfRatings()
        print(
          try analyzePairs(
            contents, PairsOptions(incumbent: incumbent, confidence: confidence, seed: seed, json: json)))
      }
    }
  }

  /// Options that say nothing of pairs are refused, not ignored.
  private func refuseOptionsOfRatings() throws {
    let given = [
      margin == nil ? nil : "--margin", traffic.isEmpty ? nil : "--traffic", scale.isEmpty ? nil : "--scale",
      criterion == nil ? nil : "--criterion",
    ].compactMap { $0 }
    guard let first = given.first else { return }
    throw Refusal(
      .wrongInput,
      "\(first): these are judgements of pairs, which have no points. Nothing was computed. Leave it out.")
  }

  /// One row a rating.
  private func analyzeRatings(_ contents: [(file: String, bytes: [UInt8])]) throws {
    let options = AnalyzeOptions(
      incumbent: incumbent, margin: margin, scope: scope, confidence: confidence, traffic: traffic, scales: scale,
      criterion: criterion, seed: seed)
    let (table, analysis) = try options.analysis(of: contents)
    print(json ? try AnalyzeJSON(table, analysis).text : AnalyzeText(table, analysis).text)
  }

  private static func bytes(of file: String) throws -> [UInt8] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) else {
      throw Refusal(
        .missingFile, "\(file): cannot be read. Nothing was computed. Check the path; a CSV file is wanted.")
    }
    return [UInt8](data)
  }
}
