internal import CCurl

extension HTTPResponse {
  /// Where the answer says that the thing asked for is, as an absolute URL without a fragment.
  ///
  /// - Parameter url: what was asked.
  /// - Returns: nil where the answer is no redirect (301, 302, 303, 307, 308), or where its `Location` cannot be read.
  public func redirect(from url: String) -> String? {
    guard [301, 302, 303, 307, 308].contains(status), let location = headers["location"], let handle = curl_url()
    else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      curl_url_set(handle, CURLUPART_URL, location, UInt32(CURLU_URLENCODE)) == CURLUE_OK,
      curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
    else { return nil }
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, CURLUPART_URL, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
