/// "1 rating", "1,000 ratings".
func counted(_ number: Int, _ noun: String) -> String {
  var digits = String(number)
  var grouped = ""
  while digits.count > 3 {
    grouped = "," + digits.suffix(3) + grouped
    digits.removeLast(3)
  }
  return "\(digits)\(grouped) \(noun)\(number == 1 ? "" : "s")"
}
