internal import Analysis
internal import Blinding
internal import Foundation
internal import RatingFiles
internal import Statistics
internal import StudyModel

/// The analysis of a table of ratings for a reader at a terminal.
struct AnalyzeText {
  private let table: RatingFileTable
  private let analysis: TableAnalysis
  /// Raters are listed up to here.
  private static let mostRaters = 20

  init(_ table: RatingFileTable, _ analysis: TableAnalysis) {
    self.table = table
    self.analysis = analysis
  }

  var text: String {
    var blocks = [head]
    let several = analysis.criteria.count > 1
    blocks.append(models(analysis.criteria[0], title: several))
    if let tests = analysis.tests {
      blocks += zip(analysis.comparisons, tests.claimed).map { comparison($0, $1, tests) }
    }
    blocks.append(agreement(analysis.criteria[0], title: several))
    blocks.append(raters(analysis.criteria[0].reliability))
    for other in analysis.criteria.dropFirst() {
      blocks.append(models(other, title: true))
      blocks.append(alphaOnly(other))
    }
    if let tests = analysis.tests, !tests.exploratory.isEmpty { blocks.append(exploratory(tests.exploratory)) }
    let notes = AnalyzeNotes(table, analysis).all
    if !notes.isEmpty { blocks.append((["notes"] + notes.map { "  - " + $0 }).joined(separator: "\n")) }
    return blocks.joined(separator: "\n\n")
  }

  private var level: String { plain(analysis.terms.confidence * 100) + " %" }

  private var head: String {
    let first = analysis.criteria[0]
    let found = first.reliability
    var line =
      "\(counted(table.rows, "rating")) in \(counted(table.files.count, "file")): \(counted(first.images, "image")), "
      + "\(counted(first.arms.count, "model")), \(counted(found.raters.count, "rater"))"
    line += analysis.terms.traffic.isEmpty ? "" : ", weighted to traffic"
    return line + "; seed \(analysis.seed)"
  }

  private func models(_ one: CriterionAnalysis, title: Bool) -> String {
    let scale =
      "scale \(plain(one.range.lowerBound)) to \(plain(one.range.upperBound))\(one.isRangeDeclared ? "" : " (as found)")"
    var grid = TextGrid(
      ["model", "ratings", "mean", "these raters \(level)", "raters like these \(level)", "index", "4 or better"],
      left: [0])
    for arm in one.arms {
      let index = arm.mean?.index(on: one.range)
      grid.add([
        visible(arm.arm.rawValue) + (arm.arm == analysis.terms.incumbent ? " *" : ""),
        "\(arm.ratings)" + (arm.failures > 0 ? "+\(arm.failures)f" : ""), points(arm.mean?.value),
        interval(arm.mean?.theseRaters), interval(arm.mean?.ratersLikeThese),
        index.map { String(format: "%.1f", $0.value) } ?? "–", shareText(arm.publishable),
      ])
    }
    var lines = [(title ? "\(visible(one.criterion)): " : "") + scale, grid.text]
    lines += reasons(one.arms.map { ($0.arm.rawValue, $0.mean) })
    lines += reasons(
      one.arms.map { ($0.arm.rawValue, $0.publishable) }, scopes: [analysis.terms.scope], of: "4 or better")
    if one.arms.contains(where: { $0.arm == analysis.terms.incumbent }) { lines.append("* the incumbent") }
    if one.arms.contains(where: { $0.failures > 0 }) {
      lines.append("f: failures, counted at the value the file gives them")
    }
    return lines.joined(separator: "\n")
  }

  private func shareText(_ share: TwoScopes?) -> String {
    guard let share else { return "–" }
    let value = String(format: "%.0f %%", share.value * 100)
    guard let bounds = share[analysis.terms.scope].estimate else { return value }
    return value + String(format: " (%.0f to %.0f)", bounds.lower * 100, bounds.upper * 100)
  }

