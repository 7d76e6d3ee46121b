internal import CaptionClient
public import Roster

/// What is to be said of keys that are too short to be looked for in captions, a sentence a variable.
///
/// - Parameters:
///   - calls: whose keys.
///   - environment: variables by name.
public func shortKeyNotices(_ calls: [ModelCall], environment: (String) -> String?) -> [String] {
  Set(calls.compactMap(\.keyVariable)).sorted().filter { environment($0).flatMap(Secret.init)?.isShort == true }.map {
    "\($0): this key has fewer than 8 characters, which a caption may hold by chance. It is not looked for in captions, and "
      + "none is dropped for it; in errors it is masked where it stands alone. If it is a real key, check that it was "
      + "copied whole."
  }
}
