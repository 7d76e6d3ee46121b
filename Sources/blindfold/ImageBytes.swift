internal import Digest
internal import Foundation
internal import Imaging
internal import Roster
internal import StudyModel

/// An image's bytes, as they were when the study was read.
///
/// - Throws: `Refusal` where the file cannot be read any more, or holds other bytes than the item's id was made of;
///   `Shortage` where this machine has nothing left to read it with.
func imageBytes(of item: SetItem) throws -> [UInt8] { try imageBytes(at: item.path, named: item.id, item.stamp) }

/// The bytes of a picture that is named by their hash.
///
/// - Parameter stamp: the file's when it was hashed: where it still is, it is not hashed again.
func imageBytes(at path: String, named id: ItemID, _ stamp: FileStamp? = nil) throws -> [UInt8] {
  let next = "What has arrived is kept. Put the image set back as it was and run again."
  let bytes: [UInt8]
  do {
    bytes = try ImageFile.bytes(at: path)
  } catch {
    if error.isShortage { throw Shortage(path: path, fault: error) }
    throw Refusal(
      .missingFile, "\(path): not readable any more (\(error)). It can be neither captioned nor shown. \(next)")
  }
  // Looked at after reading: bytes that were read while somebody wrote are not those of a file left alone.
  if let stamp, FileStamp(at: path) == stamp { return bytes }
  guard SHA256.hex(bytes) == id.hex else {
    throw Refusal(
      .wrongInput,
      "\(path): its bytes have changed since the study was read. Candidates and raters would not all have the same "
        + "image. \(next)")
  }
  return bytes
}

/// Why bytes are no picture that can be captioned and shown, as what stands after its name; nil where they are one.
///
/// Nothing is decoded. Of a format that no loader is installed for here, only the first bytes are known; `doctor` says so.
func imageFault(_ bytes: [UInt8]) -> String? {
  do {
    try ImageFile.check(bytes)
    return nil
  } catch ImagingError.sizeRefused(let size) {
    return "says it is \(size) pixels, and 1 to \(ImageFile.largestPixelCount / 1_000_000) million are decoded"
  } catch ImagingError.damaged(let detail) {
    return "is damaged (\(detail))"
  } catch ImagingError.noLoader {
    return nil
  } catch {
    return "cannot be read as a picture (\(error))"
  }
}