  /// Why an interval is missing, and what must be known of those that are there.
  private func reasons(
    _ means: [(String, TwoScopes?)], scopes: [Scope] = Scope.allCases, of quantity: String? = nil
  ) -> [String] {
    let place = quantity.map { $0 + ", " } ?? ""
    var seen: [(text: String, models: [String])] = []
    for (name, mean) in means {
      guard let mean else { continue }
      for scope in scopes {
        let text: String
        switch mean[scope] {
        case .unavailable(let reason): text = "\(place)no interval for \(scope.rawValue): \(reason)"
        case .stated(_, let caution?): text = "\(place)\(scope.rawValue): \(caution)"
        case .stated(_, nil): continue
        }
        if let known = seen.firstIndex(where: { $0.text == text }) {
          seen[known].models.append(name)
        } else {
          seen.append((text, [name]))
        }
      }
    }
    return seen.map { entry in
      "  - " + (entry.models.count == means.count ? "" : entry.models.map(visible).joined(separator: ", ") + ": ")
        + entry.text
    }
  }

  private func comparison(_ found: Comparison, _ tests: ComparisonTests, _ family: FamilyTests) -> String {
    let terms = analysis.terms
    let name = "\(visible(found.arm.rawValue)) − \(visible(terms.incumbent?.rawValue ?? ""))"
    guard let difference = found.difference else {
      return "\(name): no difference\n  \(found.withoutVerdict[terms.scope] ?? "nothing in common")"
    }
    var lines = [
      "\(name): \(signed(difference.value)) points   (\(counted(found.pairs, "pair")) on \(counted(found.items, "image")), "
        + "\(found.unpaired) unpaired)"
    ]
    var grid = TextGrid(["", "", ""], left: [0, 1, 2], hasHeader: false)
    for scope in [terms.scope, terms.scope.other] {
      let label = "  " + scope.rawValue + (scope == terms.scope ? ", declared" : "")
      switch difference[scope] {
      case .stated(let estimate, let caution):
        grid.add([label, interval(.stated(estimate, caution: nil)), verdict(found.verdicts[scope], estimate)])
        if let caution { grid.add(["", "", "(\(caution))"]) }
      case .unavailable(let reason): grid.add([label, "–", reason])
      }
    }
    if let simultaneous = tests.simultaneous, family.size > 1 {
      grid.add([
        "  all \(family.size) at once", interval(.stated(simultaneous, caution: nil)),
        verdict(tests.simultaneousVerdict, simultaneous),
      ])
    }
    lines.append(grid.text)
    lines += testLines(tests, family)
    if let share = tests.share {
      var line =
        "  share of \(share.passing): " + String(format: "%+.1f percentage points", share.difference.value * 100)
      if let bounds = share.difference[terms.scope].estimate {
        line += String(format: " (%+.1f to %+.1f)", bounds.lower * 100, bounds.upper * 100)
      }
      if let tango = share.tango, let midP = share.mcNemarMidP {
        line += String(format: "; Tango %+.1f to %+.1f", tango.lower * 100, tango.upper * 100)
        line += ", McNemar mid-p \(probability(midP))"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  private func testLines(_ tests: ComparisonTests, _ family: FamilyTests) -> [String] {
    var first = "  no difference: " + (tests.p.map { "p \(probability($0))" } ?? "no p (\(tests.reasons["p"] ?? ""))")
    if family.size > 1, let holm = tests.holmP { first += ", Holm over \(family.size) \(probability(holm))" }
    if let flips = tests.permutationP {
      first += "; sign flips \(probability(flips)) (\(tests.permutationIsExact == true ? "all" : "9,999 drawn"))"
    } else if let reason = tests.reasons["permutation_p"] {
      first += "; no sign flips (\(reason))"
    }
    if let wilcoxon = tests.wilcoxonP { first += "; Wilcoxon \(probability(wilcoxon))" }
    guard let p = tests.nonInferiorityP, let margin = analysis.terms.margin else { return [first] }
    var second = "  not worse by \(plain(margin)): one-sided p \(probability(p))"
    if family.size > 1, let holm = tests.nonInferiorityHolmP {
      second += ", Holm over \(family.size) \(probability(holm))"
    }
    second += " (decides below \(plain((1 - family.confidence) / 2)))"
    return [first, second]
  }

  private func verdict(_ verdict: Verdict?, _ estimate: Estimate) -> String {
    if let verdict, let margin = analysis.terms.margin { return verdict.phrase(margin: margin) }
    return DirectionFact(lower: estimate.lower, upper: estimate.upper).rawValue
  }

  private func agreement(_ one: CriterionAnalysis, title: Bool) -> String {
    let found = one.reliability
    let heading = "agreement\(title ? " on " + visible(one.criterion) : "")"
    guard found.pairableUnits > 0 else {
      return "\(heading): no caption has two ratings, so there is none to measure"
    }
    var grid = TextGrid(["", "", level, ""], left: [0, 2, 3])
    var lastReason = ""
    let forms = found.intraclass
    for (name, coefficient) in [
      ("Krippendorff's alpha, interval", found.alphaInterval), ("Krippendorff's alpha, ordinal", found.alphaOrdinal),
      ("Krippendorff's alpha, nominal", found.alphaNominal), ("Gwet's AC1", found.ac1),
      ("Gwet's AC2, quadratic", found.ac2), ("Fleiss' kappa", found.fleissKappa),
      ("weighted kappa, \(counted(found.raterPairs, "pair"))", found.weightedKappa),
      ("ICC(1,1)", forms.oneSingle), ("ICC(2,1)", forms.twoSingle),
      ("ICC(2,k), k = \(String(format: "%.3g", forms.ratingsPerUnit))", forms.twoMean), ("ICC(3,1)", forms.threeSingle),
    ] {
      let reason = coefficient.reason ?? ""
      grid.add([
        "  " + name, coefficient.value.map { String(format: "%.2f", $0) } ?? "–",
        bounds(coefficient.lower, coefficient.upper), !reason.isEmpty && reason == lastReason ? "likewise" : reason,
      ])
      lastReason = reason
    }
    return "\(heading): \(counted(found.pairableUnits, "caption")) with two ratings or more\n\(grid.text)\n"
      + "  ICC from: \(forms.basis)"
  }

  private func alphaOnly(_ one: CriterionAnalysis) -> String {
    let alpha = one.reliability.alphaInterval
    guard let value = alpha.value else {
      return "  Krippendorff's alpha, interval: none (\(alpha.reason ?? ""))"
    }
    return String(format: "  Krippendorff's alpha, interval: %.2f", value)
      + (alpha.lower == nil ? " (\(alpha.reason ?? ""))" : " (\(bounds(alpha.lower, alpha.upper)))")
  }

  private func raters(_ found: RaterReliability) -> String {
    var grid = TextGrid(["rater", "ratings", "mean", "leniency", "lowest point", "highest point"], left: [0])
    for rater in found.raters.prefix(Self.mostRaters) {
      grid.add([
        visible(rater.rater), "\(rater.ratings)", points(rater.mean), rater.leniency.map(signed) ?? "–",
        String(format: "%.0f %%", rater.lowestShare * 100), String(format: "%.0f %%", rater.highestShare * 100),
      ])
    }
    var lines = [grid.text]
    if found.raters.count > Self.mostRaters {
      lines.append("and \(found.raters.count - Self.mostRaters) more raters: --json lists all")
    }
    if let reason = found.withoutLeniency { lines.append("  - no leniency: \(reason)") }
    return lines.joined(separator: "\n")
  }

  private func exploratory(_ tests: [ExploratoryTest]) -> String {
    var grid = TextGrid(["model", "criterion", "difference", level, "p", "q (BH)", ""], left: [0, 1, 6])
    for test in tests {
      grid.add([
        visible(test.arm.rawValue), visible(test.criterion), test.difference.map { signed($0.value) } ?? "–",
        interval(test.difference?[analysis.terms.scope]), test.p.map(probability) ?? "–",
        test.q.map(probability) ?? "–",
        test.reason ?? "",
      ])
    }
    return "exploratory, nothing is claimed about these\n" + grid.text
  }

  private func interval(_ outcome: IntervalOutcome?) -> String {
    bounds(outcome?.estimate?.lower, outcome?.estimate?.upper)
  }

  private func bounds(_ lower: Double?, _ upper: Double?) -> String {
    guard let lower, let upper else { return "–" }
    return "\(points(lower)) to \(points(upper))"
  }
}

/// Two decimals; a dash for none.
private func points(_ value: Double?) -> String {
  guard let value else { return "–" }
  let text = String(format: "%.2f", value)
  return text == "-0.00" ? "0.00" : text
}

/// Two decimals with a sign.
private func signed(_ value: Double) -> String {
  let text = String(format: "%+.2f", value)
  return text == "-0.00" ? "0.00" : text
}

/// Two digits that carry something; never 0.
private func probability(_ p: Double) -> String {
  p < 0.0001 ? "< 0.0001" : String(format: p < 0.01 ? "%.4f" : "%.3f", p)
}
