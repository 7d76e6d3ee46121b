/// The definitions that ``resultsSchema`` and ``manifestSchema`` share: unblinding, provenance and receipts.
let recordSchema = #"""
      "count": { "type": "integer", "minimum": 0 },
      "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
      "unblinding": {
        "type": "object",
        "additionalProperties": false,
        "required": ["unblinded_at", "unblinded_by", "because", "ratings_in", "ratings_planned", "early", "early_reason"],
        "properties": {
          "unblinded_at": { "type": "string" },
          "unblinded_by": { "type": "string" },
          "because": { "type": "string" },
          "ratings_in": { "$ref": "#/$defs/count" },
          "ratings_planned": { "$ref": "#/$defs/count" },
          "early": { "type": "boolean" },
          "early_reason": { "type": ["string", "null"] }
        }
      },
      "provenance": {
        "type": "object",
        "additionalProperties": false,
        "required": ["digests", "commitments", "seeds", "versions"],
        "properties": {
          "digests": {
            "type": "object",
            "additionalProperties": false,
            "required": ["protocol", "study_file", "rubric", "image_set", "candidates", "prompts", "files"],
            "properties": {
              "protocol": { "type": "string" },
              "study_file": { "type": ["string", "null"] },
              "rubric": { "type": ["string", "null"] },
              "image_set": { "type": ["string", "null"] },
              "candidates": { "type": "object", "additionalProperties": { "type": "string" } },
              "prompts": { "type": "object", "additionalProperties": { "type": "string" } },
              "files": { "type": "object", "additionalProperties": { "type": "string" } }
            }
          },
          "commitments": { "type": "array", "items": { "type": "string" } },
          "seeds": { "type": "object", "additionalProperties": { "type": "string", "pattern": "^[0-9]+$" } },
          "versions": { "type": "object", "additionalProperties": { "type": "string" } }
        }
      },
      "receipt": {
        "type": "object",
        "additionalProperties": false,
        "required": ["packet", "rater", "count", "head", "protocol", "commitment"],
        "properties": {
          "packet": { "type": "string" },
          "rater": { "type": "string" },
          "count": { "$ref": "#/$defs/count" },
          "head": { "type": "string" },
          "protocol": { "type": "string" },
          "commitment": { "type": "string" }
        }
      }
  """#
