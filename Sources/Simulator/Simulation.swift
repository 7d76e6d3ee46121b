internal import FoundationEssentials
public import StudyModel

/// Simulated models and simulated raters, as declared in a `simulator.json`. Everything that comes of it is *simulated*.
public struct Simulation: Sendable {
  /// What all captions are drawn from, together with the image and the model string.
  public var seed: UInt64
  /// The models, in the order of their names.
  public var models: [SimulatedModel]
  /// The raters.
  public var panel: SimulatedPanel

  /// A simulation put together in code.
  public init(seed: UInt64, models: [SimulatedModel], panel: SimulatedPanel) {
    self.seed = seed
    self.models = models.sorted { $0.name < $1.name }
    self.panel = panel
  }

  /// Reads a `simulator.json`.
  ///
  /// - Throws: ``SimulatorError``; a key that is not known is refused, so that no typing error is taken for a zero.
  public init(path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw SimulatorError.unreadable(path: path, detail: "no such file, or no right to read it")
    }
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
      throw SimulatorError.declaration(
        path: path, place: "", detail: "\(explain(error)) Nothing was simulated. Mend the declaration.")
    }
  }

  /// The model of that name; nil where none is declared.
  public func model(_ name: String) -> SimulatedModel? { models.first { $0.name == name } }

  /// What a model answers to an image: always the same for the same seed, image and model string.
  public func answer(to entry: FactBook.Entry, by model: SimulatedModel) -> SimulatedAnswer {
    let draws = ModelDraws(seed: seed, item: entry.id, model: model)
    if draws.happens("refuse", model.refuse) { return .refusal("I'm sorry, I can't help with describing this image.") }
    if draws.happens("empty", model.empty) { return .empty }
    let plan = CaptionPlan(for: entry.facts, model: model, draws: draws)
    let caption = CaptionWriter(entry: entry, draws: draws).caption(of: plan)
    if draws.happens("error", model.error) {
      return .error(status: model.errorStatus, times: model.errorTimes, then: caption)
    }
    return .caption(caption)
  }

  /// How long a model takes for an image, in milliseconds: always the same.
  public func latency(of item: ItemID, by model: SimulatedModel) -> Double {
    let draws = ModelDraws(seed: seed, item: item, model: model)
    return max(model.latency.median / 4, model.latency.median + model.latency.spread * draws.styleNormal("latency"))
  }
}
