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
    let study_file: String?
    let rubric: String?
    let image_set: String?
  }
  struct Provenance: Decodable {
    let digests: Digests
    let commitments: [String]
    let versions: [String: String]
  }
  struct Unblinding: Decodable {
    let unblinded_at: String
    let ratings_in: Int
    let ratings_planned: Int
    let early_reason: String?
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
  let report_made: String
  /// Document → SHA-256.
  let documents: [String: String]
  let provenance: Provenance
  let databases: Databases?
  let unblinding: Unblinding
  let receipts: [ListedReceipt]

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
