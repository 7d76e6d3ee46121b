internal import Digest
internal import Foundation
internal import Roster
internal import StudyModel

/// An image's bytes, as they were when the study was read.
///
/// - Throws: `Refusal` where the file cannot be read any more, or holds other bytes than the item's id was made of.
func imageBytes(of item: SetItem) throws -> [UInt8] { try imageBytes(at: item.path, named: item.id) }

/// The bytes of a picture that is named by their hash.
func imageBytes(at path: String, named id: ItemID) throws -> [UInt8] {
  let next = "What has arrived is kept. Put the image set back as it was and run again."
  guard let data = FileManager.default.contents(atPath: path) else {
    throw Refusal(
      .missingFile, "\(path): not readable any more. It can be neither captioned nor shown. \(next)")
  }
  let bytes = [UInt8](data)
  guard SHA256.hex(bytes) == id.hex else {
    throw Refusal(
      .wrongInput,
      "\(path): its bytes have changed since the study was read. Candidates and raters would not all have the same "
        + "image. \(next)")
  }
  return bytes
}
