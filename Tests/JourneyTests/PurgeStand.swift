import Digest
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

/// A small study that was rated and reported, with edited captions and notes, and everything in it that a purge must take.
struct PurgeStand {
  private(set) var folder: TemporaryFolder
  /// The study's folder.
  private(set) var path: String
  /// Captions as stored.
  let captions: [String]
  /// What raters made of captions.
  let edits: [String]
  /// The beginnings of the images' bytes, plain and as a data URL would have them.
  let images: [Data]

  static let note = "the man with the red scarf is my neighbour"

  private static let ratings = Result { try PurgeStand(arePairs: false) }
  private static let pairs = Result { try PurgeStand(arePairs: true) }

  /// A study of its own for one test.
  ///
  /// - Parameter arePairs: whether captions are compared; then nobody edits any.
  static func study(arePairs: Bool = false) throws -> PurgeStand { try (arePairs ? pairs : ratings).get().copy() }

  private init(arePairs: Bool) throws {
    folder = try TemporaryFolder.shared("purge")
    path = folder.path + "/study"
    let images = path + "/set"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Programs.root.path + "/datasets/demo", toPath: images)
    try demoStudy(in: path) { text in
      text.replacingOccurrences(of: Programs.root.path + "/datasets/demo/metadata.jsonl", with: "set/metadata.jsonl")
        .replacingOccurrences(of: Programs.root.path + "/datasets/demo", with: "set")
        .replacingOccurrences(of: "sample: {seed: 20261122}", with: "sample: {n: 10, seed: 5}")
        .replacingOccurrences(of: "alt-text.yaml", with: arePairs ? "pairwise.yaml" : "product.yaml")
        .replacingOccurrences(of: "criterion: overall", with: "criterion: \(arePairs ? "preference" : "overall")")
        .replacingOccurrences(
          of: "raters: [ana, bo, chi, dee, eli, fay, gil, hana, ivo, jo, kit, lu]", with: "raters: [ana, bo, chi]"
        ).replacingOccurrences(of: "ratings_per_item: 6", with: "ratings_per_item: 2\n  repeats: 0.2")
    }
    let service = try Service(log: folder.path + "/requests.jsonl")
    try service.run(
      ["run", path, "--yes"], ["extend", path, "--raters", "dee", "--images-each", "3"],
      ["simulate", "rate", path, "--images", images])
    edits = arePairs ? [] : try Self.edit(path + "/packets/ana.sqlite")
    try comment([Self.note], in: path + "/packets/bo.sqlite")
    try service.run(["report", path])
    captions = try OldStudy.rows("SELECT text FROM output WHERE text IS NOT NULL", in: path)
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
    let packet = try PacketFile(path: path + "/packets/ana.sqlite", writable: false)
    self.images = try packet.presentations.compactMap { try packet.image(of: $0.item) }.flatMap { bytes in
      [Data(bytes.prefix(200)), Data(Data(bytes.prefix(150)).base64EncodedString().utf8)]
    }
  }

  /// Edits captions as a rater would, some twice, with other answers in between.
  private static func edit(_ path: String) throws -> [String] {
    let packet = try PacketFile(path: path, writable: true)
    var texts: [String] = []
    for (number, presentation) in packet.presentations.prefix(4).enumerated() {
      for slot in presentation.slots.prefix(2) {
        for text in ["\(slot.caption) canaryfirst\(number)", "\(slot.caption) with a canarylast\(number) in it"] {
          texts.append(text)
          for answer in [Answer.text(text), .number(4)] {
            try packet.append(
              Judgement(
                presentation: presentation.id, slot: slot.id, question: answer == .number(4) ? "overall" : "edit",
                answer: answer, madeAt: 1, onTask: 100,
                display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)))
          }
        }
      }
    }
    return texts
  }

  /// The study as it is now, in a folder of its own.
  func copy() throws -> PurgeStand {
    var copy = self
    copy.folder = try TemporaryFolder("purge", isInMemory: true)
    copy.path = copy.folder.path + "/study"
    try FileManager.default.copyItem(atPath: path, toPath: copy.path)
    return copy
  }

  func run(_ arguments: [String]) throws -> Programs.Result { try Programs.run("blindfold", arguments) }

  /// Every file below the study's folder, with its bytes.
  func files() throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: path)
    return try names.reduce(into: [:]) { files, name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      if !isFolder.boolValue { files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }
    }
  }

  /// Files in which any of these texts is, as UTF-8 or UTF-16, with or without JSON's escapes.
  ///
  /// - Parameter isSearched: by a file's name; searching takes its time.
  func files(with texts: [String], where isSearched: (String) -> Bool = { _ in true }) throws -> Set<String> {
    let needles = texts.flatMap { text -> [Data] in
      let json = (try? JSONEncoder().encode(text)).map { Data($0.dropFirst().dropLast()) }
      return [Data(text.utf8), json, text.data(using: .utf16LittleEndian), text.data(using: .utf16BigEndian)]
        .compactMap(\.self)
    }
    return try files(holding: needles, where: isSearched)
  }

  func files(holding needles: [Data], where isSearched: (String) -> Bool = { _ in true }) throws -> Set<String> {
    let searched = try files().filter { isSearched($0.key) }
    return Set(searched.filter { file in needles.contains { file.value.range(of: $0) != nil } }.keys)
  }

  /// `results.json` without what differs between any two reports.
  func results() throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/results.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}
