/// The form of `manifest.json` as a JSON Schema (draft 2020-12).
///
/// `documents` holds the SHA-256 of every other file of the report, by its path within the folder.
public let manifestSchema = #"""
  {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "blindfold-manifest/1",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "format", "study", "report_made", "simulated", "documents", "provenance", "databases", "unblinding",
      "receipts"
    ],
    "properties": {
      "format": { "const": "blindfold-manifest/1" },
      "study": { "type": "string" },
      "report_made": { "type": "string" },
      "simulated": { "type": ["string", "null"], "description": "what was simulated; null where nothing was" },
      "documents": { "type": "object", "minProperties": 1, "additionalProperties": { "$ref": "#/$defs/hash" } },
      "provenance": { "$ref": "#/$defs/provenance" },
      "databases": {
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "contents"],
        "properties": {
          "format": { "type": ["string", "null"], "description": "the form in which rows are hashed" },
          "contents": {
            "type": "object",
            "description": "database, then part of it: what it held",
            "additionalProperties": {
              "type": "object",
              "additionalProperties": {
                "type": "object",
                "additionalProperties": false,
                "required": ["rows", "sha256"],
                "properties": { "rows": { "$ref": "#/$defs/count" }, "sha256": { "type": "string" } }
              }
            }
          }
        }
      },
      "unblinding": { "$ref": "#/$defs/unblinding" },
      "receipts": { "type": "array", "items": { "$ref": "#/$defs/receipt" } }
    },
    "$defs": {
  \#(recordSchema)
    }
  }

  """#
