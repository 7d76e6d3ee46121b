/// The definitions of ``resultsSchema`` on what figures show: raters, places and progress.
let figuresSchema = #"""
      "profile": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "pseudonym", "judgements", "points", "no_difference", "neither_usable", "shown_order", "items_timed",
          "median_seconds"
        ],
        "properties": {
          "pseudonym": { "type": "string" },
          "judgements": { "$ref": "#/$defs/count" },
          "points": {
            "description": "by value; none where captions were compared",
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": ["value", "count"],
              "properties": { "value": { "type": "number" }, "count": { "$ref": "#/$defs/count" } }
            }
          },
          "no_difference": { "type": ["integer", "null"], "description": "null where captions were rated" },
          "neither_usable": { "type": ["integer", "null"] },
          "shown_order": {
            "type": "object",
            "additionalProperties": false,
            "required": ["first_preferred", "second_preferred"],
            "properties": {
              "first_preferred": { "type": ["integer", "null"] },
              "second_preferred": { "type": ["integer", "null"] }
            }
          },
          "items_timed": { "$ref": "#/$defs/count" },
          "median_seconds": { "type": ["number", "null"] }
        }
      },
      "places": {
        "description": "how often each candidate stood in each place; of a pair, how often it was shown in its order",
        "oneOf": [
          { "type": "null" },
          {
            "type": "object",
            "additionalProperties": false,
            "required": ["presentations_without_order", "decks"],
            "properties": {
              "presentations_without_order": { "$ref": "#/$defs/count" },
              "decks": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["low_anchor", "presentations", "presentations_dealt", "even_within_one", "rows"],
                  "properties": {
                    "low_anchor": { "type": "boolean" },
                    "presentations": { "type": "integer", "minimum": 0, "description": "of packets with ratings" },
                    "presentations_dealt": { "type": "integer", "minimum": 0, "description": "of all packets" },
                    "even_within_one": { "type": "boolean", "description": "of the counts as dealt" },
                    "rows": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["candidates", "planned", "judged", "expected"],
                        "properties": {
                          "candidates": { "type": "array", "items": { "type": "string" } },
                          "planned": { "type": "array", "items": { "$ref": "#/$defs/count" } },
                          "judged": { "type": "array", "items": { "$ref": "#/$defs/count" } },
                          "expected": { "type": "number" }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        ]
      },
      "progress": {
        "description": "the differences had only the first so many presentations counted; the last is the estimate",
        "type": "object",
        "additionalProperties": false,
        "required": ["ordered_by", "presentations", "reason", "checkpoints"],
        "properties": {
          "ordered_by": { "enum": ["the time of the first answer", "each rater’s own order"] },
          "presentations": { "$ref": "#/$defs/count" },
          "reason": { "type": ["string", "null"], "description": "why there is no checkpoint" },
          "checkpoints": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": ["presentations", "raters", "differences"],
              "properties": {
                "presentations": { "$ref": "#/$defs/count" },
                "raters": { "$ref": "#/$defs/count" },
                "differences": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["candidate", "difference"],
                    "properties": {
                      "candidate": { "type": "string" },
                      "difference": { "$ref": "#/$defs/estimate" }
                    }
                  }
                }
              }
            }
          }
        }
      },
  """#
