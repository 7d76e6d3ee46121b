import Foundation
import Testing

/// Which target may import which: the table of the design, in code. Whatever is not listed is refused.
private let allowed: [String: Set<String>] = {
  let system: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch"]
  let table: [String: Set<String>] = [
    "StudyModel": [],
    "Digest": ["CCrypto"],
    "Statistics": [],
    "Roster": ["StudyModel"],
    "Blinding": ["StudyModel", "Digest"],
    "CSV": [],
    "StudyFile": ["StudyModel", "Roster", "Digest", "CSV", "Yams"],
    "LogSampling": ["StudyFile", "Statistics", "Digest"],
    "Imaging": ["CGdkPixbuf"],
    "CaptionClient": ["CCurl"],
    "Captioning": ["StudyModel", "Roster", "CaptionClient", "Imaging", "Digest"],
    "StudyStore": ["StudyModel", "Blinding", "Roster", "Digest", "GRDB"],
    "Fetching": ["StudyModel", "Roster", "Digest", "StudyFile", "CaptionClient", "Captioning", "Imaging"],
    "RedisCache": ["CHiredis", "Roster", "StudyStore"],
    "Runner": ["StudyModel", "Roster", "Blinding", "Captioning", "StudyStore"],
    "Batching": ["StudyModel", "Roster", "Digest", "CaptionClient", "Captioning", "StudyStore"],
    "Packet": ["StudyModel", "Digest", "GRDB"],
    "Terminal": ["CTerminal", "CChafa", "Imaging"],
    "Review": ["StudyModel", "Terminal"],
    "Analysis": ["StudyModel", "Blinding", "Statistics"],
    "RatingFiles": ["Analysis", "CSV"],
    "ReferenceCases": ["Statistics", "Analysis"],
    "Monitoring": ["Statistics", "CSV"],
    "Reports": ["StudyModel", "Statistics", "Analysis", "Blinding", "Roster", "Digest", "Monitoring"],
    "Simulator": ["StudyModel", "Roster", "Digest", "Imaging", "Packet", "FlyingFox", "FlyingSocks"],
    "blindfold": [
      "StudyModel", "Digest", "Statistics", "Roster", "Blinding", "StudyFile", "Imaging", "CaptionClient",
      "Captioning", "StudyStore", "Runner", "Batching", "Packet", "Analysis", "ReferenceCases", "CSV", "RatingFiles",
      "Monitoring", "Reports", "Simulator", "LogSampling", "RedisCache", "Fetching", "ArgumentParser",
    ],
    "blindfold-bench": [
      "StudyModel", "Digest", "Roster", "Statistics", "StudyFile", "Blinding", "Imaging", "Packet", "Analysis",
      "StudyStore", "Monitoring", "Reports", "Simulator", "ArgumentParser",
    ],
    "blindfold-review": ["StudyModel", "Digest", "Packet", "Review", "Terminal", "Imaging", "ArgumentParser"],
  ]
  return table.mapValues { $0.union(system) }
}()

/// The modules a Swift source imports, in every spelling: attributes, access levels, `import struct X.Y`.
func imports(in source: String) -> [String] {
  let spelling =
    /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|typealias|let|var|actor)\s+)?(\w+)/
    .anchorsMatchLineEndings()
  return source.matches(of: spelling).map { String($0.output.1) }
}

@Suite("imports")
struct ImportTests {
  @Test("every import in Sources is on its target's list")
  func everyImportIsAllowed() throws {
    let files = Repository.swiftFiles(below: "Sources")
    #expect(files.count > 50)
    for file in files {
      let parts = file.path.dropFirst(Repository.root.path.count).split(separator: "/")
      let target = String(parts[1])
      let list = try #require(allowed[target], "Sources/\(target) is not in the table")
      for module in imports(in: try String(contentsOf: file, encoding: .utf8)) {
        #expect(list.contains(module), "\(parts.joined(separator: "/")) imports \(module)")
      }
    }
  }

  @Test("every folder of Sources that holds Swift is in the table, and the table names no other")
  func tableIsComplete() {
    let folders = Set(
      Repository.swiftFiles(below: "Sources").map {
        String($0.path.dropFirst(Repository.root.path.count).split(separator: "/")[1])
      })
    #expect(folders == Set(allowed.keys))
  }

  @Test("an import is found in every spelling")
  func everySpelling() {
    let source = """
      import A
      internal import B
      @testable import C
      @_implementationOnly import D
      private import struct E.Thing
        public import func F.call
      @preconcurrency
      import G
      // import NotThis
      """
    #expect(imports(in: source) == ["A", "B", "C", "D", "E", "F", "G"])
  }
}
