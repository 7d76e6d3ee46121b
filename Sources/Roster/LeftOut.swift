/// What a study does without of the images that its data set lists, as its file allows.
public struct LeftOut: Hashable, Sendable {
  /// The images, in the data set's order.
  public var images: [Image]
  /// How many images the data set lists, these included.
  public var listed: Int

  /// One image.
  public struct Image: Hashable, Sendable {
    /// The name as the data set has it.
    public var fileName: String
    /// Why it cannot be used: what stands after its name, without a full stop.
    public var reason: String

    /// An image that is left out.
    public init(fileName: String, reason: String) {
      self.fileName = fileName
      self.reason = reason
    }
  }

  /// Images that are left out; none unless given.
  public init(images: [Image] = [], listed: Int = 0) {
    self.images = images
    self.listed = listed
  }

  /// Most images that a summary names.
  private static let mostNamed = 50

  /// A file's name without what could act on a terminal.
  private static func shown(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// Which images are left out, and why, without a full stop; nil where none is.
  ///
  ///     2 of 9 images are left out: 'a.png' is empty (0 bytes); 'b.png' is not in the set's folder
  public var summary: String? {
    guard !images.isEmpty else { return nil }
    let named = images.prefix(Self.mostNamed).map { "'\(Self.shown($0.fileName))' \($0.reason)" }
    let rest = images.count - named.count
    return "\(images.count) of \(listed) images \(images.count == 1 ? "is" : "are") left out: "
      + named.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }
}
