public import StudyModel

/// One image of the fixed set as the conductor's side knows it: with its file name, its references and its fields.
///
/// A rater's program never sees this type; what goes into a packet is the item's id and the image's bytes.
public struct SetItem: Hashable, Sendable, Codable {
  /// SHA-256 of the image's bytes.
  public var id: ItemID
  /// The image file, resolved.
  public var path: String
  /// The file's name as the data set has it, for example `images/product-01-teapot.jpg`.
  public var fileName: String
  /// What the file's first bytes say it is.
  public var format: ImageFormat
  /// The stratum it counts in.
  public var category: String
  /// The human captions that came with the set, in its order. None is blank.
  public var references: [String]
  /// Other columns of the data set as text: `title`, `is_screenshot`, `object_count`… (never `text`, never `facts`).
  public var fields: [String: String]
  /// Of the file when its bytes were hashed: while it is the same, so are they. Nil where that was not noted, or the file was
  /// just being written.
  public var stamp: FileStamp?

  private enum CodingKeys: String, CodingKey {
    case id, path, fileName, format, category, references, fields
  }

  /// One image of the fixed set.
  public init(
    id: ItemID, path: String, fileName: String, format: ImageFormat, category: String, references: [String] = [],
    fields: [String: String] = [:]
  ) {
    self.id = id
    self.path = path
    self.fileName = fileName
    self.format = format
    self.category = category
    self.references = references
    self.fields = fields
  }
}
