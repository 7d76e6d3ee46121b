/// "1 rating", "1,000 ratings"; "1 entry", "2 entries" where the plural is given.
func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// "1,000".
func grouped(_ number: Int) -> String {
  var digits = String(number)
  var rest = ""
  while digits.count > 3 {
    rest = "," + digits.suffix(3) + rest
    digits.removeLast(3)
  }
  return digits + rest
}
