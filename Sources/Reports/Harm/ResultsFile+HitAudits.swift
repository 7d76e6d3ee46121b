internal import Analysis
internal import StudyModel

extension ResultsFile {
  /// What near hits would do; nil where no cache was put on trial.
  var hitAudits: JSONValue? {
    let audits = reading.dossier.hitAudits
    guard !audits.isEmpty else { return nil }
    return .array(
      audits.map { audit in
        let text = HitAuditText(reading: reading, audit: audit)
        return .keyed([
          "candidate": .string(reading.label(of: audit.arm)), "fresh": .string(reading.label(of: audit.fresh)),
          "near": .integer(audit.terms.near), "wrong": wrong(audit.terms.wrong), "limit": .real(audit.terms.limit),
          "confidence": .real(reading.claim.confidence),
          "population": audit.terms.population.map(population) ?? .null,
          "share_of_hits_in_cost": .real(audit.shareInCost),
          "unjudged": .integer(audit.unjudged),
          "thresholds": .array(audit.thresholds.map { threshold($0, saved: text.perThousand($0)) }),
          "choice": choice(audit.choice),
          "judged": .array(audit.judged.map(judged)),
        ])
      })
  }

  private func wrong(_ wrong: AuditTerms.Wrong) -> JSONValue {
    switch wrong {
    case .below(let points, let criterion): .keyed(["below": .real(points), "criterion": .string(criterion)])
    case .answered(let question, let answers):
      .keyed(["question": .string(question), "answers": .array(answers.sorted().map { .string($0) })])
    }
  }

  private func population(_ population: AuditTerms.Population) -> JSONValue {
    .keyed([
      "images": .integer(population.images),
      "hits": .array(
        population.hits.sorted { $0.key < $1.key }.map {
          .keyed(["bits": .integer($0.key), "images": .integer($0.value)])
        }),
    ])
  }

  private func threshold(_ threshold: HitAudit.Threshold, saved: Double?) -> JSONValue {
    .keyed([
      "bits": .integer(threshold.bits), "hits": .integer(threshold.hits), "judged": .integer(threshold.judged),
      "wrong": .integer(threshold.wrong), "families": .integer(threshold.families),
      "effective": .real(threshold.effective), "rate": .real(threshold.rate.value),
      "lower": .real(threshold.rate.lower), "upper": .real(threshold.rate.upper),
      "uncovered_bits": .array(threshold.uncovered.map { .integer($0) }),
      "share_of_images": .real(threshold.share), "saved_usd_per_1000_images": .real(saved),
    ])
  }

  private func choice(_ choice: HitAudit.Choice) -> JSONValue {
    switch choice {
    case .noLimit: .keyed(["outcome": "no limit", "bits": .null, "first": .null, "needed": .null])
    case .shown(let bits): .keyed(["outcome": "shown", "bits": .integer(bits), "first": .null, "needed": .null])
    case .none(let first, let needed):
      .keyed(["outcome": "not shown", "bits": .null, "first": .whole(first), "needed": .integer(needed)])
    }
  }

  private func judged(_ hit: HitAudit.JudgedHit) -> JSONValue {
    .keyed([
      "item": .string(hit.item.hex), "bits": .integer(hit.bits), "raters": .integer(hit.raters),
      "difference": .real(hit.difference), "share": .real(hit.share), "wrong": .bool(hit.isWrong),
    ])
  }
}

/// The form of `hit_audits`, as a member of a JSON Schema's `$defs`.
let hitAuditsSchema = #"""
      "hit_audits": {
        "type": "array",
        "description": "what near hits of a cache would do; absent where no cache was put on trial",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "candidate", "fresh", "near", "wrong", "limit", "confidence", "population", "share_of_hits_in_cost", "unjudged",
            "thresholds", "choice", "judged"
          ],
          "properties": {
            "candidate": { "type": "string" },
            "fresh": { "type": "string", "description": "the candidate whose captions the cache would hold" },
            "near": { "type": "integer", "minimum": 0, "maximum": 64 },
            "wrong": {
              "description": "when a hit is wrong",
              "oneOf": [
                {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["below", "criterion"],
                  "properties": { "below": { "type": "number" }, "criterion": { "type": "string" } }
                },
                {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["question", "answers"],
                  "properties": {
                    "question": { "type": "string" },
                    "answers": { "type": "array", "items": { "type": "string" } }
                  }
                }
              ]
            },
            "limit": { "type": ["number", "null"] },
            "confidence": { "type": "number" },
            "population": {
              "oneOf": [
                { "type": "null" },
                {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["images", "hits"],
                  "properties": {
                    "images": { "$ref": "#/$defs/count" },
                    "hits": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["bits", "images"],
                        "properties": {
                          "bits": { "$ref": "#/$defs/count" },
                          "images": { "$ref": "#/$defs/count" }
                        }
                      }
                    }
                  }
                }
              ]
            },
            "share_of_hits_in_cost": {
              "type": ["number", "null"], "minimum": 0, "maximum": 1,
              "description": "the hits that the candidate's costs are counted with: those within `near` bits where the set was drawn from; null where the set's own count"
            },
            "unjudged": { "$ref": "#/$defs/count" },
            "thresholds": {
              "type": "array",
              "description": "those at which something changes, the smallest first",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "bits", "hits", "judged", "wrong", "families", "effective", "rate", "lower", "upper", "uncovered_bits",
                  "share_of_images", "saved_usd_per_1000_images"
                ],
                "properties": {
                  "bits": { "$ref": "#/$defs/count" },
                  "hits": { "$ref": "#/$defs/count" },
                  "judged": { "$ref": "#/$defs/count" },
                  "wrong": { "$ref": "#/$defs/count" },
                  "families": { "$ref": "#/$defs/count" },
                  "effective": { "type": "number", "description": "judged images of equal weight that would say as much" },
                  "rate": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                  "lower": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                  "upper": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                  "uncovered_bits": { "type": "array", "items": { "$ref": "#/$defs/count" } },
                  "share_of_images": { "type": "number", "minimum": 0, "maximum": 1 },
                  "saved_usd_per_1000_images": { "type": ["number", "null"] }
                }
              }
            },
            "choice": {
              "type": "object",
              "additionalProperties": false,
              "required": ["outcome", "bits", "first", "needed"],
              "properties": {
                "outcome": { "enum": ["no limit", "shown", "not shown"] },
                "bits": { "type": ["integer", "null"] },
                "first": { "type": ["integer", "null"], "description": "the first threshold that was looked at" },
                "needed": { "type": ["integer", "null"], "description": "judged hits without one wrong that would do" }
              }
            },
            "judged": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["item", "bits", "raters", "difference", "share", "wrong"],
                "properties": {
                  "item": { "type": "string" },
                  "bits": { "$ref": "#/$defs/count" },
                  "raters": { "$ref": "#/$defs/count" },
                  "difference": { "type": ["number", "null"] },
                  "share": { "type": ["number", "null"] },
                  "wrong": { "type": "boolean" }
                }
              }
            }
          }
        }
      },
  """#
