import StudyFile
import StudyModel
import Testing

/// Files that no one would write on purpose are refused in words; nothing crashes, and nothing half-read gets through.
@Suite struct HostileFileTests {
  static func prefixes(of text: String, by step: Int) -> [String] {
    stride(from: 0, to: text.count, by: step).map { String(text.prefix($0)) }
  }

  @Test("every beginning of a good rubric is refused in words, or is a whole rubric")
  func cutRubric() throws {
    let folder = try Folder()
    for text in Self.prefixes(of: StudyFixture.rubric, by: 1) {
      let path = try folder.write("r.yaml", text)
      do {
        let rubric = try RubricFile.load(path)
        #expect(rubric.questions.contains { $0.isPrimary }, "\(text)")
      } catch let error as StudyFileError {
        #expect(!error.complaints.isEmpty, "\(text)")
      }
    }
  }

  @Test("every beginning of a good study is refused in words, or declares all that a study must")
  func cutStudy() throws {
    let study = try StudyFixture()
    for text in Self.prefixes(of: StudyFixture.study, by: 7) {
      try study.folder.write("study.yaml", text)
      do {
        _ = try study.load()
        #expect(text.contains("because: "), "\(text)")
      } catch let error as StudyFileError {
        #expect(!error.complaints.isEmpty, "\(text)")
      }
    }
  }

  @Test("each value of a good study, made a list, a mapping, nothing or a stray word, is refused in words or harmless")
  func wrongKinds() throws {
    let study = try StudyFixture()
    let lines = StudyFixture.study.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      for value in ["[1, [2]]", "{a: {b: 1}}", "", "- -"] {
        var changed = lines
        changed[index] = "\(line[...colon]) \(value)"
        try study.folder.write("study.yaml", changed.joined(separator: "\n"))
        do {
          _ = try study.load()
        } catch let error as StudyFileError {
          #expect(!error.complaints.isEmpty, "\(changed[index])")
        }
      }
    }
  }

  @Test("refuses bytes that are not text, and a list where a study belongs")
  func notText() throws {
    let study = try StudyFixture()
    try study.folder.write("study.yaml", [0xFF, 0xFE, 0x00, 0x41])
    #expect(
      study.refusal == """
        study.yaml:1:1: this file is not UTF-8 text.
                Nothing of it was read.
                Save it as UTF-8.
        """)
    try study.folder.write("study.yaml", "- version: 1\n")
    #expect(
      study.refusal == """
        study.yaml:1:1: this file is a list, not a mapping of keys to values.
                Nothing under it could be read.
                Write `key: value` lines.
        """)
  }
}
