internal import Digest
internal import Foundation
internal import Roster
internal import StudyModel

/// An image's bytes, as they were when the study was read.
///
/// - Throws: `Refusal` where the file cannot be read any more, or holds other bytes than the item's id was made of.
func imageBytes(of item: SetItem) throws -> [UInt8] {
  let next = "What has arrived is kept. Put the image set back as it was and run again."
  guard let data = FileManager.default.contents(atPath: item.path) else {
    throw Refusal(
      .missingFile, "\(item.path): not readable any more. It can be neither captioned nor shown. \(next)")
  }
  let bytes = [UInt8](data)
  guard SHA256.hex(bytes) == item.id.hex else {
    throw Refusal(
      .wrongInput,
      "\(item.path): its bytes have changed since the study was read. Candidates and raters would not all have the same "
        + "image. \(next)")
  }
  return bytes
}
