internal import Roster

extension ResultsFile {
  /// What services said of themselves and of their tokens, and what those cost; nil where no price is known and no
  /// model was asked.
  var services: JSONValue? {
    guard !reading.askedModels.isEmpty else { return nil }
    return .array(
      reading.candidates.filter { !$0.facts.isReadyMade }.map { candidate in
        .keyed([
          "candidate": .string(candidate.label), "models": .array(candidate.models.map(model)),
          "served": .array(candidate.facts.served.sorted { $0.key < $1.key }.map { served($0.key, $0.value) }),
        ])
      })
  }

  private func model(_ model: AskedModel) -> JSONValue {
    let (own, cost) = (model.own, model.own?.cost ?? RunCost(dollars: 0))
    return .keyed([
      "part": .text(model.part), "taken": .bool(model.isTaken),
      "price_usd_per_million_tokens": model.price.map(price) ?? .null,
      "calls": .integer(own?.calls ?? 0), "cost_usd": cost.unknownCalls > 0 ? .null : .real(cost.dollars),
      "cost_usd_of_known_calls": .real(cost.dollars), "calls_of_unknown_cost": .integer(cost.unknownCalls),
      "input_tokens": .whole(own == nil ? 0 : own?.inputTokens),
      "output_tokens": .whole(own == nil ? 0 : own?.outputTokens),
      "cached_tokens": .whole(own?.cachedTokens), "image_tokens": .whole(own?.imageTokens),
      "reasoning_tokens": .whole(own?.reasoningTokens),
      "tokens_per_second": own?.speed.map {
        .keyed(["median": .real($0.median), "p5": .real($0.p5), "calls": .integer($0.calls)])
      } ?? .null,
      "partial_answers": .integer(own?.partialAnswers ?? 0),
      "images_sent": .array(
        (own?.imagesSent ?? [:]).sorted { $0.key < $1.key }.map {
          .keyed(["sent": .string($0.key), "calls": .integer($0.value)])
        }),
    ])
  }

  private func price(_ price: Price) -> JSONValue {
    .keyed([
      "input": .real(price.input), "output": .real(price.output), "cached": .real(price.cached),
      "reasoning": .real(price.reasoning), "image": .real(price.image),
      "batch_input": .real(price.batch?.input), "batch_output": .real(price.batch?.output),
      "file": .text(price.source?.file), "file_sha256": .text(price.source?.sha256),
      "entry": .text(price.source?.entry),
    ])
  }

  private func served(_ part: String, _ seen: ServedSightings) -> JSONValue {
    func names(_ sightings: [ServedSightings.Sighting]) -> JSONValue {
      .array(
        sightings.map {
          .keyed(["name": .string($0.name), "captions": .integer($0.captions), "first": .integer($0.first)])
        })
    }
    return .keyed([
      "part": part.isEmpty ? .null : .string(part), "captions": .integer(seen.captions),
      "unchecked": .integer(seen.unchecked), "models": names(seen.models), "fingerprints": names(seen.fingerprints),
      "other_model": seen.others.map {
        .keyed([
          "captions": .integer($0.captions), "first": .integer($0.first),
          "after_fallback": .integer($0.afterFallback), "asked_for": .text($0.requested),
        ])
      } ?? .null,
    ])
  }
}

