/// A form as browsers send it (`multipart/form-data`): a few fields and one file, which is read from the disk while it is
/// sent and never held in memory.
public struct HTTPForm: Sendable, Hashable {
  /// Names and values, in order.
  public var fields: [Field]
  /// The file's part.
  public var file: File

  /// A field of text.
  public struct Field: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String

    /// A field of text.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A file.
  public struct File: Sendable, Hashable {
    /// The part's name.
    public var name: String
    /// Where it lies.
    public var path: String
    /// What the service is told that it is called.
    public var fileName: String
    /// For example `application/jsonl`.
    public var mediaType: String

    /// A file.
    public init(name: String, path: String, fileName: String, mediaType: String) {
      self.name = name
      self.path = path
      self.fileName = fileName
      self.mediaType = mediaType
    }
  }

  /// A form.
  public init(fields: [Field], file: File) {
    self.fields = fields
    self.file = file
  }
}
