internal import Analysis
internal import Statistics
internal import StudyModel

/// The part of `results.json` on edited captions; it is there where a rubric asks for them and somebody answered.
extension ResultsFile {
  var edits: JSONValue? {
    reading.dossier.edits.map { edits in
      .array(
        edits.arms.compactMap { found in
          reading.candidates.first { $0.facts.arm == found.arm }.map {
            .keyed([
              "candidate": .string($0.label), "question": .string(found.question),
              "answered": .integer(found.answered),
              "classes": .object(
                EditClass.allCases.map { .init(key: $0.rawValue, value: .integer(found.classes[$0, default: 0])) }),
              "edited": scopes(found.edited), "distance": scopes(found.distance),
            ])
          }
        })
    }
  }
}

/// The definition of ``resultsSchema`` for `edits`.
let editsSchema = #"""
      "edits": {
        "type": "array",
        "description": "absent where the rubric asks for no edited caption, or nobody answered",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["candidate", "question", "answered", "classes", "edited", "distance"],
          "properties": {
            "candidate": { "type": "string" },
            "question": { "type": "string" },
            "answered": { "$ref": "#/$defs/count" },
            "classes": {
              "type": "object",
              "additionalProperties": false,
              "required": ["unchanged", "touch-up", "rewrite", "replaced"],
              "properties": {
                "unchanged": { "$ref": "#/$defs/count" }, "touch-up": { "$ref": "#/$defs/count" },
                "rewrite": { "$ref": "#/$defs/count" }, "replaced": { "$ref": "#/$defs/count" }
              }
            },
            "edited": { "$ref": "#/$defs/estimate", "description": "share edited, between 0 and 1" },
            "distance": { "$ref": "#/$defs/estimate", "description": "mean distance in words, between 0 and 1" }
          }
        }
      },
  """#
