/// The definitions of ``resultsSchema`` for `trust`.
let trustSchema = #"""
      "trust": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "declared", "self_agreement", "anchors", "screening", "guesses", "leaks", "profiles", "shown_order"
        ],
        "properties": {
          "profiles": {
            "description": "every rater with a judgement, those whom the claim leaves out among them",
            "type": "array",
            "items": { "$ref": "#/$defs/profile" }
          },
          "shown_order": {
            "type": "object",
            "additionalProperties": false,
            "required": ["places"],
            "properties": { "places": { "$ref": "#/$defs/places" } }
          },
          "declared": {
            "type": "object",
            "additionalProperties": false,
            "required": ["repeats", "low_anchors", "screening", "guess"],
            "properties": {
              "repeats": { "type": "number", "minimum": 0, "maximum": 1 },
              "low_anchors": { "type": "number", "minimum": 0, "maximum": 1 },
              "screening": {
                "oneOf": [
                  { "type": "null" },
                  {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["max_anchor", "min_pass", "min_anchors", "exclude"],
                    "properties": {
                      "max_anchor": { "type": "number" },
                      "min_pass": { "type": "number", "minimum": 0, "maximum": 1 },
                      "min_anchors": { "$ref": "#/$defs/count" },
                      "exclude": { "type": "boolean" }
                    }
                  }
                ]
              },
              "guess": { "type": "boolean" }
            }
          },
          "self_agreement": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["criterion", "repeats", "numbers", "reason", "raters"],
                "properties": {
                  "criterion": { "type": "string" },
                  "repeats": { "$ref": "#/$defs/count" },
                  "numbers": { "$ref": "#/$defs/self_agreement" },
                  "reason": { "type": ["string", "null"] },
                  "raters": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["pseudonym", "repeats", "numbers", "reason"],
                      "properties": {
                        "pseudonym": { "type": "string" },
                        "repeats": { "$ref": "#/$defs/count" },
                        "numbers": { "$ref": "#/$defs/self_agreement" },
                        "reason": { "type": ["string", "null"] }
                      }
                    }
                  }
                }
              }
            ],
            "description": "null: no repeats were planned"
          },
          "anchors": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["rated", "mean"],
                "properties": { "rated": { "$ref": "#/$defs/count" }, "mean": { "type": ["number", "null"] } }
              }
            ],
            "description": "null: no anchors were planned"
          },
          "screening": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "screened", "claim_leaves_them_out", "raters", "with_all", "without_screened",
                  "reason"
                ],
                "properties": {
                  "screened": { "type": "array", "items": { "type": "string" } },
                  "claim_leaves_them_out": { "type": "boolean" },
                  "raters": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["pseudonym", "anchors", "above", "outcome"],
                      "properties": {
                        "pseudonym": { "type": "string" },
                        "anchors": { "$ref": "#/$defs/count" },
                        "above": { "$ref": "#/$defs/count" },
                        "outcome": { "enum": ["passed", "screened", "too few anchors"] }
                      }
                    }
                  },
                  "with_all": { "type": "array", "items": { "$ref": "#/$defs/screened_comparison" } },
                  "without_screened": { "type": ["array", "null"], "items": { "$ref": "#/$defs/screened_comparison" } },
                  "reason": { "type": ["string", "null"] }
                }
              }
            ],
            "description": "null: no rule was declared"
          },
          "guesses": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "answers", "raters", "unknown", "right", "right_by_chance", "right_p", "unusable", "bang",
                  "james", "candidates"
                ],
                "properties": {
                  "answers": { "$ref": "#/$defs/count" },
                  "raters": { "$ref": "#/$defs/count" },
                  "unknown": { "$ref": "#/$defs/count" },
                  "right": { "$ref": "#/$defs/count" },
                  "right_by_chance": { "type": "number" },
                  "right_p": {
                    "type": ["number", "null"],
                    "description": "chance of so many right answers or more by guessing; null without one chance, and where one rater gave several answers"
                  },
                  "unusable": { "$ref": "#/$defs/count" },
                  "bang": { "$ref": "#/$defs/blinding_index" },
                  "james": { "$ref": "#/$defs/blinding_index" },
                  "candidates": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["candidate", "right", "wrong", "unknown", "bang"],
                      "properties": {
                        "candidate": { "type": "string" },
                        "right": { "$ref": "#/$defs/count" },
                        "wrong": { "$ref": "#/$defs/count" },
                        "unknown": { "$ref": "#/$defs/count" },
                        "bang": { "$ref": "#/$defs/blinding_index" }
                      }
                    }
                  }
                }
              }
            ],
            "description": "null: nobody was asked"
          },
          "leaks": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["rules", "captions", "findings"],
                "properties": {
                  "rules": { "$ref": "#/$defs/count" },
                  "captions": { "$ref": "#/$defs/count" },
                  "findings": { "type": "array", "items": { "$ref": "#/$defs/leak_finding" } }
                }
              }
            ],
            "description": "what captions tell of whose they are; null: not looked for"
          }
        }
      },
      "self_agreement": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "within_deviation", "repeatability", "mean_shift", "limits_of_agreement", "icc_2_1",
              "exact_agreement", "within_one"
            ],
            "properties": {
              "within_deviation": { "type": "number", "minimum": 0 },
              "repeatability": { "type": "number", "minimum": 0 },
              "mean_shift": { "type": "number" },
              "limits_of_agreement": {
                "oneOf": [
                  { "type": "null" },
                  {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["lower", "upper"],
                    "properties": { "lower": { "type": "number" }, "upper": { "type": "number" } }
                  }
                ]
              },
              "icc_2_1": { "type": ["number", "null"] },
              "exact_agreement": { "type": "number", "minimum": 0, "maximum": 1 },
              "within_one": { "type": "number", "minimum": 0, "maximum": 1 }
            }
          }
        ]
      },
      "screened_comparison": {
        "type": "object",
        "additionalProperties": false,
        "required": ["candidate", "pairs", "difference", "verdict"],
        "properties": {
          "candidate": { "type": "string" },
          "pairs": { "$ref": "#/$defs/count" },
          "difference": { "$ref": "#/$defs/estimate" },
          "verdict": { "$ref": "#/$defs/verdict" }
        }
      },
      "leak_finding": {
        "type": "object",
        "additionalProperties": false,
        "required": ["candidate", "kind", "found", "captions", "of", "against_incumbent"],
        "properties": {
          "candidate": { "type": "string" },
          "kind": { "type": "string" },
          "found": { "type": "array", "items": { "type": "string" } },
          "captions": { "$ref": "#/$defs/count" },
          "of": { "$ref": "#/$defs/count" },
          "against_incumbent": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["captions", "of", "images", "differing", "auc", "median_words"],
                "properties": {
                  "captions": { "$ref": "#/$defs/count" },
                  "of": { "$ref": "#/$defs/count" },
                  "images": { "$ref": "#/$defs/count" },
                  "differing": { "$ref": "#/$defs/count" },
                  "auc": { "type": "number", "minimum": 0.5, "maximum": 1 },
                  "median_words": {
                    "type": "array", "items": { "type": "number" },
                    "description": "the candidate's and the incumbent's; empty but for lengths"
                  }
                }
              }
            ],
            "description": "null: a name, which tells by itself"
          }
        }
      },
      "blinding_index": {
        "type": "object",
        "additionalProperties": false,
        "required": ["value", "interval", "reason"],
        "properties": {
          "value": { "type": ["number", "null"] },
          "interval": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["lower", "upper", "standard_error", "degrees_of_freedom", "confidence", "caution"],
                "properties": {
                  "lower": { "type": "number" },
                  "upper": { "type": "number" },
                  "standard_error": { "type": "number" },
                  "degrees_of_freedom": { "type": ["number", "null"] },
                  "confidence": { "type": "number" },
                  "caution": { "type": ["string", "null"] }
                }
              },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["unavailable"],
                "properties": { "unavailable": { "type": "string" } }
              }
            ]
          },
          "reason": { "type": ["string", "null"] }
        }
      }
  """#
