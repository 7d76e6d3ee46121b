import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F28 to its end: captions and comments that try to act, from the study file to the decision document.
@Suite("captions that try to act, in what is written about them")
struct HostileReportTests {
  /// Two candidates whose captions are the hostile ones, three raters who answer in the same spirit.
  private func study(in folder: String) throws {
    let demo = Programs.root.path + "/datasets/demo"
    let rows = try String(contentsOfFile: demo + "/metadata.jsonl", encoding: .utf8).split(separator: "\n")
    let names = try rows.map { row in
      let object = try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any]
      return try #require(object?["file_name"] as? String)
    }
    let captions = HostileCaptions.all.filter { !$0.isEmpty }
    for (candidate, shift) in [("first", 0), ("second", 1)] {
      let lines = try names.enumerated().map { number, name in
        let caption = captions[(number + shift) % captions.count]
        return String(
          decoding: try JSONSerialization.data(withJSONObject: ["file_name": name, "caption": caption]), as: UTF8.self)
      }
      try lines.joined(separator: "\n").write(toFile: "\(folder)/\(candidate).jsonl", atomically: true, encoding: .utf8)
    }
    try """
    version: 1
    study: hostile
    question: May we?
    dataset:
      path: \(demo)
      sample: {n: 18, seed: 3}
    incumbent: first
    candidates:
      first: {captions: first.jsonl}
      second: {captions: second.jsonl}
    review:
      rubric: \(Programs.root.path)/rubrics/alt-text.yaml
      raters: [ana, bo, chi]
      ratings_per_item: 2
    claim: {criterion: overall, scope: raters like these, margin: 0.3, because: a test}
    """.write(toFile: folder + "/study.yaml", atomically: true, encoding: .utf8)
  }

  private func rate(_ path: String) throws {
    let packet = try PacketFile(path: path, writable: true)
    let display = Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)
    for (number, presentation) in packet.presentations.enumerated() {
      for (place, slot) in presentation.slots.enumerated() {
        for question in packet.rubric.questions {
          let answer: Answer? =
            switch question.kind {
            case .scale(let points): .number(Double(points[(number + place) % points.count].value))
            case .choice(let options): .option(options[(number + place) % options.count].id)
            case .deduction(let list): .number(list[0].points)
            case .text: .text(HostileCaptions.all[(number + place) % HostileCaptions.all.count])
            default: nil
            }
          guard let answer else { continue }
          try packet.append(
            Judgement(
              presentation: presentation.id, slot: slot.id, question: question.id, answer: answer, madeAt: 1,
              onTask: 900,
              display: display))
        }
      }
      try packet.append(
        Judgement(
          presentation: presentation.id, slot: nil, question: Judgement.Reserved.comment,
          answer: .text(HostileCaptions.all[number % HostileCaptions.all.count]), madeAt: 1, onTask: 900,
          display: display))
    }
  }

  @Test(
    "no cell of a CSV runs, no tag is live, tables stay whole, no control character reaches a terminal, bytes are kept")
  func report() throws {
    let folder = try TemporaryFolder("hostile")
    try study(in: folder.path)
    var said = ""
    func blindfold(_ arguments: String...) throws {
      let result = try Programs.run("blindfold", arguments)
      #expect(result.status == 0, "\(arguments[0]): \(result.errors)")
      said += result.output + result.errors
    }
    try blindfold("run", folder.path, "--yes")
    var shown: Set<[UInt8]> = []
    for rater in ["ana", "bo", "chi"] {
      let path = "\(folder.path)/packets/\(rater).sqlite"
      try rate(path)
      let captions = try PacketFile(path: path, writable: false).presentations.flatMap(\.slots).map(\.caption)
      shown.formUnion(captions.map { Array($0.utf8) })
    }
    #expect(shown.isSubset(of: Set(HostileCaptions.all.map { Array($0.utf8) })) && shown.count > 10)
    try blindfold("scan", folder.path)
    try blindfold("status", folder.path)
    try blindfold("report", folder.path)
    for scalar in Set(said.unicodeScalars) where scalar != "\n" {
      #expect(![.control, .format].contains(scalar.properties.generalCategory), "U+\(String(scalar.value, radix: 16))")
    }
    func file(_ name: String) throws -> String { try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8) }
    for name in ["decision.md", "report.html"] {
      let text = try file(name)
      #expect(!text.lowercased().contains("<script>alert") && !text.contains("<img src=x"), "\(name)")
      let bad = Set(text.unicodeScalars).filter {
        $0 != "\n" && ($0.properties.generalCategory == .control || (0x202A...0x202E).contains($0.value))
      }
      #expect(bad.isEmpty, "\(name): \(bad.map { String($0.value, radix: 16) })")
    }
    // Every caption stands in the page, and the only script is its own.
    let page = try file("report.html")
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"))
    var width: Int?
    for line in try file("decision.md").split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(cells == width ?? cells, "\(line)")
      width = cells
    }
    for name in ["ratings.csv", "answers.csv"] {
      let cells = Self.cells(try file(name))
      #expect(cells.count > 50)
      for cell in cells {
        let start = cell.drop { $0 == " " }.first
        let isNumber = Double(cell) != nil
        #expect(
          isNumber || !["=", "+", "-", "@", "\t", "\r"].contains(start.map(String.init) ?? ""), "\(name): \(cell)")
      }
    }
  }

  /// The cells of a CSV (RFC 4180), all rows together.
  private static func cells(_ text: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if isQuoted, scalar == "\"" {
        if index < scalars.count && scalars[index] == "\"" {
          cell += "\""
          index += 1
        } else {
          isQuoted = false
        }
      } else if isQuoted {
        cell.unicodeScalars.append(scalar)
      } else if scalar == "\"" {
        isQuoted = true
      } else if [",", "\n", "\r"].contains(scalar) {
        cells.append(cell)
        cell = ""
      } else {
        cell.unicodeScalars.append(scalar)
      }
    }
    return cells
  }
}
