/// "1 rating", "1,000 ratings"; "1 entry", "2 entries" where the plural is given.
func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  var digits = String(number)
  var grouped = ""
  while digits.count > 3 {
    grouped = "," + digits.suffix(3) + grouped
    digits.removeLast(3)
  }
  return "\(digits)\(grouped) \(number == 1 ? noun : plural ?? noun + "s")"
}
