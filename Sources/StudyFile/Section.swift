/// A key that a mapping may have: what it is for and how it is written. Messages are made of both.
struct Key {
  var name: String
  /// Completes "It sets …".
  var purpose: String
  /// A line as it could stand in the file.
  var example: String

  /// What follows where the value lacks or cannot be read.
  var consequence: String { "It sets \(purpose); that would be left to guesswork." }

  init(_ name: String, _ purpose: String, _ example: String) {
    self.name = name
    self.purpose = purpose
    self.example = example
  }
}

/// A mapping under its name, read key by key. Whatever is wrong goes to ``complaints``, and reading goes on.
struct Section {
  /// As messages call it, for example `claim` or `candidates.big`; empty for the file itself.
  var name: String
  /// Where it is introduced: what lacks is reported there.
  var place: Place
  var entries: [Tree.Entry]
  var complaints: Complaints

  /// - Returns: nil, after a complaint, where the value is no mapping.
  init?(_ name: String, _ value: Tree, introducedAt place: Place, complaints: Complaints) {
    guard case .mapping(let entries) = value.content else {
      complaints.add(
        value.place, "\(name.isEmpty ? "this file" : "'\(name)'") is \(value.kind), not a mapping of keys to values.",
        "Nothing under it could be read.",
        name.isEmpty
          ? "Write `key: value` lines." : "Write `key: value` lines under '\(name)', indented, or { key: value }.")
      return nil
    }
    self.name = name
    self.place = place
    self.entries = entries
    self.complaints = complaints
  }

  func entry(_ key: String) -> Tree.Entry? { entries.first { $0.key == key } }

  /// A value that is there and not empty.
  func value(_ key: String) -> Tree? {
    guard let value = entry(key)?.value, !value.isNothing else { return nil }
    return value
  }

  /// A key's full name, for example `claim.margin`.
  func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

  /// Refuses keys that are not among the known ones, with the nearest known one. Values are never shown.
  func refuseUnknownKeys(_ known: [String], also handled: Set<String> = []) {
    for entry in entries where !known.contains(entry.key) && !handled.contains(entry.key) {
      let near = nearest(to: entry.key, among: known)
      complaints.add(
        entry.place, "unknown key \(shown(entry.key))\(name.isEmpty ? "" : " in '\(name)'").",
        "What it was meant to set would silently not happen.",
        near.map { "Did you mean '\($0)'?" } ?? "Known here: \(known.joined(separator: ", ")).")
    }
  }

  /// The value of a required key; a complaint where it lacks or is empty.
  func required(_ key: Key) -> Tree? {
    if let value = value(key.name) { return value }
    let owner = name.isEmpty ? "this file" : "'\(name)'"
    complaints.add(
      entry(key.name)?.place ?? place,
      entry(key.name) == nil ? "\(owner) has no '\(key.name)'." : "'\(path(key.name))' is empty.",
      key.consequence, "Add, for example, `\(key.example)`.")
    return nil
  }

  /// Records that a value is not what its key asks for.
  func refuse(_ value: Tree, _ key: Key, expected: String) {
    complaints.add(
      value.place, "'\(path(key.name))' is \(value.kind), not \(expected).", key.consequence,
      "Write, for example, `\(key.example)`.")
  }

  /// A text that is not blank.
  func text(_ key: Key, required isRequired: Bool = false) -> String? {
    guard let value = isRequired ? required(key) : value(key.name) else { return nil }
    guard let text = value.text, !trimmed(text).isEmpty else {
      refuse(value, key, expected: "a text")
      return nil
    }
    return trimmed(text)
  }

  /// One of a few words.
  func word<Word: RawRepresentable & CaseIterable>(_ key: Key, as type: Word.Type) -> Word?
  where Word.RawValue == String {
    guard let value = required(key) else { return nil }
    let words = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or ")
    guard let word = value.text.flatMap(Word.init(rawValue:)) else {
      refuse(value, key, expected: words)
      return nil
    }
    return word
  }

  /// One of a few words, where the key has a value.
  func wordIfAny<Word: RawRepresentable & CaseIterable>(_ key: Key, as type: Word.Type) -> Word?
  where Word.RawValue == String {
    value(key.name) == nil ? nil : word(key, as: type)
  }

  /// A whole number within bounds.
  func integer(_ key: Key, _ bounds: ClosedRange<Int>, required isRequired: Bool = false) -> Int? {
    guard let value = isRequired ? required(key) : value(key.name) else { return nil }
    guard let number = value.integer, bounds.contains(number) else {
      let upper = bounds.upperBound == .max ? "\(bounds.lowerBound) up" : "\(bounds.lowerBound) to \(bounds.upperBound)"
      refuse(value, key, expected: "a whole number from \(upper)")
      return nil
    }
    return number
  }

  /// A number for which a condition holds.
  func number(
    _ key: Key, _ expected: String, required isRequired: Bool = false, where holds: (Double) -> Bool
  ) -> Double? {
    guard let value = isRequired ? required(key) : value(key.name) else { return nil }
    guard let number = value.number, holds(number) else {
      refuse(value, key, expected: expected)
      return nil
    }
    return number
  }

  /// `true` or `false`; false where the key lacks.
  func flag(_ key: Key) -> Bool {
    guard let value = value(key.name) else { return false }
    switch value.text {
    case "true": return true
    case "false": return false
    default:
      refuse(value, key, expected: "true or false")
      return false
    }
  }

  /// A list of texts that are not blank, each with its place; a single text counts as a list of one.
  func texts(_ key: Key, required isRequired: Bool = false) -> [Tree]? {
    guard let value = isRequired ? required(key) : value(key.name) else { return nil }
    let list: [Tree]
    switch value.content {
    case .list(let values): list = values
    case .scalar: list = [value]
    default:
      refuse(value, key, expected: "a list of texts")
      return nil
    }
    for item in list where trimmed(item.text ?? "").isEmpty { refuse(item, key, expected: "a text") }
    return list.filter { !trimmed($0.text ?? "").isEmpty }
  }

  /// A mapping under a key.
  func section(_ key: Key, required isRequired: Bool = false) -> Section? {
    guard let value = isRequired ? required(key) : value(key.name) else { return nil }
    return Section(path(key.name), value, introducedAt: entry(key.name)?.place ?? place, complaints: complaints)
  }
}
