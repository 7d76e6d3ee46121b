extension Raster {
  /// The names of the colours that fill most of the picture, most first, for example `["blue", "white"]`.
  ///
  /// Each pixel of a grid of at most 64 × 64 goes to the named colour nearest to it by hue, saturation and lightness
  /// rules; colours below a twentieth of the picture are left out unless there is no other.
  ///
  /// - Parameter count: how many at most.
  public func dominantColours(_ count: Int = 3) -> [String] {
    var tally: [String: Int] = [:]
    let across = Swift.max(1, width / 64)
    let down = Swift.max(1, height / 64)
    var total = 0
    for row in stride(from: 0, to: height, by: down) {
      for column in stride(from: 0, to: width, by: across) {
        let pixel = self[column, row]
        tally[Self.name(Int(pixel.red), Int(pixel.green), Int(pixel.blue)), default: 0] += 1
        total += 1
      }
    }
    let ranked = tally.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let large = ranked.filter { $0.value * 20 >= total }
    return (large.isEmpty ? ranked : large).prefix(count).map(\.key)
  }

  /// A plain name for a colour.
  static func name(_ red: Int, _ green: Int, _ blue: Int) -> String {
    let high = Swift.max(red, green, blue)
    let low = Swift.min(red, green, blue)
    let spread = high - low
    if high < 48 { return "black" }
    if spread < 28 || spread * 100 < high * 12 { return high > 210 ? "white" : high < 90 ? "dark grey" : "grey" }
    let hue: Int
    switch high {
    case red: hue = (60 * (green - blue) / spread + 360) % 360
    case green: hue = 60 * (blue - red) / spread + 120
    default: hue = 60 * (red - green) / spread + 240
    }
    switch hue {
    case 15..<45: return high < 150 ? "brown" : spread * 2 < high ? "beige" : "orange"
    case 45..<70: return spread * 2 < high ? "beige" : "yellow"
    case 70..<165: return "green"
    case 165..<200: return "turquoise"
    case 200..<260: return "blue"
    case 260..<300: return "purple"
    case 300..<345: return "pink"
    default: return spread * 2 < high && high > 150 ? "pink" : "red"
    }
  }
}
