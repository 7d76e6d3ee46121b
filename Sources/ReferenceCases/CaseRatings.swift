internal import Statistics

/// A table of ratings, `image_id,rater_id,model,score`, in the estimators' terms. Rows without a score are left out.
struct CaseRatings {
  /// Each model's observations; models in the order of their first appearance, those without a score included.
  let byModel: [(model: String, observations: [Observation])]
  private let path: String
  /// The first cell of a model with two scores, in a sentence.
  private let repeatedCell: String?

  /// - Throws: ``CaseError`` for a table without a row, a column that is not there, and a score that is no number.
  init(_ table: CaseTable) throws {
    try table.requireRows()
    let images = CaseLabels(try table.texts("image_id"))
    let raters = CaseLabels(try table.texts("rater_id"))
    let models = CaseLabels(try table.texts("model"))
    var observations = [[Observation]](repeating: [], count: models.names.count)
    for (row, score) in try table.numbers("score").enumerated() {
      guard let score else { continue }
      observations[models.numbers[row]].append(
        Observation(image: images.numbers[row], rater: raters.numbers[row], value: score))
    }
    byModel = Array(zip(models.names, observations)).map { ($0.0, $0.1) }
    path = table.path
    repeatedCell =
      zip(models.names, observations).lazy.compactMap { model, observations -> String? in
        var seen: Set<[Int]> = []
        let second = observations.first { !seen.insert([$0.image, $0.rater]).inserted }
        return second.map { "'\(model)' has two scores on \(images.names[$0.image]) by \(raters.names[$0.rater])" }
      }.first
  }

  /// Refuses two scores of one model on one image by one rater, by their names.
  func requireSingleCells() throws {
    guard let repeatedCell else { return }
    throw CaseError("\(path): \(repeatedCell). Nothing was computed. Keep one of them.")
  }

  /// One model's observations.
  func observations(of model: String) throws -> [Observation] {
    guard let found = byModel.first(where: { $0.model == model }) else {
      throw CaseError(
        "\(path): no row of model '\(model)', which params name. Nothing was computed. It has: "
          + "\(byModel.map(\.model).joined(separator: ", ")).")
    }
    return found.observations
  }

  /// The observations of the only model.
  func onlyModel() throws -> [Observation] {
    guard byModel.count == 1, let only = byModel.first else {
      throw CaseError(
        "\(path): \(byModel.count) models where this method takes one. Nothing was computed. Give each a case.")
    }
    return only.observations
  }
}

/// Labels numbered from 0 in the order of their first appearance.
struct CaseLabels {
  /// By number.
  let names: [String]
  /// One a row.
  let numbers: [Int]

  init(_ labels: [String]) {
    var known: [String: Int] = [:]
    var names: [String] = []
    numbers = labels.map { label in
      if let number = known[label] { return number }
      known[label] = names.count
      names.append(label)
      return names.count - 1
    }
    self.names = names
  }
}

extension CaseTable {
  /// Refuses a table that is a header only.
  func requireRows() throws {
    guard rows.isEmpty else { return }
    throw CaseError("\(path): no row after the header. Nothing was computed. Add what was observed.")
  }

  /// One number for each image, as observations of one rater; rows without a number are left out.
  func imageValues(_ column: String, by label: String = "image_id") throws -> [Observation] {
    let images = CaseLabels(try texts(label))
    return try zip(images.numbers, numbers(column)).compactMap { image, value in
      value.map { Observation(image: image, rater: 0, value: $0) }
    }
  }
}

extension CaseParams.Value {
  /// A list of whole numbers, if it is one.
  var wholeNumbers: [Int]? {
    guard let list else { return nil }
    let numbers = list.compactMap { $0.number.flatMap(Int.init(exactly:)) }
    return numbers.count == list.count ? numbers : nil
  }
}

extension CaseParams {
  /// A whole number that the method cannot do without.
  func wholeNumber(_ name: String) throws -> Int {
    guard let number = Int(exactly: try number(name)) else {
      throw CaseError("params: '\(name)' must be a whole number. Nothing was computed.")
    }
    return number
  }
}

extension CaseAnswer {
  /// States a number, or why there is none.
  mutating func set(_ key: String, _ result: Result<Double, EstimationError>) {
    switch result {
    case .success(let number): set(key, number)
    case .failure(let error): undefined(key, error.description)
    }
  }

  /// States fields of a result by key, or under every key why there is none.
  mutating func set<Found>(
    _ prefix: String, _ fields: [String: KeyPath<Found, Double>], _ result: Result<Found, EstimationError>
  ) {
    for (key, field) in fields { set(prefix + key, result.map { $0[keyPath: field] }) }
  }
}
