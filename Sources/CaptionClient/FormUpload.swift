internal import CCurl

/// A form on its way out, as libcurl builds and sends it. Lives on curl's thread only.
struct FormUpload {
  private let mime: OpaquePointer?
  private var sent: Int64 = 0

  init(_ form: HTTPForm, easy: UnsafeMutableRawPointer) {
    mime = curl_mime_init(easy)
    for field in form.fields {
      let part = curl_mime_addpart(mime)
      curl_mime_name(part, field.name)
      curl_mime_data(part, field.value, field.value.utf8.count)
    }
    let part = curl_mime_addpart(mime)
    curl_mime_name(part, form.file.name)
    curl_mime_filedata(part, form.file.path)
    curl_mime_filename(part, form.file.fileName)
    curl_mime_type(part, form.file.mediaType)
    _ = wire_set_pointer(easy, CURLOPT_MIMEPOST, mime.map { UnsafeMutableRawPointer($0) })
    _ = wire_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256 << 10)
  }

  /// Whether bytes went out since this was last asked.
  mutating func hasMoved(_ easy: UnsafeMutableRawPointer) -> Bool {
    let now = wire_get_size(easy, CURLINFO_SIZE_UPLOAD_T)
    defer { sent = now }
    return now > sent
  }

  /// Whether the whole form was handed to the network.
  func isSent(_ easy: UnsafeMutableRawPointer) -> Bool {
    let all = wire_get_size(easy, CURLINFO_CONTENT_LENGTH_UPLOAD_T)
    return all > 0 && wire_get_size(easy, CURLINFO_SIZE_UPLOAD_T) >= all
  }

  /// Gives its memory back, once curl's handle is gone.
  func free() { curl_mime_free(mime) }
}
