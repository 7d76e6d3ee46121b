internal import Analysis

extension ResultsFile {
  /// What served the captions of policies; nil where no candidate is one.
  var policies: JSONValue? {
    let facts = reading.dossier.policies
    guard !facts.isEmpty else { return nil }
    return .array(
      facts.map { policy in
        .keyed([
          "candidate": .string(reading.label(of: policy.arm)), "kind": .string(policy.kind),
          "images": .integer(policy.images), "fell_through": .integer(policy.fellThrough),
          "unserved": .integer(policy.unserved), "tiers": .array(policy.tiers.map(tier)),
          "passed": .array(
            policy.passed.map {
              .keyed(["part": .string($0.label), "why": .string($0.why), "times": .integer($0.times)])
            }),
        ])
      })
  }

  private func tier(_ tier: PolicyFacts.Tier) -> JSONValue {
    .keyed([
      "served_by": .string(tier.label), "when": .text(tier.when), "images": .integer(tier.images),
      "taken": .integer(tier.taken), "score": .scopes(tier.score), "cost_usd_per_1000_images": .real(tier.perThousand),
      "latency_seconds": .latency(tier.latency),
    ])
  }
}

/// The form of `policies`, as a member of a JSON Schema's `$defs`.
let policiesSchema = #"""
      "policies": {
        "type": "array",
        "description": "what served the captions of policies; absent where no candidate is one",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["candidate", "kind", "images", "fell_through", "unserved", "tiers", "passed"],
          "properties": {
            "candidate": { "type": "string" },
            "kind": { "enum": ["router", "fallback", "cache"] },
            "images": { "$ref": "#/$defs/count" },
            "fell_through": { "$ref": "#/$defs/count", "description": "images that went on past what was asked first" },
            "unserved": { "$ref": "#/$defs/count", "description": "images without an answer, counted as failed" },
            "tiers": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "served_by", "when", "images", "taken", "score", "cost_usd_per_1000_images", "latency_seconds"
                ],
                "properties": {
                  "served_by": { "type": "string" },
                  "when": { "type": ["string", "null"], "description": "null for a last rule, and for what is no router" },
                  "images": { "$ref": "#/$defs/count" },
                  "taken": { "$ref": "#/$defs/count", "description": "captions that another candidate had given" },
                  "score": { "$ref": "#/$defs/estimate" },
                  "cost_usd_per_1000_images": { "type": ["number", "null"] },
                  "latency_seconds": { "$ref": "#/$defs/latency" }
                }
              }
            },
            "passed": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["part", "why", "times"],
                "properties": {
                  "part": { "type": "string" },
                  "why": { "type": "string" },
                  "times": { "$ref": "#/$defs/count" }
                }
              }
            }
          }
        }
      },
  """#
