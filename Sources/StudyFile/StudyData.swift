internal import Digest
internal import Roster
internal import StudyModel

/// `dataset` as read.
struct LoadedData {
  var items: [SetItem]
  /// Names of all images that the set lists: those not drawn and those left out too.
  var listed: Set<String>
  var leftOut: LeftOut
  var traffic: [String: Double]
  var seed: UInt64
}

extension StudyReader {
  /// `dataset`: reads, samples and names the images.
  func data(studyName: String) -> LoadedData? {
    let key = Key("dataset", "which images are captioned", "dataset: {path: ../../datasets/products}")
    guard let section = file.section(key, required: true) else { return nil }
    section.refuseUnknownKeys(["path", "images", "format", "split", "stratum", "skip_unreadable", "sample", "traffic"])
    let format =
      section.value("format") == nil
      ? nil : section.word(Key("format", "the data set's form", "format: imagefolder"), as: DataFormat.self)
    let split = section.text(Key("split", "which split of the set is taken", "split: test")).flatMap { name in
      section.value("split").map { (name: name, place: $0.place) }
    }
    let traffic = traffic(section)
    let sample = sample(section)
    let seed = sample?.seed ?? Self.seed(from: studyName)
    let pathKey = Key("path", "where the images are", "path: ../../datasets/products")
    guard let written = section.text(pathKey, required: true), let value = section.value("path") else { return nil }
    let skip = Key(
      "skip_unreadable", "whether images that cannot be used are left out, by name", "skip_unreadable: true")
    let leftOut = section.flag(skip) ? LeftOutImages() : nil
    var set = DataSet(complaints: complaints, leftOut: leftOut, fault: imageFault)
    let source = DataSource(
      written: written, path: located(written), place: value.place, format: format, split: split,
      images: images(section), stratum: stratum(section))
    let rows = set.usable(set.rows(source), declaredAt: value.place)
    guard !rows.isEmpty else { return nil }
    let available = Dictionary(rows.map { ($0.category, 1) }, uniquingKeysWith: +)
    let weights = check(traffic, section, available, without: sample?.undrawn ?? [])
    let drawn = draw(rows, sample, section, seed: seed, traffic: weights, available: available)
    let items = set.items(drawn)
    let without = LeftOut(images: leftOut?.images ?? [], listed: rows.count + (leftOut?.images.count ?? 0))
    if let summary = without.summary, let place = section.entry("skip_unreadable")?.place {
      complaints.notice(place, "\(summary).")
    }
    return LoadedData(items: items, listed: set.listed.names, leftOut: without, traffic: weights, seed: seed)
  }

  /// `dataset.stratum`, unless it is the usual column.
  private func stratum(_ section: Section) -> (name: String, place: Place)? {
    let key = Key("stratum", "which column says what an image stands for", "stratum: stratum")
    return section.text(key).flatMap { name in
      name == "category" ? nil : section.value("stratum").map { (name: name, place: $0.place) }
    }
  }

  /// `dataset.images`, located.
  private func images(_ section: Section) -> (path: String, place: Place)? {
    let key = Key("images", "where the images of a list are", "images: ../../datasets/coco/val2017")
    return section.text(key).flatMap { written in
      section.value("images").map { (path: located(written), place: $0.place) }
    }
  }

  private struct Sample {
    var count: (number: Int, place: Place)?
    var seed: UInt64?
    var fixed: [Tree.Entry] = []
    var place: Place

    /// Categories of which no image is drawn, as declared.
    var undrawn: Set<String> { Set(fixed.filter { $0.value.integer == 0 }.map(\.key)) }
  }

