internal import Digest
internal import FoundationEssentials
internal import StudyModel

/// `manifest.json`: what ties the documents to each other and to what they came from.
struct ManifestFile: Sendable {
  let reading: Reading
  /// Every other file of the report: path → text.
  let files: [String: String]

  /// The whole file.
  var value: JSONValue {
    .keyed([
      "format": "blindfold-manifest/1",
      "study": .string(reading.dossier.study),
      "report_made": .string(Dates.moment(reading.dossier.reportMade)),
      "simulated": .text(reading.mark),
      "documents": .sorted(files.mapValues { .string(SHA256.hex($0)) }),
      "provenance": ManifestFile.provenance(reading.dossier.provenance),
      "databases": databases,
      "unblinding": ManifestFile.unblinding(reading.dossier.unblinding),
      "receipts": .array(
        reading.dossier.raters.sorted { $0.pseudonym < $1.pseudonym }.flatMap {
          $0.receipts.map(ManifestFile.receipt)
        }
      ),
    ])
  }

  /// What the databases held, by part.
  private var databases: JSONValue {
    let facts = reading.dossier.provenance
    let files = facts.databases.mapValues { parts in
      JSONValue.sorted(parts.mapValues { .keyed(["rows": .integer($0.rows), "sha256": .string($0.sha256)]) })
    }
    return .keyed(["format": .text(facts.databasesFormat), "contents": .sorted(files)])
  }

  static func provenance(_ facts: Provenance) -> JSONValue {
    .keyed([
      "digests": .keyed([
        "protocol": .string(facts.protocolHash), "study_file": .text(facts.studyFile), "rubric": .text(facts.rubric),
        "image_set": .text(facts.imageSet), "candidates": .sorted(facts.candidates.mapValues { .string($0) }),
        "prompts": .sorted(facts.prompts.mapValues { .string($0) }),
        "files": .sorted(facts.files.mapValues { .string($0) }),
      ]),
      "commitments": .array(facts.commitments.map { .string($0) }),
      // Texts: a seed may be larger than what a JSON reader's numbers hold.
      "seeds": .sorted(facts.seeds.mapValues { .string(String($0)) }),
      "versions": .sorted(facts.versions.mapValues { .string($0) }),
    ])
  }

  static func unblinding(_ moment: Unblinding) -> JSONValue {
    .keyed([
      "unblinded_at": .string(Dates.moment(moment.at)),
      "unblinded_by": .string(moment.by),
      "because": .string(moment.because),
      "ratings_in": .integer(moment.ratingsIn),
      "ratings_planned": .integer(moment.ratingsPlanned),
      "early": .bool(moment.isEarly),
      "early_reason": .text(moment.earlyReason),
    ])
  }

  static func receipt(_ receipt: Receipt) -> JSONValue {
    .keyed([
      "packet": .string(receipt.packet), "rater": .string(receipt.rater), "count": .integer(receipt.count),
      "head": .string(receipt.head), "protocol": .string(receipt.protocolHash),
      "commitment": .string(receipt.commitment),
    ])
  }
}
