import Foundation
import ProgramStand
import Testing

/// Fault F21, the half of it that people do: a copy of a database in use, by `cp`, can lose what is in its log.
@Suite("advice on copies")
struct BackupAdviceTests {
  @Test("no document, help or message advises cp, rsync, scp or tar of a database; backup is what they name")
  func noPlainCopies() throws {
    let advice = /\b(?:cp|rsync|scp|tar)\s[^\n`']*(?:study|key)\.sqlite/
    var read = 0
    for below in ["README.md", "Sources", "script", "results"] {
      let root = Programs.root.appending(path: below)
      let files =
        FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
      for file in files.isEmpty ? [root] : files where ["md", "swift", "sh", "", "yaml"].contains(file.pathExtension) {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
        read += 1
        #expect(text.firstMatch(of: advice) == nil, "\(file.path)")
      }
    }
    #expect(read > 200)
    #expect("cp results/x/study.sqlite /mnt".firstMatch(of: advice) != nil, "the search can find one")
    let help = try Programs.run("blindfold", ["backup", "--help"]).output
    #expect(help.contains("'cp' of a file in use can") && help.contains("lose ratings"))
  }
}
