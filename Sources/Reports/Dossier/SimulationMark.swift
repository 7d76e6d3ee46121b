/// What must stand beside every number, figure and caption: "simulated ratings", "simulated models", or both; nil where
/// people rated what models wrote.
public func simulationMark(ratings: Bool, models: Bool) -> String? {
  switch (ratings, models) {
  case (true, true): "simulated ratings of simulated models"
  case (true, false): "simulated ratings"
  case (false, true): "simulated models"
  case (false, false): nil
  }
}
