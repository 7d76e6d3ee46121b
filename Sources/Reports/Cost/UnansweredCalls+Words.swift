internal import Analysis
internal import StudyModel

extension UnansweredCalls {
  /// "without 3 calls of 39, 8 %, whose cost is unknown", to stand behind a cost.
  var short: String {
    "without \(Numbers.counted(count, "call")) of \(Numbers.count(calls)), \(Numbers.percent(share)), whose cost is unknown"
  }

  /// The same, with how they ended: "…: 1 cut off by the run itself, 2 failed at the service".
  var words: String {
    let ends = [(cutOff, "cut off by the run itself"), (failed, "failed at the service")]
    let parts = ends.filter { $0.0 > 0 }.map { "\(Numbers.count($0.0)) \($0.1)" }
    return "\(short): \(parts.joined(separator: ", "))"
  }

  /// For machines. Its form is ``unansweredCallsSchema``.
  var value: JSONValue { .keyed(["cut_off": .integer(cutOff), "failed": .integer(failed), "of": .integer(calls)]) }
}

extension Reading {
  /// A sentence for each cost that is without some calls, and for each that is of a cache on trial, to stand in a caption
  /// behind others; empty where there is none.
  ///
  /// - Parameter besideDifferences: whether differences stand beside the costs.
  func costCaption(besideDifferences: Bool = false) -> Prose {
    drawnTrialCaption(besideDifferences: besideDifferences)
      + Prose.joined(
        candidates.compactMap { candidate in
          candidate.cost.without.map { " The cost of \(code: candidate.label) is \($0.words)." }
        }, by: "")
  }
}

/// The form of `calls_not_in_cost`, as a member of a JSON Schema's `$defs`.
let unansweredCallsSchema = #"""
      "calls_not_in_cost": {
        "type": "object",
        "description": "calls that brought no answer and whose cost is unknown; absent where there are none, or the cost is not known",
        "additionalProperties": false,
        "required": ["cut_off", "failed", "of"],
        "properties": {
          "cut_off": { "$ref": "#/$defs/count", "description": "by the run itself: killed, or stopped" },
          "failed": { "$ref": "#/$defs/count", "description": "at the service" },
          "of": { "$ref": "#/$defs/count", "description": "all calls behind the captions" }
        }
      },
  """#
