internal import Roster
internal import StudyModel

/// A router as read, with the place of each condition.
struct PlacedRouter {
  var rules: RouterRules
  /// Where each rule's condition begins; nil where it has none.
  var conditions: [Place?]
  /// Where each rule names its candidate.
  var uses: [Place]
}

/// Reads a `router:` list:
///
///     router:
///       - {when: is_screenshot or is_chart, use: big}
///       - {use: flash}
struct RouterReader {
  let complaints: Complaints
  /// Labels that a rule may use.
  let labels: [String]

  static let key = Key(
    "router", "which candidate captions which image", "router: [{when: is_chart, use: big}, {use: flash}]")

  private static let consequence = "Which candidate captions which image could not be told."

  /// - Parameters:
  ///   - value: what stands under `router`.
  ///   - name: the router's full name, for messages.
  /// - Returns: nil, after a complaint, where there is no usable list of rules.
  func router(_ value: Tree, name: String) -> PlacedRouter? {
    guard case .list(let entries) = value.content else {
      complaints.add(
        value.place, "'\(name)' is \(value.kind), not a list of rules.", Self.consequence,
        "Write, for example, `\(Self.key.example)`.")
      return nil
    }
    let before = complaints.count
    var rules: [RouterRules.Rule] = []
    var conditions: [Place?] = []
    var uses: [Place] = []
    for (index, entry) in entries.enumerated() {
      let title = "\(name)[\(index + 1)]"
      guard let section = Section(title, entry, introducedAt: entry.place, complaints: complaints) else { continue }
      section.refuseUnknownKeys(["when", "use"])
      let use = use(section)
      var when: Condition?
      var place: Place?
      if section.entry("when") != nil {
        guard let (condition, start) = condition(section) else { continue }
        (when, place) = (condition, start)
      }
      rules.append(RouterRules.Rule(when: when, use: use ?? ""))
      conditions.append(place)
      uses.append(section.value("use")?.place ?? section.place)
    }
    guard complaints.count == before else { return nil }
    do throws(RouterRules.Fault) {
      return PlacedRouter(rules: try RouterRules(rules), conditions: conditions, uses: uses)
    } catch {
      refuse(error, entries, value, name)
      return nil
    }
  }

  private func use(_ rule: Section) -> String? {
    let key = Key("use", "the candidate that captions what the rule applies to", "use: flash")
    guard let label = rule.text(key, required: true), let value = rule.value("use") else { return nil }
    guard !labels.contains(label) else { return label }
    complaints.add(
      value.place, "'\(rule.path("use"))' names \(shown(label)), which is no candidate of the study.",
      "It has no captions to take.",
      nearest(to: label, among: labels).map { "Did you mean '\($0)'?" }
        ?? "Candidates: \(labels.joined(separator: ", ")).")
    return nil
  }

  private func condition(_ rule: Section) -> (Condition, Place)? {
    let key = Key("when", "the images the rule applies to", "when: is_screenshot or object_count > 3")
    guard let text = rule.required(key) else { return nil }
    guard let written = text.text else {
      rule.refuse(text, key, expected: "a condition")
      return nil
    }
    do throws(ConditionFault) {
      return (try Condition(written), text.textPlace)
    } catch {
      let place = written.contains("\n") ? text.place : text.textPlace.advanced(by: error.offset)
      complaints.add(place, error.fact, Self.consequence, error.next)
      return nil
    }
  }

  private func refuse(_ fault: RouterRules.Fault, _ entries: [Tree], _ value: Tree, _ name: String) {
    switch fault {
    case .empty:
      complaints.add(
        value.place, "'\(name)' has no rule.", Self.consequence, "Write, for example, `\(Self.key.example)`.")
    case .lastIsConditional:
      complaints.add(
        entries.last?.place ?? value.place, "the last rule of '\(name)' has a condition.",
        "An image to which no rule applies would have no caption.", "Add a last rule without `when`: `- {use: flash}`.")
    case .neverReached(let index):
      let next = index + 1 < entries.count ? entries[index + 1] : value
      complaints.add(
        next.place, "rule \(index + 2) of '\(name)' stands after one that always applies.",
        "It, and what follows, would never be looked at.", "Give rule \(index + 1) a `when`, or move it to the end.")
    }
  }

