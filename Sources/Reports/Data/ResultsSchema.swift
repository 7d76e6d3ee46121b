/// The form of `results.json` as a JSON Schema (draft 2020-12).
///
/// Numbers are rounded to six decimals. Null is unknown, never zero. Points are rubric points, shares lie between 0
/// and 1, costs are US dollars, times are UTC, hashes are 64 hexadecimal digits.
public let resultsSchema = #"""
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "blindfold-results/1",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "format", "study", "question", "subject", "simulated", "run_finished", "report_made", "claim", "incumbent",
      "images", "unblinding", "candidates", "comparisons", "criteria", "robustness", "answers", "trust", "raters",
      "amendments", "cost_quality", "provenance"
    ],
    "properties": {
      "format": { "const": "blindfold-results/1" },
      "study": { "type": "string" },
      "question": { "type": "string" },
      "subject": { "type": ["string", "null"] },
      "simulated": { "type": ["string", "null"], "description": "what was simulated; null where nothing was" },
      "run_finished": { "type": ["string", "null"] },
      "report_made": { "type": "string" },
      "claim": {
        "type": "object",
        "additionalProperties": false,
        "required": ["criterion", "scope", "margin", "because", "confidence", "question", "lowest", "highest"],
        "properties": {
          "criterion": { "type": "string" },
          "scope": { "enum": ["these raters", "raters like these"] },
          "margin": { "type": "number", "exclusiveMinimum": 0 },
          "because": { "type": "string" },
          "confidence": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
          "question": {
            "type": ["string", "null"],
            "description": "the claimed question word for word; null for a total of several"
          },
          "lowest": { "type": ["number", "null"], "description": "lowest possible value, in the claim's unit" },
          "highest": { "type": ["number", "null"], "description": "highest possible value, in the claim's unit" }
        }
      },
      "incumbent": { "type": "string" },
      "images": {
        "type": "object",
        "additionalProperties": false,
        "required": ["total", "by_category", "traffic", "a_month"],
        "properties": {
          "total": { "$ref": "#/$defs/count" },
          "by_category": { "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } },
          "traffic": { "type": "object", "additionalProperties": { "type": "number" } },
          "a_month": { "type": ["number", "null"] }
        }
      },
      "unblinding": { "$ref": "#/$defs/unblinding" },
      "candidates": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/candidate" } },
      "comparisons": { "type": "array", "items": { "$ref": "#/$defs/comparison" } },
      "criteria": { "type": "array", "items": { "$ref": "#/$defs/criterion" } },
      "robustness": { "$ref": "#/$defs/robustness" },
      "answers": { "$ref": "#/$defs/answers" },
      "edits": { "$ref": "#/$defs/edits" },
      "trust": { "$ref": "#/$defs/trust" },
      "raters": { "type": "array", "items": { "$ref": "#/$defs/rater" } },
      "amendments": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["amended_at", "what", "because"],
          "properties": {
            "amended_at": { "type": ["string", "null"] },
            "what": { "type": "string" },
            "because": { "type": ["string", "null"] }
          }
        }
      },
      "caches": { "$ref": "#/$defs/caches" },
      "hit_audits": { "$ref": "#/$defs/hit_audits" },
      "policies": { "$ref": "#/$defs/policies" },
      "services": { "$ref": "#/$defs/services" },
      "cost_quality": { "$ref": "#/$defs/cost_quality" },
      "preferences": { "$ref": "#/$defs/preferences" },
      "provenance": { "$ref": "#/$defs/provenance" }
    },
    "$defs": {
  \#(costQualitySchema)
  \#(unansweredCallsSchema)
  \#(cachesSchema)
  \#(hitAuditsSchema)
  \#(policiesSchema)
  \#(servicesSchema)
  \#(robustnessSchema)
  \#(agreementSchema)
  \#(preferencesSchema)
  \#(recordSchema),
  \#(trustSchema),
  \#(figuresSchema)
  \#(editsSchema)
      "interval": {
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["lower", "upper", "standard_error", "degrees_of_freedom", "confidence", "caution"],
            "properties": {
              "lower": { "type": "number" },
              "upper": { "type": "number" },
              "standard_error": { "type": "number", "exclusiveMinimum": 0 },
              "degrees_of_freedom": { "type": ["number", "null"] },
              "confidence": { "type": "number" },
              "caution": { "type": ["string", "null"] }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is no interval" } }
          }
        ]
      },
      "estimate": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["value", "these_raters", "raters_like_these"],
            "properties": {
              "value": { "type": "number" },
              "these_raters": { "$ref": "#/$defs/interval" },
              "raters_like_these": { "$ref": "#/$defs/interval" }
            }
          }
        ]
      },
      "verdict": {
        "type": "object",
        "additionalProperties": false,
        "required": ["margin", "direction", "reason"],
        "properties": {
          "margin": { "enum": ["not worse", "equivalent", "worse beyond the margin", "undecided", null] },
          "direction": { "enum": ["measurably higher", "measurably lower", "no difference shown", null] },
          "reason": { "type": ["string", "null"], "description": "why there is no verdict" }
        }
      },
      "candidate": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "label", "arm", "incumbent", "ready_made", "simulated", "outcomes", "failures", "checks_broken", "flow",
          "attempts", "input_tokens", "output_tokens", "cost_usd", "cost_usd_of_known_calls", "calls_of_unknown_cost",
          "cost_usd_per_1000_images", "latency_seconds", "first_token_seconds",
          "served_models", "streamed", "context_window_tokens", "licence", "revision", "provider"
        ],
        "properties": {
          "label": { "type": "string" },
          "arm": { "type": "string" },
          "incumbent": { "type": "boolean" },
          "ready_made": { "type": "boolean" },
          "simulated": { "type": "boolean" },
          "outcomes": { "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } },
          "failures": { "$ref": "#/$defs/count" },
          "checks_broken": { "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } },
          "flow": {
            "type": "object",
            "additionalProperties": false,
            "required": ["planned", "sent", "rated", "analysed"],
            "properties": {
              "planned": { "$ref": "#/$defs/count" },
              "sent": { "$ref": "#/$defs/count" },
              "rated": { "$ref": "#/$defs/count" },
              "analysed": { "$ref": "#/$defs/count" }
            }
          },
          "attempts": {
            "type": ["integer", "null"],
            "description": "with tokens and costs: of all calls behind its captions, also where another candidate made them"
          },
          "input_tokens": { "type": ["integer", "null"] },
          "output_tokens": { "type": ["integer", "null"] },
          "cost_usd": { "type": ["number", "null"], "description": "null unless every billed call's cost is known" },
          "cost_usd_of_known_calls": { "type": ["number", "null"] },
          "calls_of_unknown_cost": { "$ref": "#/$defs/count" },
          "cost_usd_per_1000_images": {
            "type": ["number", "null"], "description": "as under cost_quality: weighted to traffic, like the scores"
          },
          "calls_not_in_cost": { "$ref": "#/$defs/calls_not_in_cost" },
          "latency_seconds": { "$ref": "#/$defs/latency" },
          "first_token_seconds": { "$ref": "#/$defs/latency", "description": "null where no answer was streamed" },
          "served_models": { "type": "array", "items": { "type": "string" } },
          "streamed": { "type": "boolean", "description": "whether answers were asked for as streams" },
          "context_window_tokens": { "type": ["integer", "null"], "description": "as the study file states it" },
          "licence": { "type": ["string", "null"] },
          "revision": { "type": ["string", "null"], "description": "pinned weights" },
          "provider": { "type": ["string", "null"], "description": "who runs the service" }
        }
      },
      "latency": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["median", "p95", "calls"],
            "properties": {
              "median": { "type": "number" },
              "p95": { "type": "number" },
              "calls": { "$ref": "#/$defs/count" }
            }
          }
        ]
      },
      "comparison": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "candidate", "may_replace", "verdict", "sentence", "pairs", "unpaired", "images", "raters", "difference",
          "difference_without_failures", "by_category", "images_by_category", "verdicts"
        ],
        "properties": {
          "candidate": { "type": "string" },
          "may_replace": { "type": ["boolean", "null"], "description": "null is undecided" },
          "verdict": { "$ref": "#/$defs/verdict", "description": "of the declared scope" },
          "sentence": { "type": "string" },
          "pairs": { "$ref": "#/$defs/count" },
          "unpaired": { "$ref": "#/$defs/count" },
          "images": { "$ref": "#/$defs/count" },
          "raters": { "$ref": "#/$defs/count" },
          "difference": { "$ref": "#/$defs/estimate" },
          "difference_without_failures": { "$ref": "#/$defs/estimate" },
          "by_category": { "type": "object", "additionalProperties": { "$ref": "#/$defs/estimate" } },
          "images_by_category": {
            "description": "images with a pair of values to compare",
            "type": "object",
            "additionalProperties": { "$ref": "#/$defs/count" }
          },
          "verdicts": {
            "type": "object",
            "additionalProperties": false,
            "required": ["these_raters", "raters_like_these"],
            "properties": {
              "these_raters": { "$ref": "#/$defs/verdict" },
              "raters_like_these": { "$ref": "#/$defs/verdict" }
            }
          }
        }
      },
      "criterion": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "candidate", "criterion", "claimed", "images", "raters", "ratings", "failures", "mean",
          "mean_without_failures", "publishable", "by_category"
        ],
        "properties": {
          "candidate": { "type": "string" },
          "criterion": { "type": "string" },
          "claimed": { "type": "boolean" },
          "images": { "$ref": "#/$defs/count" },
          "raters": { "$ref": "#/$defs/count" },
          "ratings": { "$ref": "#/$defs/count" },
          "failures": { "$ref": "#/$defs/count" },
          "mean": { "$ref": "#/$defs/estimate" },
          "mean_without_failures": { "$ref": "#/$defs/estimate" },
          "publishable": { "$ref": "#/$defs/estimate" },
          "by_category": { "type": "object", "additionalProperties": { "$ref": "#/$defs/estimate" } }
        }
      },
      "rater": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "pseudonym", "simulated", "items_rated", "items_planned", "sittings", "could_read_key", "display_modes",
          "chain_intact", "receipt", "withdrawn"
        ],
        "properties": {
          "pseudonym": { "type": "string" },
          "simulated": { "type": "boolean" },
          "items_rated": { "$ref": "#/$defs/count" },
          "items_planned": { "$ref": "#/$defs/count" },
          "sittings": { "$ref": "#/$defs/count" },
          "could_read_key": { "type": ["boolean", "null"] },
          "display_modes": { "type": "array", "items": { "type": "string" } },
          "chain_intact": { "type": ["boolean", "null"] },
          "withdrawn": {
            "description": "how it is that nobody waited for the rest; null where the report waited",
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["left_open", "replaced_by", "late_judgements"],
                "properties": {
                  "left_open": { "$ref": "#/$defs/count" },
                  "replaced_by": { "type": ["string", "null"] },
                  "late_judgements": { "$ref": "#/$defs/count" }
                }
              }
            ]
          },
          "receipt": { "oneOf": [{ "type": "null" }, { "$ref": "#/$defs/receipt" }] }
        }
      }
    }
  }

  """#
