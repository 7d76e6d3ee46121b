import Foundation
import Testing

@Suite("the rater's program")
struct SymbolTests {
  /// What the rater's program must not hold, as Swift's mangling spells a module: length, then name.
  static let forbidden = [
    "Blinding", "Roster", "StudyFile", "StudyStore", "RedisCache", "CaptionClient", "Captioning", "Runner", "Analysis",
    "Reports", "Simulator",
  ].map { "\($0.utf8.count)\($0)" }

  private func program(_ name: String) throws -> Data {
    let file = Repository.products.appending(path: name)
    return try Data(contentsOf: file, options: .alwaysMapped)
  }

  private func holds(_ program: Data, module: String) -> Bool {
    program.range(of: Data("$s\(module)".utf8)) != nil
  }

  @Test("holds no symbol of what knows candidates, outputs or the key", arguments: forbidden)
  func noForbiddenSymbol(module: String) throws {
    #expect(!holds(try program("blindfold-review"), module: module))
  }

  @Test("this search finds such symbols where they are")
  func searchWorks() throws {
    let conductor = try program("blindfold")
    for module in Self.forbidden { #expect(holds(conductor, module: module), "\(module) not found in blindfold") }
    #expect(holds(try program("blindfold-review"), module: "6Packet"))
  }
}
