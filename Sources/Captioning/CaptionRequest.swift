public import Roster
public import StudyModel

/// What a candidate is told of an item: the image and the fields that a prompt may name. The reference caption stays
/// behind: there is no way from here to it.
public struct CaptionRequest: Sendable {
  /// Which item.
  public let item: ItemID
  /// The file's name as the data set has it, for messages. Never sent.
  public let fileName: String
  let fields: [String: String]
  /// The image's address, where the data set has one.
  let address: String?
  let image: RequestImage

  /// Takes an item, and how its image file is read. Made once and given to every candidate, the image is read and encoded
  /// once; by a candidate that is sent no bytes, not at all.
  ///
  /// - Parameter reading: gives the file's bytes; may be called again, and not at the same time.
  public init(_ item: SetItem, reading: @escaping @Sendable () throws -> [UInt8]) {
    self.item = item.id
    fileName = item.fileName
    fields = PromptTemplate.fields(of: item)
    address = item.fields["url"]
    image = RequestImage(format: item.format, reading: reading)
  }

  /// Takes an item and its image file's bytes.
  public init(_ item: SetItem, image: [UInt8]) {
    self.init(item) { image }
  }

  /// The image file's bytes.
  ///
  /// - Throws: what reading them throws.
  public func imageBytes() throws -> [UInt8] { try image.bytes() }
}
