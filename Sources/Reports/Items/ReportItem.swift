public import Blinding
public import StudyModel

/// One image of the set and what every arm returned for it, for the part of `report.html` that shows items one by one.
///
/// What raters said stands elsewhere in the dossier. The name of the image's file does not: files are often named after
/// people, customers or products.
public struct ReportItem: Hashable, Sendable, Codable {
  /// The image.
  public var item: ItemID
  /// The image's stratum.
  public var category: String
  /// At most one an arm; an arm that was not asked has none.
  public var outputs: [Output]
  /// A small copy of the image; nil unless it was asked for.
  public var thumbnail: Thumbnail?

  /// One image of the set and what every arm returned for it.
  public init(item: ItemID, category: String, outputs: [Output], thumbnail: Thumbnail? = nil) {
    self.item = item
    self.category = category
    self.outputs = outputs
    self.thumbnail = thumbnail
  }

  /// Every image of a set, by its name.
  ///
  /// - Parameters:
  ///   - categories: image → category, for every image.
  ///   - outputs: of every arm, in any order; those of other images are left out.
  public static func all(categories: [ItemID: String], outputs: [Output]) -> [ReportItem] {
    let byItem = Dictionary(grouping: outputs, by: \.item)
    return categories.sorted { $0.key < $1.key }.map { item, category in
      ReportItem(item: item, category: category, outputs: (byItem[item] ?? []).sorted { $0.arm < $1.arm })
    }
  }
}

/// A small copy of an image, made from its pixels alone: it holds nothing of what the file says of place, time or camera.
public struct Thumbnail: Hashable, Sendable, Codable {
  /// The longest side asked for, in pixels.
  public static let longestSide = 320

  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// A JPEG file.
  public var jpeg: [UInt8]

  /// A small copy of an image.
  public init(width: Int, height: Int, jpeg: [UInt8]) {
    self.width = width
    self.height = height
    self.jpeg = jpeg
  }
}