  /// Refuses facts that no image of the study has, and rules that are neither true nor false for some image.
  ///
  /// - Parameter picture: nil where rules that ask for facts of the file are not tried.
  func check(
    _ router: PlacedRouter, against items: [SetItem], picture: ((SetItem) throws -> PictureFacts)?
  ) throws {
    let before = complaints.count
    checkNames(router, against: items)
    guard complaints.count == before else { return }
    if let picture {
      _ = try tiers(of: router, for: items, picture: picture)
    } else if !router.rules.asksForPicture {
      _ = tiers(of: router, for: items) { _ in PictureFacts(width: 0, height: 0, hasEXIF: nil) }
    }
  }

  /// Refuses facts that no image of the study has.
  func checkNames(_ router: PlacedRouter, against items: [SetItem]) {
    let builtIn = ItemFacts.builtIn.map(\.name)
    let columns = Set(items.flatMap(\.fields.keys)).subtracting(builtIn).sorted()
    let known = builtIn + columns
    for (rule, place) in zip(router.rules.rules, router.conditions) {
      for fact in rule.when?.clause.names ?? [] where !known.contains(fact.name) && !builtIn.contains(fact.name) {
        let secret = RowReader.neverFields.contains(fact.name)
        complaints.add(
          Self.place(of: fact, in: rule, at: place),
          secret
            ? "the condition names '\(fact.name)', which holds references."
            : "the condition names '\(fact.name)', a fact that no image has.",
          secret ? "In production there is none: no router could know it." : Self.consequence,
          (nearest(to: fact.name, among: known).map { "Did you mean '\($0)'? " } ?? "")
            + "Known: \(known.joined(separator: ", ")).")
      }
    }
  }

  /// Which rule applies to each item; every item for which that cannot be told is part of a complaint.
  func tiers(
    of router: PlacedRouter, for items: [SetItem], picture: (SetItem) throws -> PictureFacts
  ) rethrows -> [ItemID: Int] {
    var tiers: [ItemID: Int] = [:]
    var faults: [(fault: TierFault, items: [SetItem])] = []
    for item in items {
      let facts = ItemFacts(item, picture: router.rules.asksForPicture ? try picture(item) : nil)
      do throws(TierFault) {
        tiers[item.id] = try router.rules.tier(of: facts)
      } catch {
        if let known = faults.firstIndex(where: { $0.fault.isLike(error) }) {
          faults[known].items.append(item)
        } else {
          faults.append((error, [item]))
        }
      }
    }
    for (fault, without) in faults { refuse(fault, without, of: items.count, router) }
    return tiers
  }

  private func refuse(_ fault: TierFault, _ without: [SetItem], of total: Int, _ router: PlacedRouter) {
    let rule = router.rules.rules[fault.rule]
    let name = fault.fault.fact.name
    let first = quoted(without.first?.fileName ?? "")
    let (fact, next): (String, String) =
      switch fault.fault.kind {
      case .missing:
        (
          "\(without.count) of \(counted(total, "image")) have no '\(name)', \(first) among them.",
          "Fill the column, or ask first: `exists(\(name)) and …`."
        )
      case .notAFlag(let value):
        (
          "'\(name)' is \(shown(value)) for \(first), neither true nor false.",
          "Compare it with a value, `\(name) == …`, or write true or false in the column."
        )
      case .notANumber(let value):
        (
          "'\(name)' is \(shown(value)) for \(first), not a number.",
          "Compare it with a text in quotes, or mend the column."
        )
      case .notAText(let value):
        ("'\(name)' is \(value), not a text.", "Compare it with a value without quotes.")
      }
    complaints.add(
      Self.place(of: fault.fault.fact, in: rule, at: router.conditions[fault.rule]), fact,
      "Whether the rule applies cannot be told then, and it is never taken for false.", next)
  }

  private static func place(of fact: FactName, in rule: RouterRules.Rule, at start: Place?) -> Place {
    let start = start ?? Place(file: "", line: 1, column: 1)
    return rule.when?.text.contains("\n") == true ? start : start.advanced(by: fact.offset)
  }
}

extension TierFault {
  /// Whether both are about the same words of the same rule, and of a kind.
  fileprivate func isLike(_ other: TierFault) -> Bool {
    rule == other.rule && fault.fact == other.fault.fact
      && (fault.kind == other.fault.kind || fault.kind.isMissing == other.fault.kind.isMissing && !fault.kind.isMissing)
  }
}

extension FactFault.Kind {
  fileprivate var isMissing: Bool { self == .missing }
}
