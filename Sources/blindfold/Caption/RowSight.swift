internal import Digest
internal import Imaging
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel

/// Looks at the images of rows: reads a file, or takes an address as it is. Nothing is decoded.
struct RowSight: Sendable {
  let images: RowImages
  /// Whether what is asked takes addresses, or no image at all.
  let takesAddresses: Bool

  /// An item that is named by its address: nobody has its bytes.
  private static func item(of row: CaptionRow, at address: ImageAddress) -> SetItem {
    guard let id = ItemID(hex: SHA256.hex("url:\(address.text)")) else { preconditionFailure("a digest is no digest") }
    var fields = row.fields
    fields["url"] = address.text
    // The format is of bytes that are never sent.
    return SetItem(
      id: id, path: "", fileName: address.text, format: .jpeg, category: row.category, fields: fields)
  }

  /// What a row's image is.
  ///
  /// - Throws: ``UnusableRow``.
  func image(of row: CaptionRow) throws(UnusableRow) -> RowImage {
    switch row.content {
    case .unusable(let reason): throw .unusable(reason)
    case .address(let address):
      guard takesAddresses else {
        throw .unusable(
          "it is an address, and nothing is fetched here: use 'blindfold fetch' first, or give the model `image: url`")
      }
      return RowImage(item: Self.item(of: row, at: address), bytes: [], stamp: nil)
    case .file: break
    }
    let name = row.name ?? ""
    let file: (path: String, format: ImageFormat)
    do throws(RowImages.Fault) {
      file = try images.file(named: name)
    } catch {
      throw Self.unread(error.reason, code: error.code)
    }
    let read: (bytes: [UInt8], stamp: String)
    do throws(FileFault) {
      read = try ImageFile.contents(of: file.path)
    } catch {
      throw Self.unread("the image cannot be read (\(error))", code: error.code)
    }
    guard let id = ItemID(hex: SHA256.hex(read.bytes)) else { preconditionFailure("a digest is no digest") }
    let item = SetItem(
      id: id, path: file.path, fileName: name, format: file.format, category: row.category, fields: row.fields)
    return RowImage(item: item, bytes: read.bytes, stamp: read.stamp)
  }

  /// - Parameter code: why the system would not open it; nil where it did.
  private static func unread(_ reason: String, code: Int32?) -> UnusableRow {
    // Another time there may be descriptors and memory.
    code.map { FileFault(code: $0).isShortage } == true ? .other(Unanswered(reason)) : .unusable(reason)
  }
}

/// Why a row ends without a caption.
enum UnusableRow: Error {
  case unusable(String)
  case other(any Error)
}

/// A row's image, read.
struct RowImage {
  var item: SetItem
  var bytes: [UInt8]
  /// Nil where there is no file.
  var stamp: String?
}
