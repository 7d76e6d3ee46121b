internal import CaptionClient
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
  let image: EncodedImage

  /// Takes an item and its image file's bytes. Made once and given to every candidate, the image is encoded once.
  public init(_ item: SetItem, image: [UInt8]) {
    self.item = item.id
    fileName = item.fileName
    fields = PromptTemplate.fields(of: item)
    self.image = EncodedImage(image, mediaType: item.format.mediaType)
  }
}
