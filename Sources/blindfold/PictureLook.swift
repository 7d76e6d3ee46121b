internal import Imaging
internal import Roster

/// What a look at an image file tells a router; nothing is decoded.
///
/// - Throws: `Refusal` where the file is gone, has changed, or does not say its size.
func pictureFacts(_ item: SetItem) throws -> PictureFacts {
  try pictureFacts(of: imageBytes(of: item), named: item.path)
}

/// What a look at an image file's bytes tells a router.
///
/// - Throws: `Refusal` where they do not say the picture's size.
func pictureFacts(of bytes: [UInt8], named path: String) throws -> PictureFacts {
  do {
    let size = try ImageFile.size(of: bytes)
    return PictureFacts(width: size.width, height: size.height, hasEXIF: ImageFile.hasEXIF(bytes))
  } catch let error as ImagingError {
    throw Refusal(.wrongInput, "\(path): its size cannot be read, which a rule asks for: \(error)")
  }
}
