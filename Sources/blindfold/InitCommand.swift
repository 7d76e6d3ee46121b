internal import ArgumentParser
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel

/// Writes a study file to start from: asks what is not given, and never fills in what drop would matter.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a study.yaml to start from, and say what chance of a verdict it has.",
    discussion: """
      On a terminal it asks for whatever no flag gives; elsewhere every flag without a default is needed. It never \
      overwrites a file, and it never suggests a margin: what drop would matter, and why, is yours to say.

      Example:
        blindfold init results/2026-11-alt-text
        blindfold init results/2026-11-alt-text --images datasets/products \\
          --model big=openai/gpt-4o --model flash=openai/gpt-4o-mini \\
          --subject "product alt text" --incumbent big --rubric rubrics/alt-text.yaml --margin 0.3 \\
          --because "Below 0.3 editors changed no more captions."
      """)

  @Argument(help: "The study's folder; it is made if it is not there.", completion: .directory)
  var folder: String

  @Option(help: "What the study answers, in a sentence.")
  var question: String?

  @Option(help: "What the captions are for, as the verdict names it: 'product alt text'.")
  var subject: String?

  @Option(
    help: "The image set: a folder, a CSV or JSON Lines manifest, a COCO or Karpathy .json, or a Flickr token file.",
    completion: .file())
  var images: String?

  @Option(help: "Draw so many images of the set; all unless given.")
  var sample: Int?

  @Option(name: .customLong("model"), help: "A candidate, LABEL=MODEL; once for each.")
  var models: [String] = []

  @Option(name: .customLong("captions"), help: "A candidate of ready-made captions, LABEL=FILE; once for each.")
  var captions: [String] = []

  @Option(help: "The label of the candidate in production now.")
  var incumbent: String?

  @Option(name: .customLong("rater"), help: "A rater's pseudonym; once for each. Twelve are written unless given.")
  var raters: [String] = []

  @Option(help: "How many raters judge each image; so many that packets take about 20 minutes.")
  var ratingsPerItem: Int?

  @Option(help: "The rubric.", completion: .file(extensions: ["yaml"]))
  var rubric: String?

  @Option(
    help: "The smallest loss that would matter, in rubric points; in pairs, in net preference. There is no default.")
  var margin: Double?

  @Option(help: "Why that loss and no smaller one would matter.")
  var because: String?

  @Flag(name: [.customShort("y"), .long], help: "Keep the study file where the chance of a verdict is small.")
  var yes = false

  func run() async throws {
    try await ending {
      let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      let path = folder + "/study.yaml"
      guard !FileManager.default.fileExists(atPath: path) else {
        throw Refusal(
          .wrongInput,
          "\(path): there is a study file already. Nothing was written over. Edit that one, or name another folder.")
      }
      let draft = try draft(folder)
      let made = !FileManager.default.fileExists(atPath: folder)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(draft.text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      do {
        let plan = try proposed(draft, at: path)
        for notice in plan.notices { printError(notice) }
        let headline = try await PlanHeadline(plan)
        _ = try headline.askAgain(
          accepted: yes, question: "Keep the study file all the same?",
          help: "What would raise it is shown by 'blindfold plan \(quoted(folder))', once the study file is kept.",
          consequence: "No study file was kept.")
        print("\(path)\n\(headline.text)\n  (\(headline.basis))\n\(Self.packets(plan))")
        print(
          "next: read and edit it, then\n  blindfold plan \(quoted(folder))\n  blindfold run \(quoted(folder)) --dry-run"
        )
      } catch {
        // What could not be read back, or was not wanted, is not left behind.
        try? FileManager.default.removeItem(atPath: path)
        if made { try? FileManager.default.removeItem(atPath: folder) }
        guard let error = error as? StudyFileError else { throw error }
        throw Refusal(
          .wrongInput,
          "\(error)\n\ninit: these lines are of the study file that would have been written. No study file was kept. "
            + "Start again with what they ask for.")
      }
    }
  }

  /// The study as read back, with a number of ratings an image in its file that makes packets of about 20 minutes.
  private func proposed(_ draft: StudyDraft, at path: String) throws -> StudyPlan {
    let plan = try StudyFile.load(path, imageFault: imageFault)
    try RubricFile.refuseTakenIDs(plan.review.rubricPath)
    guard plan.review.choosesRatings else { return plan }
    var proposal = draft
    proposal.ratingsPerItem = plan.review.ratingsPerItem
    try Data(proposal.text.utf8).write(to: URL(fileURLWithPath: path))
    return try StudyFile.load(path, imageFault: imageFault)
  }

  /// How long packets are, and how many raters would make them about 20 minutes where they are long.
  private static func packets(_ plan: StudyPlan) -> String {
    let length =
      "packets: \(plan.review.raters.count) of about \(plan.packetMinutes) minutes, "
      + "\(plan.review.ratingsPerItem) ratings \(plan.review.pairs == nil ? "an image" : "a pair")"
    return ([length] + [plan.lengthWarning].compactMap(\.self)).joined(separator: "\n")
  }

  /// Everything given or asked for.
  private func draft(_ folder: String) throws -> StudyDraft {
    var asker = Asker()
    let question = try asker.text(
      question, flag: "--question", "What does the study answer?", or: "May a cheaper model replace the incumbent?")
    let images = try asker.text(
      images, flag: "--images",
      "Where are the images?\n"
        + "(a folder, a CSV or JSON Lines manifest, a COCO or Karpathy .json, or a Flickr token file)",
      check: Asker.isThere)
    var candidates = try models.map { try Self.pair($0, flag: "--model") }
      .map { StudyDraft.Candidate($0.0, model: $0.1) }
    candidates += try captions.map { try Self.pair($0, flag: "--captions") }.map {
      StudyDraft.Candidate($0.0, captions: $0.1)
    }
    if candidates.isEmpty {
      let words = try asker.text(
        nil, flag: "--model LABEL=MODEL (two or more)",
        "Candidates as LABEL=MODEL, separated by spaces, the incumbent first?\n"
          + "(for example big=openai/gpt-4o; ready-made captions are given with --captions)"
      ) { words in
        let entries = words.split(separator: " ").map(String.init)
        if let odd = entries.first(where: { (try? Self.pair($0, flag: "--model")) == nil }) {
          return "'\(odd)' is not LABEL=MODEL."
        }
        return entries.count < 2 ? "A study compares at least two." : nil
      }
      candidates = try words.split(separator: " ").map { try Self.pair(String($0), flag: "--model") }.map {
        StudyDraft.Candidate($0.0, model: $0.1)
      }
    }
    let incumbent = try asker.text(
      incumbent, flag: "--incumbent", "Which of them is in production now?", or: candidates.first?.label
    ) { label in
      candidates.contains { $0.label == label }
        ? nil : "'\(label)' is not among them: \(candidates.map(\.label).joined(separator: ", "))."
    }
    if raters.isEmpty {
      let words = try asker.text(
        nil, flag: "--rater",
        "Raters by pseudonym, separated by spaces?\n(many with short packets say more than few with long ones)",
        or: StudyDraft.twelve.joined(separator: " "))
      asker.raters = words.split(separator: " ").map(String.init)
    }
    let usual = "rubrics/alt-text.yaml"
    let rubric = try asker.text(
      rubric, flag: "--rubric", "Which rubric?", or: FileManager.default.fileExists(atPath: usual) ? usual : nil,
      check: Asker.isThere)
    // A rubric that cannot be read is complained of once the study file is.
    let areCompared = (try? RubricFile.load(rubric))?.mode == .pairwise
    var margin = margin
    if margin == nil {
      let words = try asker.text(
        nil, flag: "--margin",
        Self.marginQuestion(areCompared: areCompared)
      ) { words in
        guard let value = Double(words), value > 0, value.isFinite else {
          return "'\(words)' is not a number above 0. Write points with a decimal point, as 1.5 is written."
        }
        return nil
      }
      margin = Double(words)
    }
    let because = try asker.text(because, flag: "--because", "Why that much and no less?")
    return StudyDraft(
      folder: folder, question: question, subject: subject, images: images, sample: sample, candidates: candidates,
      incumbent: incumbent,
      raters: raters.isEmpty ? asker.raters : raters, ratingsPerItem: ratingsPerItem, rubric: rubric,
      areCompared: areCompared,
      margin: margin ?? 0, because: because)
  }

  private static func marginQuestion(areCompared: Bool) -> String {
    areCompared
      ? "How large a drop in net preference would matter to you?\n(0.1: ten judgements in a hundred more against than for)"
      : "How large a drop, in points of the rubric, would matter to you?\n(smaller ones may pass)"
  }

  private static func pair(_ text: String, flag: String) throws -> (String, String) {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw Refusal(
        .wrongInput,
        "\(flag): '\(text)' is not LABEL=VALUE. Nothing was written. Write, for example, big=openai/gpt-4o.")
    }
    return (sides[0], sides[1])
  }
}

