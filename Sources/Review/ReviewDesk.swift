public import StudyModel

/// What the review needs of the world: closures, so that the review knows neither files nor databases.
public struct ReviewDesk {
  /// Stores a judgement; when it returns, the judgement is on disk.
  public var store: (Judgement) throws -> Void
  /// The bytes of an item's image.
  public var image: (ItemID) throws -> [UInt8]
  /// Opens an item's picture outside the terminal and says how that went.
  public var open: (Presentation) -> Event.Result
  /// Where an item's picture can be found as a file; it is written there if need be.
  public var file: (Presentation) throws -> String
  /// Milliseconds since 1970.
  public var now: () -> Int64
  /// What has become of a picture that waits to be fetched, once; nil where there is nothing new.
  public var news: () -> Event?
  /// The rater goes to another item: a picture that waits to be fetched does so no longer.
  public var leave: () -> Void

  /// The world, as closures.
  public init(
    store: @escaping (Judgement) throws -> Void, image: @escaping (ItemID) throws -> [UInt8],
    open: @escaping (Presentation) -> Event.Result, file: @escaping (Presentation) throws -> String,
    now: @escaping () -> Int64, news: @escaping () -> Event? = { nil }, leave: @escaping () -> Void = {}
  ) {
    self.store = store
    self.image = image
    self.open = open
    self.file = file
    self.now = now
    self.news = news
    self.leave = leave
  }
}
