/// A number as short as it can be written, with a real minus sign: 4, 0.5, −1.
func shortest(_ value: Double) -> String {
  let text = "\(value)".replacing("-", with: "−")
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A number with two decimals, or with more where it has more: 0.30, 1.00, 0.125.
func withTwoDecimals(_ value: Double) -> String {
  let text = "\(value)"
  guard let point = text.firstIndex(of: "."), !text.contains("e") else { return text }
  let decimals = text.distance(from: point, to: text.endIndex) - 1
  return decimals < 2 ? text + "0" : text
}