/// Asks on a terminal; elsewhere what is missing has a default or is refused.
private struct Asker {
  var raters: [String] = []
  private let isTerminal = isatty(0) == 1 && isatty(2) == 1

  /// A complaint about a path at which nothing is.
  static func isThere(_ path: String) -> String? {
    FileManager.default.fileExists(atPath: path) ? nil : "There is nothing at '\(path)'."
  }

  /// What was given, or an answer, or the default.
  ///
  /// - Parameter check: what is wrong with an answer, so that it is asked for again; nil where nothing is.
  func text(
    _ given: String?, flag: String, _ question: String, or usual: String? = nil,
    check: (String) -> String? = { _ in nil }
  ) throws -> String {
    if let given { return given }
    guard isTerminal else {
      if let usual { return usual }
      throw Refusal(
        .wrongInput, "init: \(flag) is missing, and there is no terminal to ask on. Nothing was written. Give it.")
    }
    while true {
      FileHandle.standardError.write(Data("\(question)\(usual.map { " [\($0)]" } ?? "") ".utf8))
      guard let line = readLine() else {
        throw Refusal(.wrongInput, "\ninit: no answer. Nothing was written. Start again, or give \(flag).")
      }
      let answer = line.trimmingCharacters(in: .whitespaces)
      if answer.isEmpty, let usual { return usual }
      if answer.isEmpty { continue }
      guard let complaint = check(answer) else { return answer }
      printError("  \(complaint) Please answer again.")
    }
  }
}
