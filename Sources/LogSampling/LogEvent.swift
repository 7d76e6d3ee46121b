internal import Statistics
public import StudyFile

/// A caption of production as a log has it, as far as drawing images goes.
///
/// Columns are those that `blindfold monitor` reads (`time` or `timestamp`, `category`, `tier` or `model`, `shown`, `final`,
/// others), and one of the image: `image` or `file_name`, or `url`.
public struct LogEvent: Hashable, Sendable {
  /// The image's name or address as the log has it.
  public var image: String
  /// Whether ``image`` is an address.
  public var isAddress: Bool
  /// The stratum; `all` where the log has none.
  public var category: String
  /// Whether users changed a word of the caption; nil where the log does not say.
  public var isEdited: Bool?
  /// The log's other columns.
  public var fields: [String: String]
  /// A digest of all of it: two events that say the same have the same.
  public var digest: [UInt8]

  /// Columns that say what happened to a caption, and nothing of the image.
  public static let ofCaption: Set<String> = ["time", "timestamp", "tier", "model", "shown", "final", "cache"]

  /// An event.
  public init(
    image: String, isAddress: Bool = false, category: String, isEdited: Bool? = nil, fields: [String: String] = [:],
    digest: [UInt8]
  ) {
    self.image = image
    self.isAddress = isAddress
    self.category = category
    self.isEdited = isEdited
    self.fields = fields
    self.digest = digest
  }

  /// A row of a log.
  ///
  /// - Throws: ``Fault`` where it names no image that could be drawn.
  public init(_ row: CaptionRow) throws(Fault) {
    guard let name = row.name else {
      throw Fault(reason: Self.reason(row.content) ?? "row \(row.number) names no image")
    }
    if case .unusable(let reason) = row.content { throw Fault(reason: reason) }
    let isAddress = if case .address = row.content { true } else { false }
    // An empty cell of a table is no column to the reader: what was shown and has no end was emptied.
    let shown = row.fields["shown"]
    let edited = shown.map { WordEdits.distance($0, row.fields["final"] ?? "") > 0 }
    self.init(
      image: name, isAddress: isAddress, category: row.category, isEdited: edited, fields: row.fields,
      digest: row.digest)
  }

  private static func reason(_ content: CaptionRow.Content) -> String? {
    if case .unusable(let reason) = content { reason } else { nil }
  }

  /// Why a row is no event.
  public struct Fault: Error, Hashable, Sendable {
    /// A clause without a full stop.
    public var reason: String
  }
}
