internal import Analysis
internal import FoundationEssentials

extension ResultsFile {
  /// What caches gave; nil where no candidate has one.
  var caches: JSONValue? {
    let facts = reading.dossier.caches
    guard !facts.isEmpty else { return nil }
    return .array(
      facts.map { cache in
        .keyed([
          "candidate": .string(reading.label(of: cache.arm)), "images": .integer(cache.images),
          "before_run": .integer(cache.beforeRun), "parts": .array(cache.parts.map(part)),
        ])
      })
  }

  private func part(_ part: CacheFacts.Part) -> JSONValue {
    .keyed([
      "source": .string(part.source.rawValue), "images": .integer(part.images), "most_bits": .whole(part.mostBits),
      "score": .scopes(part.score), "paid_usd": dollars(part.paid), "had_cost_usd": dollars(part.hadCost),
      "finding_seconds": .latency(part.finding), "asking_seconds": .latency(part.asking),
      "oldest": .text(part.oldest.map(Dates.moment)), "youngest": .text(part.youngest.map(Dates.moment)),
    ])
  }

  private func dollars(_ cost: RunCost?) -> JSONValue { cost?.unknownCalls == 0 ? .real(cost?.dollars) : .null }
}

/// The form of `caches`, as a member of a JSON Schema's `$defs`.
let cachesSchema = #"""
      "caches": {
        "type": "array",
        "description": "absent where no candidate has a cache",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["candidate", "images", "before_run", "parts"],
          "properties": {
            "candidate": { "type": "string" },
            "images": { "$ref": "#/$defs/count" },
            "before_run": {
              "$ref": "#/$defs/count", "description": "captions that were in the cache before the study began"
            },
            "parts": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "source", "images", "most_bits", "score", "paid_usd", "had_cost_usd", "finding_seconds",
                  "asking_seconds", "oldest", "youngest"
                ],
                "properties": {
                  "source": { "enum": ["exact", "near", "asked"] },
                  "images": { "$ref": "#/$defs/count" },
                  "most_bits": { "type": ["integer", "null"], "minimum": 0, "maximum": 64 },
                  "score": { "$ref": "#/$defs/estimate" },
                  "paid_usd": { "type": ["number", "null"] },
                  "had_cost_usd": { "type": ["number", "null"], "description": "when the captions were asked for" },
                  "finding_seconds": { "$ref": "#/$defs/latency" },
                  "asking_seconds": { "$ref": "#/$defs/latency", "description": "now, or when they were asked for" },
                  "oldest": { "type": ["string", "null"] },
                  "youngest": { "type": ["string", "null"] }
                }
              }
            }
          }
        }
      },
  """#
