internal import Foundation

/// A study file to start from, as text with comments that say what each part decides.
struct StudyDraft {
  /// A candidate by its label: a model, or a file of captions.
  struct Candidate {
    let label: String
    let key: String
    let value: String
    /// Where a model is reached, if its name does not say so.
    var baseURL: String?
    /// The variable that holds its key, if its service has no usual one.
    var keyVariable: String?

    init(_ label: String, model: String, baseURL: String? = nil, keyVariable: String? = nil) {
      (self.label, key, value) = (label, "model", model)
      (self.baseURL, self.keyVariable) = (baseURL, keyVariable)
    }
    init(_ label: String, captions: String) { (self.label, key, value) = (label, "captions", captions) }
  }

  /// Pseudonyms where nobody named any: as many as make packets short.
  static let twelve = ["ana", "bo", "chi", "dee", "eli", "fay", "gil", "hana", "ivo", "jo", "kit", "lu"]

  var folder: String
  var question: String
  var subject: String?
  var images: String
  var sample: Int?
  var candidates: [Candidate]
  var incumbent: String
  var raters: [String]
  var ratingsPerItem: Int?
  var rubric: String
  /// Whether the rubric compares captions in pairs.
  var areCompared = false
  var margin: Double
  var because: String

  /// The file's text.
  var text: String {
    let hasModels = candidates.contains { $0.key == "model" }
    var lines = [
      "# One comparison, declared before anyone rates. Its hash is in every packet; a later change is logged.",
      "version: 1", "study: \(Self.name(of: folder))", "question: \(Self.quoted(question))",
      subject.map { "subject: \(Self.quoted($0))" }
        ?? "# subject: product alt text            # what the captions are for, as the verdict names it",
      "",
      "dataset:", "  path: \(Self.quoted(seenFromFolder(images)))",
    ]
    lines.append(
      sample.map { "  sample: {n: \($0)}" }
        ?? "  # sample: {n: 200, seed: 1}            # draw so many; all unless given")
    lines.append("  # traffic: {product: 0.7, chart: 0.3}   # each category's share of production, adding up to 1")
    lines.append("")
    if hasModels {
      lines += [
        "prompt:", "  system: Write a concise, factual alt-text caption (max 25 words).",
        "  user: Describe this picture.",
        "checks: {max_words: 25, runaway_words: 300}   # counted for each candidate, never edited",
        "defaults: {temperature: 0.2, max_tokens: 80}", "",
      ]
    }
    lines += ["incumbent: \(Self.quoted(incumbent))       # what is in production now", "candidates:"]
    for candidate in candidates {
      lines.append("  \(Self.quoted(candidate.label)):")
      let value = candidate.key == "captions" ? seenFromFolder(candidate.value) : candidate.value
      lines.append("    \(candidate.key): \(Self.quoted(value))")
      lines += [("base_url", candidate.baseURL), ("api_key_env", candidate.keyVariable)].compactMap { key, value in
        value.map { "    \(key): \(Self.quoted($0))" }
      }
      if candidate.key == "model" {
        lines += [
          "    # price: {input: 2.50, output: 10.00}  # USD per million tokens, also cached, reasoning, image; or prices: FILE for all",
          "    # stream: true                         # times the first token; the report also states what you know of",
          "    # {revision, context_window, licence, provider}",
        ]
      }
    }
    if hasModels { lines += policies }
    if hasModels {
      lines += ["", "run: {concurrency: 8, timeout: 60s, attempts: 4}   # max_cost: 5.00 stops at so many US dollars"]
    }
    lines += [
      "", "review:", "  rubric: \(Self.quoted(seenFromFolder(rubric)))",
      "  raters: [\(raters.map(Self.quoted).joined(separator: ", "))]",
      "  # Many raters with short packets say more than few with long ones: see blindfold plan.",
      ratingsPerItem.map { "  ratings_per_item: \($0)" }
        ?? "  # ratings_per_item: 3                  # so many that packets take about 20 minutes unless given; or: all",
      "  seconds_per_item: 40", "", "claim:",
      raters.count > 1
        ? "  scope: raters like these              # new images and new people; or: these raters"
        : "  scope: these raters                   # one rater speaks for nobody else",
      "  margin: \(margin)                         # \(areCompared ? "net preference" : "rubric points"): the smallest loss that would matter",
      "  because: \(Self.quoted(because))", "  confidence: 0.95", "",
      "# report: {images_per_month: 1000000}    # for what a swap would save", "",
    ]
    return lines.joined(separator: "\n")
  }

  /// A router, a fallback chain and a cache over these candidates, to be taken in by taking `#` off.
  private var policies: [String] {
    let models = candidates.filter { $0.key == "model" }.map { Self.quoted($0.label) }
    let (first, last) = (Self.quoted(incumbent), models.last { $0 != Self.quoted(incumbent) } ?? Self.quoted(incumbent))
    return [
      "  # A policy is a candidate too. A router takes the captions of other candidates and costs nothing more; a chain and a",
      "  # cache ask for themselves. `parts` are models that only policies use: nobody rates them.",
      "  # tiered: {router: [{when: aspect_ratio > 2 or width > 2000, use: \(first)}, {use: \(last)}]}",
      "  # chain: {fallback: {order: [\(last), spare], on: [rate_limited, server_error, timeout, connection], attempts: 6}}",
      "  # cached: {cache: {of: \(last), ttl: 30d}}",
      "# parts:", "#   spare: {model: openai/gpt-4o-mini, price: {input: 0.15, output: 0.60}}",
    ]
  }

  /// The last part of the folder, made of what a study's name may be made of.
  static func name(of folder: String) -> String {
    let last = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    let name = String(last.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
    let kept = name.drop { "-.".contains($0) }.prefix(64)
    return kept.isEmpty ? "study" : String(kept)
  }

  /// A text that YAML reads as it stands.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
    return "\"\(escaped)\""
  }

  /// A number without a decimal point that says nothing.
  static func number(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }

  /// A path as typed, seen from the study's folder: a study file's paths are taken from there.
  func seenFromFolder(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let from = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
    let to = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: from.count - shared) + to[shared...]).joined(separator: "/")
  }
}