/// The form of `services`, as a member of a JSON Schema's `$defs`.
let servicesSchema = #"""
      "sightings": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["name", "captions", "first"],
          "properties": {
            "name": { "type": "string" },
            "captions": { "$ref": "#/$defs/count" },
            "first": { "type": "integer", "minimum": 1, "description": "the first caption under this name, as asked" }
          }
        }
      },
      "services": {
        "type": "array",
        "description": "absent where no price is known and no model was asked",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["candidate", "models", "served"],
          "properties": {
            "candidate": { "type": "string" },
            "models": {
              "type": "array",
              "description": "every model that it may ask or takes captions of; numbers are of its own requests",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "part", "taken", "price_usd_per_million_tokens", "calls", "cost_usd", "cost_usd_of_known_calls",
                  "calls_of_unknown_cost", "input_tokens", "output_tokens", "cached_tokens", "image_tokens",
                  "reasoning_tokens", "tokens_per_second", "partial_answers", "images_sent"
                ],
                "properties": {
                  "part": { "type": ["string", "null"], "description": "of a policy; null: the candidate itself" },
                  "taken": { "type": "boolean", "description": "whether another candidate asks it" },
                  "price_usd_per_million_tokens": {
                    "oneOf": [
                      { "type": "null" },
                      {
                        "type": "object",
                        "additionalProperties": false,
                        "required": [
                          "input", "output", "cached", "reasoning", "image", "batch_input", "batch_output", "file",
                          "file_sha256", "entry"
                        ],
                        "properties": {
                          "input": { "type": "number", "minimum": 0 },
                          "output": { "type": "number", "minimum": 0 },
                          "cached": { "type": ["number", "null"], "description": "null: as other prompt tokens" },
                          "reasoning": { "type": ["number", "null"], "description": "null: as other completion tokens" },
                          "image": { "type": ["number", "null"], "description": "null: as other prompt tokens" },
                          "batch_input": { "type": ["number", "null"] },
                          "batch_output": { "type": ["number", "null"] },
                          "file": { "type": ["string", "null"], "description": "null: stated in the study file itself" },
                          "file_sha256": { "type": ["string", "null"] },
                          "entry": { "type": ["string", "null"] }
                        }
                      }
                    ]
                  },
                  "calls": { "$ref": "#/$defs/count" },
                  "cost_usd": { "type": ["number", "null"], "description": "null unless every call's cost is known" },
                  "cost_usd_of_known_calls": { "type": ["number", "null"] },
                  "calls_of_unknown_cost": { "$ref": "#/$defs/count" },
                  "input_tokens": { "type": ["integer", "null"] },
                  "output_tokens": { "type": ["integer", "null"] },
                  "cached_tokens": {
                    "type": ["integer", "null"], "description": "null where no call reported any"
                  },
                  "image_tokens": { "type": ["integer", "null"] },
                  "reasoning_tokens": { "type": ["integer", "null"] },
                  "tokens_per_second": {
                    "description": "behind the first token; null where it was not measured",
                    "oneOf": [
                      { "type": "null" },
                      {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["median", "p5", "calls"],
                        "properties": {
                          "median": { "type": "number", "exclusiveMinimum": 0 },
                          "p5": { "type": "number", "exclusiveMinimum": 0 },
                          "calls": { "$ref": "#/$defs/count" }
                        }
                      }
                    ]
                  },
                  "partial_answers": { "$ref": "#/$defs/count", "description": "broken off after some text" },
                  "images_sent": {
                    "type": "array",
                    "description": "calls that were sent something else of an image than its file's bytes",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["sent", "calls"],
                      "properties": { "sent": { "type": "string" }, "calls": { "$ref": "#/$defs/count" } }
                    }
                  }
                }
              }
            },
            "served": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["part", "captions", "unchecked", "models", "fingerprints", "other_model"],
                "properties": {
                  "part": { "type": ["string", "null"], "description": "of a policy; null: the candidate itself" },
                  "captions": { "$ref": "#/$defs/count" },
                  "unchecked": {
                    "$ref": "#/$defs/count", "description": "of which an early version did not note who was asked"
                  },
                  "models": { "$ref": "#/$defs/sightings" },
                  "fingerprints": { "$ref": "#/$defs/sightings" },
                  "other_model": {
                    "oneOf": [
                      { "type": "null" },
                      {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["captions", "first", "after_fallback", "asked_for"],
                        "properties": {
                          "captions": { "$ref": "#/$defs/count" },
                          "first": { "type": "integer", "minimum": 1 },
                          "after_fallback": { "$ref": "#/$defs/count" },
                          "asked_for": { "type": ["string", "null"] }
                        }
                      }
                    ]
                  }
                }
              }
            }
          }
        }
      },
  """#
