/// What a service said of itself over a run, caption by caption in the order in which they were asked: which model answered
/// and under which fingerprint, and since when.
///
/// A service may change either without notice, and a proxy may fall back on another model: what is rated then is a mixture.
public struct ServedSightings: Hashable, Sendable, Codable {
  /// The flag, in a ledger, of an answer whose service names another model than the one asked for.
  public static let otherModel = "model_echo_mismatch"

  /// A name that a service gave, and how often.
  public struct Sighting: Hashable, Sendable, Codable {
    /// A model, or a fingerprint.
    public var name: String
    /// Captions under that name.
    public var captions: Int
    /// The first of them, counted from 1 over all captions.
    public var first: Int

    /// A name that a service gave.
    public init(name: String, captions: Int, first: Int) {
      self.name = name
      self.captions = captions
      self.first = first
    }
  }

  /// Captions that another model than the one asked for answered.
  public struct Others: Hashable, Sendable, Codable {
    /// How many.
    public var captions: Int
    /// The first of them, counted from 1 over all captions.
    public var first: Int
    /// Those of which a proxy says that it fell back.
    public var afterFallback: Int
    /// The model that was asked for.
    public var requested: String?

    /// Captions that another model answered.
    public init(captions: Int, first: Int, afterFallback: Int, requested: String? = nil) {
      self.captions = captions
      self.first = first
      self.afterFallback = afterFallback
      self.requested = requested
    }
  }

  /// What one answer says of its service.
  public struct Answer: Hashable, Sendable {
    /// The model string that was sent.
    public var requested: String?
    /// The model that the service says answered.
    public var model: String?
    /// The service's name for its own configuration.
    public var fingerprint: String?
    /// Whether that model is another than the one asked for; nil where nobody looked.
    public var isOther: Bool?
    /// Whether a proxy says that it fell back on another model.
    public var fellBack: Bool

    /// What one answer says of its service.
    public init(requested: String?, model: String?, fingerprint: String?, isOther: Bool?, fellBack: Bool) {
      self.requested = requested
      self.model = model
      self.fingerprint = fingerprint
      self.isOther = isOther
      self.fellBack = fellBack
    }
  }

  /// Something that an answer was the first to show.
  public enum Change: Hashable, Sendable {
    /// Another model than the one asked for answers.
    case other(Answer)
    /// The service answers under another model name than before.
    case model(String, before: String)
    /// The service's fingerprint is another than before.
    case fingerprint(String, before: String)
  }

  /// Captions seen.
  public var captions: Int
  /// Captions of which an earlier program did not write down whether the model was the one asked for.
  public var unchecked: Int
  /// Models in the order in which they appeared. An answer that names none tells nothing.
  public var models: [Sighting]
  /// Fingerprints, likewise.
  public var fingerprints: [Sighting]
  /// Captions by another model; nil where none is known.
  public var others: Others?

  /// No caption yet.
  public init(
    captions: Int = 0, unchecked: Int = 0, models: [Sighting] = [], fingerprints: [Sighting] = [], others: Others? = nil
  ) {
    self.captions = captions
    self.unchecked = unchecked
    self.models = models
    self.fingerprints = fingerprints
    self.others = others
  }

  /// Whether all captions that were seen are, as far as is known, the work of one model in one configuration, the one asked
  /// for.
  public var isUniform: Bool { others == nil && models.count <= 1 && fingerprints.count <= 1 }

  /// Counts the next caption.
  ///
  /// - Returns: what it is the first to show; nothing for the most part.
  public mutating func add(_ answer: Answer) -> [Change] {
    captions += 1
    var changes: [Change] = []
    let isOther = answer.isOther == true || answer.fellBack
    if answer.isOther == nil && !answer.fellBack { unchecked += 1 }
    if isOther {
      if others == nil { changes.append(.other(answer)) }
      var seen = others ?? Others(captions: 0, first: captions, afterFallback: 0, requested: answer.requested)
      seen.captions += 1
      if answer.fellBack { seen.afterFallback += 1 }
      others = seen
    }
    let before = (models.last?.name, fingerprints.last?.name)
    if let model = answer.model, !model.isEmpty, Self.note(model, in: &models, at: captions), let old = before.0,
      changes.isEmpty
    {
      changes.append(.model(model, before: old))
    }
    if let fingerprint = answer.fingerprint, !fingerprint.isEmpty,
      Self.note(fingerprint, in: &fingerprints, at: captions), let old = before.1
    {
      changes.append(.fingerprint(fingerprint, before: old))
    }
    return changes
  }

  /// - Returns: whether the name is new.
  private static func note(_ name: String, in sightings: inout [Sighting], at caption: Int) -> Bool {
    if let known = sightings.firstIndex(where: { $0.name == name }) {
      sightings[known].captions += 1
      return false
    }
    sightings.append(Sighting(name: name, captions: 1, first: caption))
    return true
  }
}
