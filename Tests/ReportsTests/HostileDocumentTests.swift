import Analysis
import Foundation
import FoundationXML
import Roster
import StudyModel
import Testing

@testable import Reports

/// Every document that can hold somebody's words, with words that try to act.
@Suite("words that try to act, in every document")
struct HostileDocumentTests {
  private static let attack = "a|b <script>alert(1)</script>\n# owned `x` ](javascript:1) \u{202E}\u{1B}[31m"
  private static let formulas = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", " =1", "＝1,\"x\""]

  /// Pairs: labels, raters, categories, tags and options of others' choosing.
  static var pairs: Dossier {
    var dossier = Fixture.pairs
    dossier.unblinding.names[Fixture.flash]?.label = attack
    dossier.unblinding.names[Fixture.tiny]?.label = formulas[0]
    dossier.question = attack
    dossier.unblinding.earlyReason = attack
    for index in dossier.preferences?.preferences.indices ?? 0..<0 {
      let word = formulas[index % formulas.count]
      dossier.preferences?.preferences[index].rater = index % 2 == 0 ? word : attack
      dossier.preferences?.preferences[index].category = word
      dossier.preferences?.preferences[index].said = [word: .tags([attack, word]), "=q": .option(word)]
    }
    return dossier
  }

  /// Ratings: raters, categories, criteria and answers in words, edits among them.
  static var ratings: Dossier {
    get throws {
      var dossier = try EditSectionTests().dossier()
      dossier.unblinding.names = Fixture.hostile.unblinding.names
      for index in dossier.ratings.indices {
        let word = formulas[index % formulas.count]
        dossier.ratings[index].rater = word
        dossier.ratings[index].category = index % 2 == 0 ? word : attack
      }
      for index in dossier.answers?.answers.indices ?? 0..<0 {
        let word = formulas[index % formulas.count]
        dossier.answers?.answers[index].rater = attack
        dossier.answers?.answers[index].question = word
        dossier.answers?.answers[index].answer = index == 0 ? .tags([word, attack]) : .text(word)
      }
      return dossier
    }
  }

  private static func dossier(_ name: String) throws -> Dossier {
    switch name {
    case "pairs": pairs
    case "ratings": try ratings
    default: Fixture.hostile
    }
  }

  @Test(
    "no cell of a CSV runs as a formula, and every row has the head's cells",
    arguments: ["hostile", "ratings", "pairs"])
  func cells(_ name: String) throws {
    var words = 0
    for file in try ReportWriter.render(Self.dossier(name)) where file.name.hasSuffix(".csv") {
      let rows = file.text.split(separator: "\n").map { Self.cells(String($0)) }
      for row in rows {
        #expect(row.count == rows[0].count, "\(file.name): \(row)")
        for cell in row where Double(cell) == nil {
          words += 1
          let first = cell.unicodeScalars.first { $0 != " " && $0.value > 0x20 }
          #expect(!["=", "+", "-", "@", "＝"].contains(first.map(String.init) ?? ""), "\(file.name): \(cell)")
          #expect(!cell.unicodeScalars.contains { $0.value < 0x20 || (0x202A...0x202E).contains($0.value) })
        }
      }
    }
    #expect(words > 50)
  }

  @Test(
    "Markdown's tables stay whole, no tag is live, XML and JSON are well-formed",
    arguments: ["hostile", "ratings", "pairs"])
  func forms(_ name: String) throws {
    for file in try ReportWriter.render(Self.dossier(name)) {
      #expect(!file.text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E }, "\(file.name)")
      switch file.name.split(separator: ".").last {
      case "svg", "xml": #expect(XMLParser(data: Data(file.text.utf8)).parse(), "\(file.name)")
      case "json": #expect((try? JSONSerialization.jsonObject(with: Data(file.text.utf8))) != nil, "\(file.name)")
      case "html": #expect(!file.text.contains("<script>alert"), "\(file.name)")
      case "md":
        #expect(!file.text.contains("<script") && !file.text.contains("\n# owned"))
        var width: Int?
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
          let cells = line.hasPrefix("|") ? line.replacing("\\|", with: "").count { $0 == "|" } : nil
          if let cells, let width { #expect(cells == width, "\(line)") }
          width = cells
        }
      default: break
      }
    }
  }

  /// The cells of one line (RFC 4180); no cell of ours holds a line break.
  private static func cells(_ line: String) -> [String] {
    var (cells, cell, isQuoted) = ([String](), "", false)
    for character in line {
      if character == "\"" {
        // A doubled quote closes and opens again.
        if !isQuoted, cell.isEmpty == false { cell.append(character) }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        cells.append(cell)
        cell = ""
      } else {
        cell.append(character)
      }
    }
    return cells + [cell]
  }
}
