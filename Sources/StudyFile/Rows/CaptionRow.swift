internal import Digest
public import Roster
public import StudyModel

/// One row of what is to be captioned, as its list has it. Nothing of its image has been looked at yet.
public struct CaptionRow: Sendable {
  /// Its place in the list, from 1.
  public var number: Int
  /// The image's name or address as the list has it; nil where it has none.
  public var name: String?
  /// The stratum, where the list has one.
  public var category: String
  /// The other columns, as prompts and router rules name them.
  public var fields: [String: String]
  /// What is to be looked at.
  public var content: Content
  /// A digest of the name and the fields: two rows that say the same have the same.
  public var digest: [UInt8]

  /// The digest that it has where its name is written from the root of the disk; nil where it is not.
  public var otherDigest: [UInt8]?

  /// What a row asks for.
  public enum Content: Hashable, Sendable {
    /// A file, by its name seen from the list's folder.
    case file
    /// An image on the public network.
    case address(ImageAddress)
    /// Nothing that could be captioned, and why: a clause without a full stop.
    case unusable(String)
  }

  init(number: Int, name: String, category: String = "", fields: [String: String] = [:], content: Content = .file) {
    self.number = number
    self.name = name
    self.category = category.isEmpty ? DataSet.noCategory : category
    self.fields = fields
    self.content = content
    digest = Self.digest(name, category: self.category, fields)
  }

  /// A file that a list may name from the root of the disk, inside the folder that names are seen from.
  ///
  /// - Parameter written: the name as the list has it.
  init(number: Int, name: String, written: String, category: String = "", fields: [String: String] = [:]) {
    self.init(number: number, name: name, category: category, fields: fields)
    if written != name { otherDigest = Self.digest(written, category: self.category, fields) }
  }

  private static func digest(_ name: String, category: String, _ fields: [String: String]) -> [UInt8] {
    // A column's name and its value each end with a byte that neither can hold.
    var text = "row\0\(name)\0\(category)\0"
    for (column, value) in fields.sorted(by: { $0.key < $1.key }) { text += "\(column)\0\(value)\0" }
    return SHA256.hash(Array(text.utf8))
  }

  /// A record that is no row.
  init(number: Int, record: [UInt8], name: String? = nil, fault: String) {
    self.number = number
    self.name = name
    category = DataSet.noCategory
    fields = [:]
    content = .unusable(fault)
    digest = SHA256.hash(Array("no row\0".utf8) + record)
  }
}

/// Finds the files that rows name: inside one folder, of a sane size, of a known format. Nothing is decoded.
public struct RowImages: Sendable {
  /// Most bytes of one image.
  public static let mostBytes = ImageFiles.mostBytes

  /// The folder; nothing outside it is read.
  public let root: String
  private let realRoot: String

  /// - Parameter root: a folder.
  public init(root: String) {
    self.root = root
    realRoot = Paths.resolved(root)
  }

  /// Looks at a row's file.
  ///
  /// - Returns: the file, resolved, and what its first bytes say it is.
  /// - Throws: ``Fault`` where it cannot be captioned.
  public func file(named name: String) throws(Fault) -> (path: String, format: ImageFormat) {
    let complaints = Complaints()
    let leftOut = LeftOutImages()
    let set = DataSet(complaints: complaints, leftOut: leftOut)
    let place = Place(file: "", line: 1, column: 1)
    if let found = ImageFiles(root: root, realRoot: realRoot, of: set).check(name, at: place) { return found }
    throw Fault(
      reason: leftOut.images.first.map { "the image \($0.reason)" } ?? complaints.firstFact ?? "unusable",
      code: leftOut.code)
  }

  /// Why a file cannot be captioned.
  public struct Fault: Error, Hashable, Sendable {
    /// A clause without a full stop.
    public var reason: String
    /// `errno`'s value, where the system would not open it.
    public var code: Int32?
  }
}
