internal import ArgumentParser
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyFile

/// Which policy captions: a study's candidate, a policy file, or a model and a prompt.
struct CaptionPolicyOptions: ParsableArguments {
  @Option(help: "A study's folder or its study.yaml, with --candidate.", completion: .file())
  var study: String?

  @Option(help: "The study's candidate that captions.")
  var candidate: String?

  @Option(help: "A policy file: what stands under a candidate in a study, in a file of its own.", completion: .file())
  var policy: String?

  @Option(help: "A model: openai/NAME, openrouter/NAME, openai-api/PROVIDER/NAME, or any name with --base-url.")
  var model: String?

  @Option(help: "With --model: what it is asked. {{category}} and other columns are filled in.")
  var prompt: String?

  @Option(help: "With --model: the system prompt.")
  var system: String?

  @Option(help: "With --model: the service address, up to /v1.")
  var baseURL: String?

  @Option(help: "With --model: the environment variable that holds the key, by name.")
  var apiKeyEnv: String?

  @Option(help: "With --model: the token limit of an answer.")
  var maxTokens: Int?

  @Option(help: "With --model: US dollars per million tokens, IN,OUT, as in 2.50,10.")
  var price: String?

  func validate() throws {
    let ways = [study, policy, model].compactMap(\.self).count
    if ways > 1 { throw Self.oneWay("several things say what captions") }
    if (study == nil) != (candidate == nil) {
      throw ValidationError("--study and --candidate go together: the candidate is one of the study's.")
    }
    if (model == nil) != (prompt == nil) {
      throw ValidationError("--model and --prompt go together: a model is sent an image and a question.")
    }
    if model == nil, [system, baseURL, apiKeyEnv, price].contains(where: { $0 != nil }) || maxTokens != nil {
      throw ValidationError(
        "--system, --base-url, --api-key-env, --max-tokens and --price are for --model; a policy has its own.")
    }
    _ = try givenPrice()
  }

  /// Whether anything says what captions.
  var isGiven: Bool { [study, policy, model].contains { $0 != nil } }

  /// - Throws: `ValidationError` where nothing says what captions.
  func require() throws { if !isGiven { throw Self.oneWay("nothing says what captions") } }

  private static func oneWay(_ fact: String) -> ValidationError {
    ValidationError("\(fact): give one of --study S --candidate L, --policy FILE, or --model M --prompt P.")
  }

  private func givenPrice() throws -> (input: Double, output: Double)? {
    guard let price else { return nil }
    let parts = price.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard parts.count == 2, let input = parts[0], let output = parts[1], input >= 0, output >= 0,
      input.isFinite, output.isFinite
    else {
      throw ValidationError("--price \(price): give two numbers, US dollars per million tokens in and out: 2.50,10")
    }
    return (input, output)
  }

  /// The policy, read.
  func setup() throws -> CaptionSetup {
    if let policy {
      guard FileManager.default.fileExists(atPath: policy) else {
        throw Refusal(
          .missingFile, "\(visible(policy)): there is no such policy file. Nothing was sent. Check --policy.")
      }
      return try StudyFile.policy(policy)
    }
    if let model, let prompt {
      var given = GivenModel(model: model, prompt: prompt)
      given.system = system
      given.address = baseURL
      given.keyVariable = apiKeyEnv
      given.maxTokens = maxTokens
      given.price = try givenPrice()
      return try StudyFile.policy(given)
    }
    let reading = try StudyReading(StudyLocation(study ?? ""))
    let label = candidate ?? ""
    guard let found = reading.plan.candidates.first(where: { $0.label == label }) else {
      let labels = reading.plan.candidates.map(\.label)
      throw Refusal(
        .wrongInput,
        "\(reading.location.studyFile): no candidate '\(visible(label))'. Nothing was sent. "
          + (nearest(to: label, among: labels).map { "Did you mean '\($0)'?" }
            ?? "Candidates: \(labels.joined(separator: ", "))."))
    }
    if let audit = found.audit {
      throw Refusal(
        .wrongInput,
        "\(reading.location.studyFile): '\(visible(label))' is a cache on trial, which gives what a study has stored. Nothing "
          + "was sent. To caption with such a cache: --candidate \(audit.of) --cache --cache-near \(audit.near).")
    }
    if let readyMade = found.reached.first(where: \.isReadyMade) {
      throw Refusal(
        .wrongInput,
        "\(reading.location.studyFile): the captions of '\(readyMade.label)' are ready-made. There is nothing to ask. "
          + "Name a candidate that has a model, and no part without one.")
    }
    return CaptionSetup(
      candidate: found, checks: reading.plan.checks, run: reading.plan.run, notices: reading.plan.notices)
  }
}
