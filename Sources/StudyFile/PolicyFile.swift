internal import Digest
public import Roster
public import StudyModel

/// A policy to be replayed: router rules over a study's candidates, and what they do with each of its images.
public struct RoutedPolicy: Hashable, Sendable {
  /// Its name in the rules file.
  public var label: String
  /// The rules.
  public var router: RouterRules
  /// Image → the rule that applies, from 0.
  public var tiers: [ItemID: Int]
}

extension StudyFile {
  /// Reads a file of policies for `replay`: either one `router:`, named like the file, or several by name.
  ///
  ///     policies:
  ///       tiered:
  ///         router:
  ///           - {when: is_screenshot or is_chart, use: big}
  ///           - {use: flash}
  ///
  /// - Parameters:
  ///   - path: the rules file.
  ///   - plan: the study; rules use its candidates, and facts of its images.
  ///   - picture: looks at an image file; asked only where a condition names a fact of the file.
  /// - Returns: the policies in the file's order, and the SHA-256 of the file's bytes.
  /// - Throws: ``StudyFileError``, and what `picture` throws.
  public static func policies(
    _ path: String, for plan: StudyPlan, picture: (SetItem) throws -> PictureFacts
  ) throws -> (policies: [RoutedPolicy], hash: String) {
    let file = Paths.shown(path)
    guard let bytes = Paths.bytes(path) else {
      throw StudyFileError(
        file: file,
        "there is no such file of rules.\nThere is nothing to replay.\nCheck the path.")
    }
    let complaints = Complaints()
    let tree = try wholeYamlTree(bytes, file: file, complaints: complaints)
    let labels = plan.candidates.map(\.label)
    let reader = RouterReader(complaints: complaints, labels: labels)
    var routers: [(label: String, router: PlacedRouter)] = []
    for (label, place, value, name) in written(tree, path: path, complaints: complaints) {
      if !isName(label, also: "-_.", longest: 40) || labels.contains(label) {
        complaints.add(
          place,
          labels.contains(label)
            ? "the policy '\(label)' is named like a candidate of the study."
            : "the policy's name \(shown(label)) is not made of letters, digits, '-', '_' and '.'.",
          "The replay names policies and candidates side by side.",
          "Give it another name: `policies: {tiered: {router: […]}}`.")
      }
      if let router = reader.router(value, name: name) {
        reader.checkNames(router, against: plan.items)
        routers.append((label, router))
      }
    }
    try complaints.throwIfAny()
    let policies = try routers.map { label, router in
      RoutedPolicy(
        label: label, router: router.rules, tiers: try reader.tiers(of: router, for: plan.items, picture: picture))
    }
    try complaints.throwIfAny()
    return (policies, SHA256.hex(bytes))
  }

  /// The routers of a rules file as written, each with its label, its place and its name for messages.
  private static func written(
    _ tree: Tree, path: String, complaints: Complaints
  ) -> [(String, Place, Tree, String)] {
    guard let root = Section("", tree, introducedAt: tree.place, complaints: complaints) else { return [] }
    root.refuseUnknownKeys(["router", "policies"])
    let stem = Paths.name(of: path).split(separator: ".").first.map(String.init) ?? "policy"
    switch (root.value("router"), root.value("policies")) {
    case (let router?, nil): return [(stem, root.entry("router")?.place ?? root.place, router, "router")]
    case (nil, .some):
      let key = Key("policies", "the policies that are replayed", "policies: {tiered: {router: [{use: flash}]}}")
      guard let policies = root.section(key) else { return [] }
      if policies.entries.isEmpty { _ = root.required(Key("policies", key.purpose, key.example)) }
      return policies.entries.compactMap { entry in
        let name = "policies.\(entry.key)"
        guard let body = Section(name, entry.value, introducedAt: entry.place, complaints: complaints) else {
          return nil
        }
        body.refuseLater(["fallback", "cache"], next: "Remove it: a replay sends nothing, so neither can be replayed.")
        body.refuseUnknownKeys(["router"], also: ["fallback", "cache"])
        return body.required(RouterReader.key).map { (entry.key, entry.place, $0, "\(name).router") }
      }
    case (.some, .some):
      complaints.add(
        root.entry("router")?.place ?? root.place, "'router' stands beside 'policies'.",
        "It would be left to guesswork what it is called.", "Move it under `policies`, with a name.")
      return []
    case (nil, nil):
      complaints.add(
        root.place, "this file has neither 'router' nor 'policies'.", "There is nothing to replay.",
        "Add, for example, `\(RouterReader.key.example)`.")
      return []
    }
  }
}
