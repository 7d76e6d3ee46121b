internal import Analysis
internal import StudyModel

/// `cost_quality` of `results.json`. Its form is ``costQualitySchema``.
struct CostQualityResults: Sendable {
  let reading: Reading

  /// Null where it was not worked out.
  var value: JSONValue {
    reading.costQuality.map { Self.value($0, CostText(label: reading.label)) } ?? .null
  }

  /// The whole member.
  static func value(_ facts: CostQuality, _ words: CostText) -> JSONValue {
    .keyed([
      "scope": .string(facts.scope.rawValue),
      "draws": .whole(facts.draws),
      "without_chances": .text(facts.withoutChances),
      "candidates": .array(
        facts.points.map { point in
          .keyed([
            "candidate": .string(words.label(point.arm)),
            "cost_usd_per_1000_images": .money(point.cost),
            "difference": .scopes(point.difference),
            "correlation_of_cost_and_difference": .real(point.region?.correlation),
            "without_region": .text(point.withoutRegion),
            "on_frontier": .bool(point.isOnFrontier),
            "chance_on_frontier": .real(point.chance),
          ])
        }),
      "apart": .array(
        facts.apart.map { entry in
          .keyed([
            "candidate": .string(words.label(entry.arm)),
            "difference": .scopes(entry.difference),
            "reason": .string(entry.unknown.map { words.why($0) } ?? "nothing to compare"),
          ])
        }),
      "savings": .keyed([
        "images": .real(facts.savingsPer),
        "a_month": .bool(facts.isMonthly),
        "candidates": .array(facts.savings.map { saving($0, words) }),
      ]),
    ])
  }

  private static func saving(_ saving: Saving, _ words: CostText) -> JSONValue {
    .keyed([
      "candidate": .string(words.label(saving.arm)),
      "incumbent_bill_usd": .money(saving.incumbentBill),
      "bill_usd": .money(saving.bill),
      "saved_usd": .money(saving.saved),
      "by_model_usd": .money(saving.model),
      "by_router_usd": .money(saving.router),
      "without_router": .text(saving.withoutRouter),
      "by_cache_usd": .money(saving.cache),
    ])
  }
}

/// The form of `cost_quality`, and of amounts, as members of a JSON Schema's `$defs`.
let costQualitySchema = #"""
      "money": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["value", "interval"],
            "properties": { "value": { "type": "number" }, "interval": { "$ref": "#/$defs/interval" } }
          }
        ]
      },
      "cost_quality": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["scope", "draws", "without_chances", "candidates", "apart", "savings"],
            "properties": {
              "scope": { "enum": ["these raters", "raters like these"] },
              "draws": { "type": ["integer", "null"] },
              "without_chances": { "type": ["string", "null"] },
              "candidates": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": [
                    "candidate", "cost_usd_per_1000_images", "difference", "correlation_of_cost_and_difference",
                    "without_region", "on_frontier", "chance_on_frontier"
                  ],
                  "properties": {
                    "candidate": { "type": "string" },
                    "cost_usd_per_1000_images": { "$ref": "#/$defs/money", "description": "weighted to traffic" },
                    "difference": { "$ref": "#/$defs/estimate", "description": "null for the incumbent" },
                    "correlation_of_cost_and_difference": { "type": ["number", "null"] },
                    "without_region": { "type": ["string", "null"] },
                    "on_frontier": { "type": "boolean" },
                    "chance_on_frontier": { "type": ["number", "null"] }
                  }
                }
              },
              "apart": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["candidate", "difference", "reason"],
                  "properties": {
                    "candidate": { "type": "string" },
                    "difference": { "$ref": "#/$defs/estimate" },
                    "reason": { "type": "string" }
                  }
                }
              },
              "savings": {
                "type": "object",
                "additionalProperties": false,
                "required": ["images", "a_month", "candidates"],
                "properties": {
                  "images": { "type": "number" },
                  "a_month": { "type": "boolean" },
                  "candidates": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": [
                        "candidate", "incumbent_bill_usd", "bill_usd", "saved_usd", "by_model_usd", "by_router_usd",
                        "without_router", "by_cache_usd"
                      ],
                      "properties": {
                        "candidate": { "type": "string" },
                        "incumbent_bill_usd": { "$ref": "#/$defs/money" },
                        "bill_usd": { "$ref": "#/$defs/money" },
                        "saved_usd": { "$ref": "#/$defs/money" },
                        "by_model_usd": { "$ref": "#/$defs/money" },
                        "by_router_usd": { "$ref": "#/$defs/money" },
                        "without_router": { "type": ["string", "null"] },
                        "by_cache_usd": { "$ref": "#/$defs/money", "description": "null where no cache was hit, or not known" }
                      }
                    }
                  }
                }
              }
            }
          }
        ]
      },
  """#
