/// A picture that can be fetched once, by a browser on the rater's own machine.
public struct PictureOffer: Hashable, Sendable {
  /// Where, on this machine alone.
  public var address: String
  /// The command that makes the address reach this machine from the rater's own; nil where the rater sits at it.
  public var tunnel: String?
  /// Minutes it waits.
  public var minutes: Int

  /// Where a picture can be fetched, and how to get there.
  public init(address: String, tunnel: String?, minutes: Int) {
    self.address = address
    self.tunnel = tunnel
    self.minutes = minutes
  }

  /// On one line, for a review in lines.
  var sentence: String {
    let way = tunnel.map { "On your own machine run: \($0) and open there: " } ?? "Open in a browser on this machine: "
    return way + "\(address) It can be fetched once, within \(minutes) minutes, while you are on this item."
  }
}
