public import CaptionClient
public import Roster
internal import StudyModel

/// Asks one model for captions: image in, caption out.
public struct Captioner: Sendable {
  /// The address of the service that it calls.
  public let service: String
  let checks: CaptionChecks
  let caller: ModelCaller

  /// Makes a candidate ready to be asked. Nothing is sent yet.
  ///
  /// - Parameters:
  ///   - label: the candidate's name in the study file.
  ///   - checks: of which the word limit tells captioned from over-length.
  ///   - environment: looks up a variable by name: keys and service addresses.
  ///   - policy: when to ask again; its `attempts` is taken from the settings, and so is its `patience` where they have one.
  ///   - pacer: the same one for all candidates of a run: those of one service share its pace.
  /// - Throws: `CaptionerProblem`.
  public init(
    _ call: ModelCall, label: String, settings: RunSettings, checks: CaptionChecks, client: HTTPClient,
    environment: (String) -> String?, policy: RetryPolicy = RetryPolicy(), pacer: Pacer = Pacer()
  ) throws(CaptionerProblem) {
    self.checks = checks
    var policy = policy
    policy.attempts = settings.attempts
    if let patience = settings.patience { policy.patience = .seconds(patience) }
    if settings.http == .two, !HTTPClient.speaksHTTP2 { throw .http2(candidate: label) }
    let access = try ServiceAccess(call, candidate: label, environment: environment)
    caller = try ModelCaller(
      label: label, call: call, access: access, client: client, limits: HTTPLimits(settings), policy: policy,
      pacer: pacer, concurrency: settings.concurrency, version: settings.http == .two ? .two : .one)
    service = access.address.text
  }

  /// Asks for one caption, as often as the policy allows.
  ///
  /// - Returns: a result, also where no caption came: `failed` with its reason once the tries are used up.
  /// - Throws: `PermanentFailure` where no image would fare better, `CancellationError`, and what the watch's closures throw.
  public func caption(_ request: CaptionRequest, _ watch: CallWatch = CallWatch()) async throws -> CaptionResult {
    var result = try await caller.caption(request, watch)
    if result.outcome == .captioned { result.outcome = checks.outcome(of: result.text) }
    return result
  }

  /// Tries once, without a wait: whoever asks decides how it goes on. The ledger is written as always.
  ///
  /// - Throws: as ``caption(_:_:)`` does.
  func once(_ request: CaptionRequest, _ watch: CallWatch) async throws -> OneTry {
    var one = try await caller.once(request, watch)
    if one.result.outcome == .captioned { one.result.outcome = checks.outcome(of: one.result.text) }
    return one
  }

  /// Why it was stopped in this run; nil where it was not.
  public var stopped: String? { caller.stopped?.message }

  /// The fields that a candidate's prompts name and items lack: errors of the study, to be found before money is spent.
  public static func missingFields(of candidate: Candidate, in items: [SetItem]) -> [MissingField] {
    guard let call = candidate.call else { return [] }
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
  /// The limits of a run's calls. A model thinks before its first byte, and what follows it comes fast: an answer that is to
  /// be whole in time has begun by five sixths of it.
  init(_ settings: RunSettings) {
    let total = Duration.seconds(settings.timeout)
    self.init(
      connect: settings.connect.map { .seconds($0) } ?? min(.seconds(10), total),
      firstByte: settings.firstByte.map { .seconds($0) } ?? total * 5 / 6,
      idle: settings.idle.map { .seconds($0) } ?? min(.seconds(30), total), total: total)
  }
}
