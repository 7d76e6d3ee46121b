internal import FoundationEssentials

/// A method's inputs as a folder holds them: `case.json` with `method`, `inputs` and `params`, and the CSV files beside
/// it. This is how others check our numbers.
public struct CaseFolder: Sendable {
  /// The method's name, for example `paired_diff`.
  public let method: String
  /// What the method is told beside its tables.
  public let params: CaseParams
  /// The CSV files in the order of `inputs`.
  public let tables: [CaseTable]

  /// Reads a folder.
  ///
  /// - Throws: ``CaseError`` with file, and line where there is one.
  public init(path: String) throws {
    let file = path + "/case.json"
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: file)) } catch {
      throw CaseError("\(file): cannot be read. Nothing was computed. A case is a folder with a case.json.")
    }
    let header: Header
    do { header = try JSONDecoder().decode(Header.self, from: data) } catch {
      throw CaseError(
        "\(file): not a case (\(error)). Nothing was computed. It needs \"method\", \"inputs\" and \"params\".")
    }
    method = header.method
    params = CaseParams(values: header.params ?? [:])
    tables = try (header.inputs ?? []).map { name in
      guard !name.contains("/") else {
        throw CaseError("\(file): input '\(name)' is not beside it. Nothing was computed. Put the file in the folder.")
      }
      return try CaseTable(path: "\(path)/\(name)")
    }
  }

  private struct Header: Decodable {
    var method: String
    var inputs: [String]?
    var params: [String: CaseParams.Value]?
  }

  /// The first table.
  ///
  /// - Throws: ``CaseError`` where the case names none.
  public func table() throws -> CaseTable {
    guard let first = tables.first else {
      throw CaseError("method '\(method)' needs an input file; the case names none.")
    }
    return first
  }
}

/// What is wrong with a case: place, fact, consequence, next step.
public struct CaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The message.
  public var description: String

  /// What is wrong with a case.
  public init(_ description: String) { self.description = description }
}
