internal import Roster

/// How answers are drawn and images sent: what a candidate may set, and `defaults` for all.
struct CallSettings {
  var temperature: Double?
  var maxTokens: Int?
  var maxCompletionTokens: Int?
  var seed: Int?
  var detail: ImageDetail?
  var image: ImageMode?
  var maxSide: Int?
  var extra: String?
  /// The name of a style, with its place.
  var style: (name: String, place: Place)?

  static let keys = [
    "temperature", "max_tokens", "max_completion_tokens", "seed", "detail", "image", "max_side", "extra", "style",
  ]

  /// Reads a candidate's settings, or those of `defaults`.
  init(_ section: Section?, _ styles: Styles) {
    guard let section else { return }
    let temperature = Key("temperature", "the sampling temperature", "temperature: 0.2")
    self.temperature = section.number(temperature, "a number from 0 to 2") { (0...2).contains($0) }
    maxTokens = section.integer(Key("max_tokens", "the token limit of an answer", "max_tokens: 60"), 1...1_000_000)
    maxCompletionTokens = section.integer(
      Key("max_completion_tokens", "the token limit of an answer, reasoning included", "max_completion_tokens: 400"),
      1...1_000_000)
    seed = section.integer(Key("seed", "the seed that the service samples with", "seed: 7"), 0...Int.max)
    detail = section.wordIfAny(Key("detail", "how closely the model looks", "detail: low"), as: ImageDetail.self)
    image = section.wordIfAny(Key("image", "how the image reaches the model", "image: url"), as: ImageMode.self)
    let side = Key("max_side", "the pixels of the longer side to which images are scaled down", "max_side: 1024")
    maxSide = section.integer(side, 16...16_384)
    extra = ExtraReader(body: section).extra()
    style = styles.named(in: section)
    refuseContradictions(in: section)
  }

  /// Two keys that cannot both be meant.
  private func refuseContradictions(in section: Section) {
    if maxTokens != nil, maxCompletionTokens != nil, let entry = section.entry("max_completion_tokens") {
      section.complaints.add(
        entry.place, "'\(section.path("max_completion_tokens"))' stands beside 'max_tokens'.",
        "Both set the token limit, and services refuse a request with two.",
        "Keep the one that the service takes: newer models want max_completion_tokens.")
    }
    if image == .url || image == ImageMode.none, maxSide != nil, let entry = section.entry("max_side") {
      section.complaints.add(
        entry.place, "'\(section.path("max_side"))' stands beside `image: \(image?.rawValue ?? "")`.",
        "No image file is sent, so none would be scaled down.", "Remove one of the two.")
    }
    if image == ImageMode.none, detail != nil, let entry = section.entry("detail") {
      section.complaints.add(
        entry.place, "'\(section.path("detail"))' stands beside `image: none`.",
        "No image is sent, so there is nothing to look at.", "Remove one of the two.")
    }
  }

  /// These settings, and of those that are not made the others'. A token limit of one name replaces that of the other, and
  /// a way of sending images drops what does not go with it.
  func over(_ others: CallSettings) -> CallSettings {
    var all = self
    all.temperature = temperature ?? others.temperature
    if maxTokens == nil, maxCompletionTokens == nil {
      (all.maxTokens, all.maxCompletionTokens) = (others.maxTokens, others.maxCompletionTokens)
    }
    all.seed = seed ?? others.seed
    all.image = image ?? others.image
    let mode = all.image ?? .data
    all.detail = mode == .none ? nil : detail ?? others.detail
    all.maxSide = mode == .data ? maxSide ?? others.maxSide : nil
    all.extra = extra ?? others.extra
    all.style = style ?? others.style
    return all
  }
}
