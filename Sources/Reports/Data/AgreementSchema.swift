/// The definitions of ``resultsSchema`` on how well raters agree and on what they said in words.
let agreementSchema = #"""
      "agreement": {
        "type": "object",
        "additionalProperties": false,
        "required": ["criterion", "ratings", "captions", "captions_with_two_ratings", "coefficients", "raters"],
        "properties": {
          "criterion": { "type": "string" },
          "ratings": { "$ref": "#/$defs/count" },
          "captions": { "$ref": "#/$defs/count" },
          "captions_with_two_ratings": { "$ref": "#/$defs/count" },
          "coefficients": { "type": "object", "additionalProperties": { "$ref": "#/$defs/coefficient" } },
          "raters": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": ["rater", "ratings", "mean", "leniency", "lowest_share", "highest_share"],
              "properties": {
                "rater": { "type": "string" },
                "ratings": { "$ref": "#/$defs/count" },
                "mean": { "type": "number" },
                "leniency": { "type": ["number", "null"] },
                "lowest_share": { "type": "number" },
                "highest_share": { "type": "number" }
              }
            }
          }
        }
      },
      "coefficient": {
        "type": "object",
        "additionalProperties": false,
        "required": ["value", "lower", "upper", "interval", "reason"],
        "properties": {
          "value": { "type": ["number", "null"] },
          "lower": { "type": ["number", "null"] },
          "upper": { "type": ["number", "null"] },
          "interval": { "type": ["string", "null"], "description": "how it was made" },
          "reason": { "type": ["string", "null"] }
        }
      },
      "answers": {
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["items", "candidates"],
            "properties": {
              "items": { "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } },
              "candidates": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["candidate", "judged", "counts"],
                  "properties": {
                    "candidate": { "type": "string" },
                    "judged": { "$ref": "#/$defs/count" },
                    "counts": {
                      "type": "object",
                      "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } }
                    }
                  }
                }
              }
            }
          }
        ]
      },
  """#
