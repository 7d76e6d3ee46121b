internal import FoundationEssentials

/// How long a service asks to be left alone, from the many headers in use.
public enum RetryAdvice {
  /// Reads, in this order: `retry-after-ms`, `retry-after` (seconds or a date), the same two as LiteLLM passes them on
  /// (`llm_provider-…`), and of a 429 the largest `x-ratelimit-reset-*`.
  ///
  /// Good answers and faults tell reset times as well, and a 429 those of allowances that it did not meet: one counts only
  /// where its `x-ratelimit-remaining-*` is 0 or is not told.
  ///
  /// - Parameters:
  ///   - status: of the answer.
  ///   - cap: reset times above it are not believed, for they tell when a whole window is over rather than when to
  ///     come back. An explicit Retry-After is returned however long it is: the caller must not come back sooner.
  /// - Returns: nil where nothing readable and positive was sent.
  public static func wait(_ headers: HTTPHeaders, status: Int, cap: Duration) -> Duration? {
    let now = headers["date"].flatMap(httpDate)
    for prefix in ["", "llm_provider-"] {
      if let wait = headers[prefix + "retry-after-ms"].flatMap({ positive($0, unit: 0.001) }) { return wait }
      guard let text = headers[prefix + "retry-after"] else { continue }
      if let wait = positive(text, unit: 1) { return wait }
      if let date = httpDate(text) {
        // The service's own clock where it tells it: ours may be wrong.
        let seconds = date - (now ?? Date().timeIntervalSince1970)
        if seconds > 0 { return duration(seconds) }
      }
    }
    guard status == 429 else { return nil }
    return headers.fields
      .filter { isUsedUp($0.name.lowercased(), headers) }
      .compactMap { reset($0.value, now: now ?? Date().timeIntervalSince1970) }
      .filter { $0 <= cap }
      .max()
  }

  /// Whether a header in lower case tells when an allowance begins anew, and that one may be used up.
  private static func isUsedUp(_ name: String, _ headers: HTTPHeaders) -> Bool {
    let reset = "x-ratelimit-reset"
    guard name.hasPrefix(reset) else { return false }
    guard let left = headers["x-ratelimit-remaining" + name.dropFirst(reset.count)].flatMap(finite) else { return true }
    return left == 0
  }

  /// A wait in an error's words: "Please try again in 1.4s", "retry after 33 seconds", `"retryDelay": "2s"`.
  static func wait(inWords text: String) -> Duration? {
    let lower = text.lowercased()
    let pattern = /(?:(?:try again|retry) (?:in|after) |"retrydelay"\s*:\s*")((?:[0-9]+(?:\.[0-9]+)?\s*[a-z]+)+)/
    guard let found = lower.firstMatch(of: pattern)?.1 else { return nil }
    // "33 seconds." and "6m0s" are read alike; what is no unit of time is no wait.
    let units = [
      ("milliseconds", "ms"), ("millisecond", "ms"), ("seconds", "s"), ("second", "s"), ("sec", "s"), ("minutes", "m"),
      ("minute", "m"), ("min", "m"), ("hours", "h"), ("hour", "h"),
    ]
    let short = units.reduce(found.filter { !$0.isWhitespace }) { $0.replacing($1.0, with: $1.1) }
    return reset(short, now: 0)
  }

  /// A reset time: `1.4s`, `120ms`, `6m0s`, bare seconds, or a moment in seconds or milliseconds since 1970.
  static func reset(_ text: String, now: Double) -> Duration? {
    if let number = finite(text) {
      let seconds = number > 1e11 ? number / 1000 - now : number > 1e8 ? number - now : number
      return seconds > 0 ? duration(seconds) : nil
    }
    var seconds = 0.0
    var digits = ""
    var unit = ""
    func step() -> Bool {
      let scale: Double? =
        switch unit {
        case "ms": 0.001
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86_400
        default: nil
        }
      guard let scale, let number = finite(digits) else { return false }
      seconds += number * scale
      (digits, unit) = ("", "")
      return true
    }
    for character in text {
      if character.isNumber || character == "." {
        if !unit.isEmpty, !step() { return nil }
        digits.append(character)
      } else {
        unit.append(character)
      }
    }
    guard step(), seconds > 0 else { return nil }
    return duration(seconds)
  }

  /// Seconds since 1970 of a date as HTTP writes it: `Sun, 22 Nov 2026 12:00:33 GMT`.
  static func httpDate(_ text: String) -> Double? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" || $0 == "-" }).map(String.init)
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard parts.count == 8, parts[7] == "GMT" || parts[7] == "UTC",
      let month = months.firstIndex(of: parts[2].lowercased()),
      let day = Int(parts[1]), let year = Int(parts[3]), let hour = Int(parts[4]), let minute = Int(parts[5]),
      let second = Int(parts[6]), (1...31).contains(day), (1970...9999).contains(year), (0..<24).contains(hour),
      (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    return Double(((days(year, month + 1, day) * 24 + hour) * 60 + minute) * 60 + second)
  }

  /// Days since 1 January 1970 in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func positive(_ text: String, unit: Double) -> Duration? {
    finite(text).flatMap { $0 > 0 ? duration($0 * unit) : nil }
  }

  private static func finite(_ text: String) -> Double? {
    let trimmed = trimmingSpace(text)
    guard trimmed.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }) else { return nil }
    return Double(trimmed)
  }

  /// Microseconds are fine enough, and a thousand years long enough.
  private static func duration(_ seconds: Double) -> Duration {
    .microseconds(Int64((min(seconds, 3.2e10) * 1_000_000).rounded()))
  }
}
