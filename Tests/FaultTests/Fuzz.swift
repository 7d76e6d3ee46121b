import Foundation

/// How many rounds of chance a test makes. `BLINDFOLD_FUZZ=20` makes twenty times as many, for an afternoon's search.
enum Fuzz {
  static func rounds(_ usual: Int) -> Int {
    usual * max(1, ProcessInfo.processInfo.environment["BLINDFOLD_FUZZ"].flatMap { Int($0) } ?? 1)
  }
}
