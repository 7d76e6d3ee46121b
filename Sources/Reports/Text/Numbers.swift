internal import Statistics

/// Every number of every document goes through here: rounded to what it carries, with a real minus sign, and
/// "unknown" where it is not a number.
enum Numbers {
  /// How an unknown quantity is written. Never a zero.
  static let unknown = "unknown"

  /// A number with a fixed number of decimals, thousands set apart by commas.
  ///
  /// A number that rounds to zero has no sign. One that lies less than a two-thousandth of a unit of its last digit from the
  /// middle between two counts as the middle, so that the last bits, in which machines and files may differ, decide nothing.
  static func fixed(_ number: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = ((abs(number) * scale * 1000).rounded() / 1000).rounded()
    guard scaled.isFinite, scaled < 9e15 else { return unknown }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = number < 0 && scaled > 0 ? "−" : ""
    let whole = grouped(padded.dropLast(decimals))
    return decimals == 0 ? sign + whole : "\(sign)\(whole).\(padded.suffix(decimals))"
  }

  private static func grouped(_ digits: Substring) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Things that are counted.
  static func count(_ number: Int) -> String { fixed(Double(number), decimals: 0) }

  /// Rubric points.
  static func points(_ number: Double) -> String { fixed(number, decimals: 2) }

  /// A margin as it was declared, in rubric points: two decimals, or more where it has more.
  static func margin(_ number: Double) -> String {
    var scale = 100.0
    for decimals in 2...5 {
      if abs(number * scale - (number * scale).rounded()) < 1e-6 { return fixed(number, decimals: decimals) }
      scale *= 10
    }
    return fixed(number, decimals: 6)
  }

  /// A bound of an interval, in rubric points, with more decimals where two would make it look as if it touched a
  /// landmark (the margin, zero) that it does not touch; words where four still would: "just above 0".
  static func bound(_ number: Double, landmarks: [Double]) -> String {
    var touched: Double?
    for decimals in 2...4 {
      let text = fixed(number, decimals: decimals)
      touched = landmarks.first { !isSame($0, number) && fixed($0, decimals: decimals) == text }
      if touched == nil { return text }
    }
    guard let touched else { return fixed(number, decimals: 4) }
    return "just \(number > touched ? "above" : "below") \(touched == 0 ? "0" : margin(touched))"
  }

  /// A share between 0 and 1, in percent. "0 %" and "100 %" mean none and all.
  static func percent(_ share: Double) -> String {
    let whole = fixed(share * 100, decimals: 0)
    let looksExact = whole == "0" && !isSame(share, 0) || whole == "100" && !isSame(share, 1)
    guard looksExact else { return whole + " %" }
    let tenths = fixed(share * 100, decimals: 1)
    if tenths == "0.0", share > 0 { return "under 0.1 %" }
    if tenths == "100.0", share < 1 { return "over 99.9 %" }
    return tenths + " %"
  }

  /// Whether two numbers differ by nothing but how binary fractions add up.
  private static func isSame(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-9 }

  /// A confidence level between 0 and 1, in percent: "95 %".
  static func confidence(_ level: Double) -> String {
    let whole = (level * 100).rounded()
    return fixed(level * 100, decimals: abs(whole - level * 100) < 1e-9 ? 0 : 1) + " %"
  }

  /// US dollars: whole from a hundred on, cents below, and two digits that carry something under ten cents.
  static func dollars(_ amount: Double) -> String { dollars(amount, like: amount) + " USD" }

  /// An amount without its unit, with the decimals of another: a bound as exact as what it is a bound of. Where those would
  /// make nothing of it, it has its own.
  static func dollars(_ amount: Double, like other: Double) -> String {
    let text = fixed(amount, decimals: decimals(ofDollars: other))
    return amount != 0 && text.allSatisfy { "0.,".contains($0) }
      ? fixed(amount, decimals: decimals(ofDollars: amount)) : text
  }

  private static func decimals(ofDollars amount: Double) -> Int {
    var size = abs(amount)
    if size >= 99.995 { return 0 }
    var decimals = 2
    while size > 0, size < 0.1, decimals < 8 {
      decimals += 1
      size *= 10
    }
    return decimals
  }

  /// Seconds: hundredths below ten, tenths above.
  static func seconds(_ duration: Double) -> String { fixed(duration, decimals: duration < 10 ? 2 : 1) + " s" }

  /// Seconds, or milliseconds where hundredths of a second tell nothing.
  static func time(_ duration: Double) -> String {
    guard duration > 0, duration < 0.1 else { return seconds(duration) }
    return duration < 0.0001 ? "under 0.1 ms" : fixed(duration * 1000, decimals: duration < 0.01 ? 1 : 0) + " ms"
  }

  /// A span of whole seconds, in the largest unit that it is a whole number of: "30 days".
  static func span(_ seconds: Int) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    let (length, unit) = units.first { seconds >= $0.0 && seconds.isMultiple(of: $0.0) } ?? (1, "second")
    return counted(seconds / length, unit)
  }

  /// What part of something a quantity is: "11 %" below one and a half, "2.3 times" above.
  static func ratio(_ part: Double, of whole: Double) -> String? {
    guard whole > 0, part.isFinite, part >= 0 else { return nil }
    let ratio = part / whole
    return ratio < 1.5 ? percent(ratio) + " of" : fixed(ratio, decimals: 1) + " times"
  }

  /// Ratings an image, with one decimal where that is not 0.
  static func ratingsAnImage(_ ratings: Int, images: Int) -> String {
    guard images > 0 else { return unknown }
    let tenths = fixed(Double(ratings) / Double(images), decimals: 1)
    return tenths.hasSuffix(".0") ? String(tenths.dropLast(2)) : tenths
  }

  /// A number of things, with the noun in the singular where it is one: "1 rater", "12 raters".
  static func counted(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }
}

extension Numbers {
  /// A p value: three decimals, "below 0.001" under that.
  static func chance(_ p: Double) -> String { p < 0.001 ? "below 0.001" : fixed(min(p, 1), decimals: p < 0.1 ? 3 : 2) }
}