  /// Where no seed is declared: the first 53 bits of the name's hash, which any JSON reader keeps exactly.
  private static func seed(from name: String) -> UInt64 {
    SHA256.hash(Array(name.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } >> 11
  }

  private func sample(_ dataset: Section) -> Sample? {
    let key = Key("sample", "how many images are drawn, and by which seed", "sample: {n: 200, seed: 20261122}")
    guard let section = dataset.section(key) else { return nil }
    section.refuseUnknownKeys(["n", "seed", "per_category"])
    var sample = Sample(place: section.place)
    if let number = section.integer(Key("n", "how many images are drawn", "n: 200"), 1...Int.max),
      let value = section.value("n")
    {
      sample.count = (number, value.place)
    }
    sample.seed = section.integer(Key("seed", "the seed of sampling and resampling", "seed: 20261122"), 0...Int.max)
      .map(UInt64.init)
    let fixedKey = Key("per_category", "how many images of a category are drawn", "per_category: {chart: 60}")
    if let fixed = section.section(fixedKey) {
      sample.fixed = fixed.entries
      if section.value("n") == nil {
        complaints.add(
          fixed.place, "'dataset.sample' has 'per_category' but no 'n'.",
          "Nobody could tell how many of the others are drawn.",
          "Add `n: 200`, the number of images in all.")
      }
    }
    return sample
  }

  private func draw(
    _ rows: [DataRow], _ sample: Sample?, _ dataset: Section, seed: UInt64, traffic: [String: Double],
    available: [String: Int]
  ) -> [DataRow] {
    guard let sample, let (count, place) = sample.count else { return rows }
    var fixed: [String: Int] = [:]
    for entry in sample.fixed {
      guard let number = entry.value.integer, number >= 0 else {
        complaints.add(
          entry.value.place, "'per_category.\(entry.key)' is \(entry.value.kind), not a whole number from 0 up.",
          "It sets how many images of that category are drawn.", "Write, for example, `\(entry.key): 60`.")
        continue
      }
      let here = available[entry.key] ?? 0
      if number > here {
        complaints.add(
          entry.place,
          here == 0
            ? "no image has the category \(shown(entry.key))."
            : "'per_category.\(entry.key)' is \(number), and the set has \(counted(here, "image")) of it.",
          "The sample could not be drawn as declared.",
          here == 0 ? categoryHint(entry.key, available) : "Write at most \(here), or add images.")
      }
      fixed[entry.key] = number
    }
    if count > rows.count {
      complaints.add(
        place, "'dataset.sample.n' is \(count), and the set has \(counted(rows.count, "image")).",
        "The sample could not be drawn as declared.", "Write at most \(rows.count), or add images.")
    }
    let fixedTotal = fixed.values.reduce(0, +)
    if fixedTotal > count {
      complaints.add(
        place, "'dataset.sample.n' is \(count), and 'per_category' alone asks for \(fixedTotal).",
        "The sample could not be drawn as declared.", "Raise `n`, or lower the categories.")
    }
    guard complaints.isEmpty else { return [] }
    let sampling = Sampling(count: count, seed: seed, fixed: fixed, traffic: traffic)
    let allocation = sampling.allocation(available: available)
    for category in traffic.keys.sorted() where allocation[category, default: 0] == 0 {
      complaints.add(
        place, "a sample of \(count) leaves no image of '\(category)'.",
        "Its weight in 'traffic' would have nothing to stand on.",
        "Raise `n`, or give it a number under `per_category`.")
    }
    if allocation.values.reduce(0, +) < count {
      complaints.add(
        place, "with 'per_category' as it is, only \(allocation.values.reduce(0, +)) of \(count) images can be drawn.",
        "The sample would be smaller than declared.", "Lower `n`, or raise the categories.")
    }
    if !fixed.isEmpty && traffic.isEmpty {
      complaints.notice(
        sample.place,
        "'per_category' draws some categories more than others and 'traffic' gives no weights: the estimate speaks of the mix as drawn."
      )
    }
    return sampling.draw(rows)
  }

  /// `traffic` as written: categories with their weights.
  private func traffic(_ dataset: Section) -> [(entry: Tree.Entry, weight: Double)] {
    let key = Key("traffic", "the weight of each category in the estimate", "traffic: {product: 0.7, chart: 0.3}")
    guard let section = dataset.section(key) else { return [] }
    return section.entries.compactMap { entry in
      guard let weight = entry.value.number, weight > 0 else {
        complaints.add(
          entry.value.place, "'dataset.traffic.\(entry.key)' is \(entry.value.kind), not a number above 0.",
          "It sets what that category counts in the estimate.",
          "Write its share of production, for example `\(entry.key): 0.3`; leave images that do not count out of the set."
        )
        return nil
      }
      return (entry, weight)
    }
  }

  private func check(
    _ traffic: [(entry: Tree.Entry, weight: Double)], _ dataset: Section, _ available: [String: Int],
    without undrawn: Set<String>
  ) -> [String: Double] {
    guard let place = dataset.entry("traffic")?.place, !traffic.isEmpty else { return [:] }
    for (entry, _) in traffic where available[entry.key] == nil {
      complaints.add(
        entry.place, "no image has the category \(shown(entry.key)).", "Its weight would have nothing to stand on.",
        categoryHint(entry.key, available))
    }
    let written = Set(traffic.map(\.entry.key))
    let without = available.keys.filter { category in
      !written.contains(category) && !dataset.trafficKeys.contains(category) && !undrawn.contains(category)
    }.sorted()
    if !without.isEmpty {
      complaints.add(
        place, "'dataset.traffic' gives no weight to \(without.map { "'\($0)'" }.joined(separator: ", ")).",
        "Images of \(without.count == 1 ? "it" : "them") would be captioned and rated, and count nothing.",
        "Add the share of each, or leave its images out of the set.")
    }
    let sum = traffic.map(\.weight).reduce(0, +)
    if abs(sum - 1) > 1e-6 && traffic.count == dataset.trafficKeys.count {
      complaints.add(
        place, "the weights of 'dataset.traffic' add up to \(plain((sum * 1e9).rounded() / 1e9)), not 1.",
        "They are shares of production, and the estimate would be off.", "Make them add up to 1.")
    }
    return Dictionary(traffic.map { ($0.entry.key, $0.weight) }) { first, _ in first }
  }

  private func categoryHint(_ category: String, _ available: [String: Int]) -> String {
    let known = available.keys.sorted()
    return nearest(to: category, among: known).map { "Did you mean '\($0)'?" }
      ?? "The set has: \(known.prefix(10).joined(separator: ", "))\(known.count > 10 ? "…" : "")."
  }
}

extension Section {
  /// Categories under `traffic` as written, whatever their weights are.
  fileprivate var trafficKeys: [String] {
    if case .mapping(let entries) = value("traffic")?.content { entries.map(\.key) } else { [] }
  }
}
