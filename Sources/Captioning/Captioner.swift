public import CaptionClient
public import Roster
internal import StudyModel

/// Asks one candidate for captions: image in, caption out.
public struct Captioner: Sendable {
  /// The candidate's name in the study file.
  public let label: String
  private let checks: CaptionChecks
  private let source: Source

  private enum Source: Sendable {
    case model(ModelCaller)
    case captions(ReadyMadeCaptions, path: String)
  }

  /// Makes a candidate ready to be asked. Nothing is sent yet.
  ///
  /// - Parameters:
  ///   - checks: of which the word limit tells captioned from over-length.
  ///   - environment: looks up a variable by name: keys and service addresses.
  ///   - policy: when to ask again; its `attempts` is taken from the settings.
  /// - Throws: `CaptionerProblem`.
  public init(
    _ candidate: Candidate, settings: RunSettings, checks: CaptionChecks, client: HTTPClient,
    environment: (String) -> String?, policy: RetryPolicy = RetryPolicy(), pacer: Pacer = Pacer()
  ) throws(CaptionerProblem) {
    label = candidate.label
    self.checks = checks
    switch candidate.source {
    case .model(let call):
      var policy = policy
      policy.attempts = settings.attempts
      let access = try ServiceAccess(call, candidate: candidate.label, environment: environment)
      source = .model(
        try ModelCaller(
          label: candidate.label, call: call, access: access, client: client, limits: HTTPLimits(settings),
          policy: policy, pacer: pacer))
    case .captions(let path):
      do throws(ReadyMadeCaptions.Problem) {
        source = .captions(try ReadyMadeCaptions(path: path), path: path)
      } catch {
        throw .captions(candidate: candidate.label, error)
      }
    }
  }

  /// Asks for one caption, as often as the policy allows.
  ///
  /// - Parameters:
  ///   - willSend: called and waited for before each try is sent; the ledger's entry is made here.
  ///   - didEnd: called and waited for when the try has ended, well or not; also when the task was cancelled, and then
  ///     outside the cancelled task, so that the ledger can still be written.
  /// - Returns: a result, also where no caption came: `failed` with its reason once the tries are used up.
  /// - Throws: `PermanentFailure` where no image would fare better, `CancellationError`, and what the two closures throw.
  public func caption(
    _ request: CaptionRequest, willSend: @Sendable (AttemptStart) async throws -> Void = { _ in },
    didEnd: @escaping @Sendable (AttemptRecord) async throws -> Void = { _ in }
  ) async throws -> CaptionResult {
    var result: CaptionResult
    switch source {
    case .model(let caller):
      result = try await caller.caption(request, willSend: willSend, didEnd: didEnd)
    case .captions(let captions, let path):
      result = Captioner.readyMade(captions[request.fileName], path: path)
    }
    if result.outcome == .captioned, let text = result.text, let most = checks.maxWords,
      CaptionChecks.words(in: text).count > most
    {
      result.outcome = .overLength
    }
    return result
  }

  private static func readyMade(_ caption: String?, path: String) -> CaptionResult {
    guard let caption else {
      let name = path.split(separator: "/").last ?? ""
      return CaptionResult(text: nil, outcome: .failed, reason: "\(name) has no caption for this image")
    }
    let isBlank = CaptionChecks.words(in: caption).isEmpty
    return CaptionResult(text: caption, outcome: isBlank ? .empty : .captioned)
  }

  /// The fields that a candidate's prompts name and items lack: errors of the study, to be found before money is spent.
  public static func missingFields(of candidate: Candidate, in items: [SetItem]) -> [MissingField] {
    guard case .model(let call) = candidate.source else { return [] }
    let templates = [call.system, call.user].compactMap { $0.map(PromptTemplate.init) }
    var missing: [MissingField] = []
    for item in items {
      for name in Set(templates.flatMap { $0.missingFields(in: item) }).sorted() {
        if let index = missing.firstIndex(where: { $0.name == name }) {
          missing[index].count += 1
        } else {
          missing.append(MissingField(candidate: candidate.label, name: name, count: 1, first: item.fileName))
        }
      }
    }
    return missing
  }

  /// A field that a prompt names and items lack.
  public struct MissingField: Hashable, Sendable, CustomStringConvertible {
    /// The candidate.
    public var candidate: String
    /// The field, as the template has it.
    public var name: String
    /// How many items lack it.
    public var count: Int
    /// The first of those items' file name.
    public var first: String

    /// Place, fact, consequence, next step.
    public var description: String {
      let hidden = PromptTemplate.forbidden.contains(name.lowercased())
      return "candidate '\(candidate)': its prompt asks for {{\(name)}}, "
        + (hidden
          ? "which gives the answer away and is never shown to a model. "
          : "which \(count) image\(count == 1 ? " does" : "s do") not have (first: \(first)). ")
        + "Those images cannot be asked about. "
        + (hidden ? "Take it out of the prompt." : "Correct the name, or add the column to the data set.")
    }
  }
}

extension HTTPLimits {
  /// A model thinks before its first byte, so that limit is the whole call's.
  init(_ settings: RunSettings) {
    let total = Duration.seconds(settings.timeout)
    self.init(connect: min(.seconds(10), total), firstByte: total, idle: min(.seconds(30), total), total: total)
  }
}
