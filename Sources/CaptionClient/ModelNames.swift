/// Model strings, as services word them.
public enum ModelNames {
  /// Whether the model that answered is another one than the model asked for. A dated version of an alias is the same,
  /// and so is a name with or without its vendor's prefix; an answer that names no model tells nothing.
  public static func isAnother(_ served: String, than requested: String) -> Bool {
    guard !served.isEmpty else { return false }
    func bare(_ name: String) -> String { name.lowercased().split(separator: "/").last.map(String.init) ?? "" }
    let (asked, served) = (bare(requested), bare(served))
    guard served != asked, served != asked + ":latest", served + ":latest" != asked else { return false }
    guard served.hasPrefix(asked + "-") || served.hasPrefix(asked + "@") else { return true }
    // gpt-x-2026-08-01 is gpt-x; gpt-x-mini is not.
    return !served.dropFirst(asked.count).allSatisfy { $0.isNumber || "-@._v".contains($0) }
  }
}
