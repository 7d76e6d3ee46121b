/// The definitions of ``resultsSchema`` on how far verdicts carry. What hangs on the secret order of presentations
/// stands under `shown_order`, which differs between two identical runs.
let robustnessSchema = #"""
      "robustness": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["comparisons", "exploratory", "agreement", "shown_order"],
            "properties": {
              "comparisons": { "type": "array", "items": { "$ref": "#/$defs/robust_comparison" } },
              "exploratory": { "type": "array", "items": { "$ref": "#/$defs/exploratory_test" } },
              "agreement": { "$ref": "#/$defs/agreement" },
              "shown_order": {
                "type": "object",
                "additionalProperties": false,
                "required": ["drift", "position", "progress"],
                "properties": {
                  "progress": { "$ref": "#/$defs/progress" },
                  "drift": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["points_over_ten_items", "by_rater", "pace"],
                    "properties": {
                      "points_over_ten_items": { "$ref": "#/$defs/slope" },
                      "by_rater": {
                        "type": "array",
                        "items": {
                          "type": "object",
                          "additionalProperties": false,
                          "required": ["rater", "points_over_ten_items"],
                          "properties": {
                            "rater": { "type": "string" },
                            "points_over_ten_items": { "$ref": "#/$defs/slope" }
                          }
                        }
                      },
                      "pace": { "$ref": "#/$defs/pace" }
                    }
                  },
                  "position": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["places", "largest_gap", "p", "shuffles", "reason"],
                    "properties": {
                      "places": {
                        "type": "array",
                        "items": {
                          "type": "object",
                          "additionalProperties": false,
                          "required": ["position", "ratings", "effect"],
                          "properties": {
                            "position": { "type": "integer", "minimum": 1 },
                            "ratings": { "$ref": "#/$defs/count" },
                            "effect": { "$ref": "#/$defs/estimate" }
                          }
                        }
                      },
                      "largest_gap": { "type": ["number", "null"] },
                      "p": { "$ref": "#/$defs/chance" },
                      "shuffles": { "$ref": "#/$defs/count" },
                      "reason": { "type": ["string", "null"] }
                    }
                  }
                }
              }
            }
          }
        ]
      },
      "fragility": {
        "description": "so many changes, each of one point, flip the verdict; fewer might, down to at_least",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["changes", "at_least", "ratings", "from", "to", "favours_candidate"],
            "properties": {
              "changes": { "$ref": "#/$defs/count" },
              "at_least": { "$ref": "#/$defs/count" },
              "ratings": { "$ref": "#/$defs/count" },
              "from": { "type": "string" },
              "to": { "type": "string" },
              "favours_candidate": { "type": "boolean" }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "left_out_raters": {
        "description": "the difference without each rater",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["raters"],
            "properties": {
              "raters": { "type": "array", "items": { "$ref": "#/$defs/left_out_rater" } }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "left_out_rater": {
        "type": "object",
        "additionalProperties": false,
        "required": ["rater", "difference", "margin"],
        "properties": {
          "rater": { "type": "string" },
          "difference": { "type": "number" },
          "margin": { "type": ["string", "null"] }
        }
      },
      "length_control": {
        "description": "the difference at equal lengths",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["pairs", "length_ratio", "plain", "adjusted", "per_doubling", "share_explained", "extrapolated"],
            "properties": {
              "pairs": { "$ref": "#/$defs/count" },
              "length_ratio": { "type": "number" },
              "plain": { "$ref": "#/$defs/estimate" },
              "adjusted": { "$ref": "#/$defs/estimate" },
              "per_doubling": { "$ref": "#/$defs/estimate" },
              "share_explained": { "$ref": "#/$defs/share_explained" },
              "extrapolated": { "type": "boolean" }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "share_explained": {
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["share"],
            "properties": {
              "share": { "type": "number" }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "leniency_adjusted": {
        "description": "raters and images taken out, ratings without a partner among them",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["difference"],
            "properties": {
              "difference": { "$ref": "#/$defs/estimate" }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "pace": {
        "description": "seconds for an item",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["first_third_seconds", "last_third_seconds", "change", "raters"],
            "properties": {
              "first_third_seconds": { "type": "number" },
              "last_third_seconds": { "type": "number" },
              "change": { "$ref": "#/$defs/slope" },
              "raters": { "$ref": "#/$defs/count" }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["unavailable"],
            "properties": { "unavailable": { "type": "string", "description": "why there is nothing" } }
          }
        ]
      },
      "chance": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
      "slope": {
        "type": "object",
        "additionalProperties": false,
        "required": ["value", "interval"],
        "properties": { "value": { "type": ["number", "null"] }, "interval": { "$ref": "#/$defs/interval" } }
      },
      "robust_comparison": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "candidate", "fragility", "left_out_raters", "length_control", "leniency_adjusted", "tests"
        ],
        "properties": {
          "candidate": { "type": "string" },
          "fragility": { "$ref": "#/$defs/fragility" },
          "left_out_raters": { "$ref": "#/$defs/left_out_raters" },
          "length_control": { "$ref": "#/$defs/length_control" },
          "leniency_adjusted": { "$ref": "#/$defs/leniency_adjusted" },
          "tests": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "p", "holm_p", "non_inferiority_p", "non_inferiority_holm_p", "simultaneous", "simultaneous_margin",
                  "permutation_p", "wilcoxon_p", "reasons"
                ],
                "properties": {
                  "p": { "$ref": "#/$defs/chance" },
                  "holm_p": { "$ref": "#/$defs/chance" },
                  "non_inferiority_p": { "$ref": "#/$defs/chance", "description": "one-sided, of a loss of the margin or more" },
                  "non_inferiority_holm_p": { "$ref": "#/$defs/chance" },
                  "simultaneous": { "$ref": "#/$defs/interval" },
                  "simultaneous_margin": { "type": ["string", "null"] },
                  "permutation_p": { "$ref": "#/$defs/chance" },
                  "wilcoxon_p": { "$ref": "#/$defs/chance" },
                  "reasons": { "type": "object", "additionalProperties": { "type": "string" } }
                }
              }
            ]
          }
        }
      },
      "exploratory_test": {
        "type": "object",
        "additionalProperties": false,
        "required": ["candidate", "criterion", "difference", "p", "q", "reason"],
        "properties": {
          "candidate": { "type": "string" },
          "criterion": { "type": "string" },
          "difference": { "$ref": "#/$defs/estimate" },
          "p": { "$ref": "#/$defs/chance" },
          "q": { "$ref": "#/$defs/chance", "description": "Benjamini and Hochberg over all rows" },
          "reason": { "type": ["string", "null"] }
        }
      },
  """#
