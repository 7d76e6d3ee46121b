internal import ArgumentParser
internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyStore

/// Explains what would fail and how to mend it.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Explain what would fail, and how to mend it: study file, keys, services, programs, terminal, disk.",
    discussion: """
      Asks each service for its list of models, which is free, and sends nothing else. Ends with 69 if a run or the rating would fail.

      Example:
        blindfold doctor
        blindfold doctor results/2026-11-alt-text
      """)

  @Argument(
    help: "The study's folder or its study.yaml; without it the machine alone is looked at.", completion: .file())
  var study: String?

  func run() async throws {
    try await ending {
      var findings = Machine.findings()
      if let study { findings += try await self.findings(of: study) }
      for finding in findings {
        let lines = finding.text.split(separator: "\n").map { visible(String($0)) }
        print("\(finding.mark) \(lines.joined(separator: "\n  "))")
      }
      let problems = findings.filter { $0.weight == .problem }.count
      if problems > 0 {
        throw Refusal(.unavailable, "\(problems) thing\(problems == 1 ? "" : "s") to mend (marked ✗ above)")
      }
      print("nothing to mend")
    }
  }

  private func findings(of study: String) async throws -> [Finding] {
    let location = try StudyLocation(study)
    let reading: StudyReading
    do {
      reading = try StudyReading(location)
    } catch {
      return [Finding(.problem, "\(error)")]
    }
    let plan = reading.plan
    var findings = [
      Finding(
        .ready,
        "study '\(plan.name)': \(counted(plan.items.count, "image")), \(counted(plan.candidates.count, "candidate")), "
          + counted(plan.review.raters.count, "rater"))
    ]
    findings += plan.notices.map { Finding(.notice, $0) }
    let alike = try await NearDuplicates(of: plan.items)
    findings += NearCacheFindings(plan, alike).all
    if let undecoded = alike.undecoded.warning {
      findings.append(Finding(alike.undecoded.isDamage ? .problem : .notice, undecoded))
    }
    findings += plan.candidates.flatMap(\.reached).flatMap { Captioner.missingFields(of: $0, in: plan.items) }
      .map { Finding(.problem, $0.description) }
    let client = try HTTPClient()
    var looked: Set<String> = []
    for candidate in plan.candidates.flatMap(\.reached) where looked.insert(candidate.label).inserted {
      switch candidate.source {
      case .policy(let policy): findings.append(try self.policy(policy, of: candidate, plan))
      case .model(let call):
        findings += await readiness(
          of: call, label: candidate.label, environment: Variables().value, client: client, http: plan.run.http
        ).map { Finding($0.weight, $0.message) }
      case .captions(let file):
        let count = plan.readyMade[candidate.label]?.count ?? 0
        findings.append(
          Finding(
            count < plan.items.count ? .notice : .ready,
            "candidate '\(candidate.label)': \(file.path) has captions for \(count) of \(plan.items.count) images"))
      }
    }
    if access(location.folder, W_OK) != 0 {
      findings.append(
        Finding(
          .problem,
          "\(location.folder): cannot be written to, so nothing could be kept. Run: chmod u+w '\(location.folder)'"))
    }
    return findings
  }

  /// What a policy means for the calls of a run, and which of its calls no price is known for.
  private func policy(_ policy: CaptionPolicy, of candidate: Candidate, _ plan: StudyPlan) throws -> Finding {
    guard plan.candidates.contains(where: { $0.label == candidate.label }) else {
      return Finding(
        .ready, "part '\(candidate.label)': a \(policy.kind.word) over \(policy.kind.named.joined(separator: ", "))")
    }
    let forecast = try PolicyForecast(candidate, items: plan.items)
    let unpriced = forecast.unpriced.map { "'\($0)'" }.joined(separator: ", ")
    let text = "candidate '\(candidate.label)': \(forecast.meaning)"
    return unpriced.isEmpty
      ? Finding(.ready, text)
      : Finding(
        .notice,
        "\(text)\nNo price is given for \(unpriced): what its calls cost is unknown, and 'max_cost' does not count them."
      )
  }
}

/// One thing the doctor found.
struct Finding {
  let weight: ReadinessFinding.Weight
  let text: String

  init(_ weight: ReadinessFinding.Weight, _ text: String) {
    self.weight = weight
    self.text = text
  }

  var mark: String {
    switch weight {
    case .ready: "✓"
    case .notice: "!"
    case .problem: "✗"
    }
  }
}

/// What can be said of this machine without a study.
enum Machine {
  static func findings() -> [Finding] {
    var findings: [Finding] = []
    let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let rater = here.appending(path: "blindfold-review").path
    findings.append(
      FileManager.default.isExecutableFile(atPath: rater)
        ? Finding(.ready, "the rater's program is beside this one")
        : Finding(.problem, "\(rater): the rater's program is not here, so nobody can rate. Run: swift build"))
    findings += [
      loader("WebP", module: "webp", package: "webp-pixbuf-loader"),
      loader("AVIF", module: "avif", package: "libavif-gdk-pixbuf"),
      loader("HEIF", module: "heif", package: "heif-gdk-pixbuf"),
    ]
    let environment = ProcessInfo.processInfo.environment
    let terminal = environment["TERM"] ?? ""
    if terminal.isEmpty || terminal == "dumb" {
      findings.append(
        Finding(.notice, "no terminal that can show pictures here (TERM is '\(terminal)'); rating works with --plain"))
    } else {
      let colour = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
      findings.append(
        Finding(
          .ready,
          "terminal \(terminal)\(colour ? ", true colour" : "")"
            + (environment["TMUX"] == nil ? "" : ", inside tmux: pictures are shown as symbols")))
      let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
      if !locale.lowercased().contains("utf") {
        findings.append(
          Finding(
            .notice,
            "locale '\(locale)' is not UTF-8: captions in other scripts may look wrong. Run: export LANG=C.UTF-8"))
      }
    }
    return findings
  }

  /// Whether gdk-pixbuf has a loader for a format that it does not bring itself.
  private static func loader(_ format: String, module: String, package: String) -> Finding {
    var paths = glob_t()
    defer { globfree(&paths) }
    let found = glob("/usr/lib/*/gdk-pixbuf-2.0/*/loaders/*\(module)*.so", 0, nil, &paths) == 0
    return found
      ? Finding(.ready, "\(format) images can be read")
      : Finding(
        .notice, "\(format) images cannot be read here. For a set that has any, run: apt-get install \(package)")
  }
}
