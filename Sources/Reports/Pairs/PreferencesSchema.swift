/// The definitions of ``resultsSchema`` on studies in which captions were compared.
let preferencesSchema = #"""
      "preferences": {
        "description": "only where captions were compared: shares, worths, sides and repeats",
        "type": "object",
        "additionalProperties": false,
        "required": ["unit", "candidates", "head_to_head", "shown_order", "repeats"],
        "properties": {
          "unit": { "const": "net preference" },
          "candidates": { "type": "array", "items": { "$ref": "#/$defs/preference_shares" } },
          "head_to_head": { "$ref": "#/$defs/head_to_head" },
          "shown_order": {
            "type": "object",
            "additionalProperties": false,
            "required": ["side", "raters"],
            "properties": {
              "side": {
                "type": "object",
                "additionalProperties": false,
                "required": ["first_wins", "decided", "share", "clustered", "p", "order_log_odds", "reason"],
                "properties": {
                  "first_wins": { "$ref": "#/$defs/count" },
                  "decided": { "$ref": "#/$defs/count" },
                  "share": { "$ref": "#/$defs/stated_number" },
                  "clustered": { "$ref": "#/$defs/estimate" },
                  "p": { "$ref": "#/$defs/chance" },
                  "order_log_odds": { "$ref": "#/$defs/estimate" },
                  "reason": { "type": ["string", "null"] }
                }
              },
              "raters": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["rater", "judgements", "decided", "first_shown", "with_majority", "compared"],
                  "properties": {
                    "rater": { "type": "string" },
                    "judgements": { "$ref": "#/$defs/count" },
                    "decided": { "$ref": "#/$defs/count" },
                    "first_shown": { "$ref": "#/$defs/stated_number" },
                    "with_majority": { "$ref": "#/$defs/stated_number" },
                    "compared": { "$ref": "#/$defs/count" }
                  }
                }
              }
            }
          },
          "repeats": {
            "oneOf": [
              { "type": "null" },
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["repeats", "same", "reversed", "changed", "same_side", "agreement", "raters"],
                "properties": {
                  "repeats": { "$ref": "#/$defs/count" },
                  "same": { "$ref": "#/$defs/count" },
                  "reversed": { "$ref": "#/$defs/count" },
                  "changed": { "$ref": "#/$defs/count" },
                  "same_side": { "$ref": "#/$defs/count" },
                  "agreement": { "$ref": "#/$defs/estimate" },
                  "raters": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["rater", "repeats", "same"],
                      "properties": {
                        "rater": { "type": "string" },
                        "repeats": { "$ref": "#/$defs/count" },
                        "same": { "$ref": "#/$defs/count" }
                      }
                    }
                  }
                }
              }
            ]
          }
        }
      },
      "stated_number": {
        "type": "object",
        "additionalProperties": false,
        "required": ["value", "lower", "upper", "reason", "caution"],
        "properties": {
          "value": { "type": ["number", "null"] },
          "lower": { "type": ["number", "null"] },
          "upper": { "type": ["number", "null"] },
          "reason": { "type": ["string", "null"] },
          "caution": { "type": ["string", "null"] }
        }
      },
      "preference_shares": {
        "description": "won less lost is the net preference; what nobody was asked about is among the pairs",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "candidate", "pairs", "judged", "wins", "losses", "ties", "neither", "same_caption", "without_own_caption",
          "without_incumbents_caption", "without_both", "won", "lost", "no_difference", "neither_usable", "reasons"
        ],
        "properties": {
          "candidate": { "type": "string" },
          "pairs": { "$ref": "#/$defs/count" },
          "judged": { "$ref": "#/$defs/count" },
          "wins": { "$ref": "#/$defs/count" },
          "losses": { "$ref": "#/$defs/count" },
          "ties": { "$ref": "#/$defs/count" },
          "neither": { "$ref": "#/$defs/count" },
          "same_caption": { "$ref": "#/$defs/count" },
          "without_own_caption": { "$ref": "#/$defs/count" },
          "without_incumbents_caption": { "$ref": "#/$defs/count" },
          "without_both": { "$ref": "#/$defs/count" },
          "won": { "$ref": "#/$defs/estimate" },
          "lost": { "$ref": "#/$defs/estimate" },
          "no_difference": { "$ref": "#/$defs/estimate" },
          "neither_usable": { "$ref": "#/$defs/estimate" },
          "reasons": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": ["question", "answer", "candidate_preferred", "incumbent_preferred", "neither_preferred"],
              "properties": {
                "question": { "type": "string" },
                "answer": { "type": "string" },
                "candidate_preferred": { "$ref": "#/$defs/count" },
                "incumbent_preferred": { "$ref": "#/$defs/count" },
                "neither_preferred": { "$ref": "#/$defs/count" }
              }
            }
          }
        }
      },
      "head_to_head": {
        "type": "object",
        "additionalProperties": false,
        "required": ["pairs", "connection", "method", "reason", "tie_parameter", "worths", "duels", "cautions"],
        "properties": {
          "pairs": { "$ref": "#/$defs/count" },
          "connection": { "enum": ["connected", "separated", "disconnected", null] },
          "method": { "type": ["string", "null"] },
          "reason": { "type": ["string", "null"] },
          "tie_parameter": { "type": ["number", "null"] },
          "worths": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": ["candidate", "log_odds", "rank", "rank_range"],
              "properties": {
                "candidate": { "type": "string" },
                "log_odds": { "$ref": "#/$defs/estimate" },
                "rank": { "type": ["integer", "null"] },
                "rank_range": {
                  "oneOf": [
                    { "type": "null" },
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["lower", "upper"],
                      "properties": { "lower": { "type": "integer" }, "upper": { "type": "integer" } }
                    }
                  ]
                }
              }
            }
          },
          "duels": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "first", "second", "pairs", "wins", "losses", "ties", "neither", "net_preference", "win_rate",
                "images_won", "images_lost", "sign_test_by_image"
              ],
              "properties": {
                "first": { "type": "string" },
                "second": { "type": "string" },
                "pairs": { "$ref": "#/$defs/count" },
                "wins": { "$ref": "#/$defs/count" },
                "losses": { "$ref": "#/$defs/count" },
                "ties": { "$ref": "#/$defs/count" },
                "neither": { "$ref": "#/$defs/count" },
                "net_preference": { "$ref": "#/$defs/estimate" },
                "win_rate": { "$ref": "#/$defs/estimate" },
                "images_won": { "$ref": "#/$defs/count" },
                "images_lost": { "$ref": "#/$defs/count" },
                "sign_test_by_image": { "$ref": "#/$defs/chance" }
              }
            }
          },
          "cautions": { "type": "array", "items": { "type": "string" } }
        }
      },
  """#
