internal import Foundation

/// `manifest.json` as it is read back: of an older program's the newer parts are empty.
struct ReportManifest: Decodable {
  struct Content: Decodable, Equatable {
    let rows: Int
    let sha256: String
  }
  struct Databases: Decodable {
    let contents: [String: [String: Content]]
  }
  struct Digests: Decodable {
    let `protocol`: String
    let studyFile: String?

    enum CodingKeys: String, CodingKey {
      case `protocol`
      case studyFile = "study_file"
    }
  }
  struct Provenance: Decodable {
    let digests: Digests
    let commitments: [String]
    let versions: [String: String]
  }
  struct Unblinding: Decodable {
    let at: String
    let ratingsIn: Int
    let ratingsPlanned: Int
    let earlyReason: String?

    enum CodingKeys: String, CodingKey {
      case at = "unblinded_at"
      case ratingsIn = "ratings_in"
      case ratingsPlanned = "ratings_planned"
      case earlyReason = "early_reason"
    }
  }
  struct ListedReceipt: Decodable, Hashable {
    let packet: String
    let rater: String
    let count: Int
    let head: String
    let `protocol`: String
    let commitment: String
  }

  let study: String
  let reportMade: String
  /// Document → SHA-256.
  let documents: [String: String]
  let provenance: Provenance
  let databases: Databases?
  let unblinding: Unblinding
  let receipts: [ListedReceipt]

  enum CodingKeys: String, CodingKey {
    case reportMade = "report_made"
    case study, documents, provenance, databases, unblinding, receipts
  }

  static let file = "manifest.json"

  /// Reads a folder's manifest.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: a finding in words where it cannot be read.
  static func read(in folder: String) throws -> ReportManifest? {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else { return nil }
    return try JSONDecoder().decode(ReportManifest.self, from: bytes)
  }
}
