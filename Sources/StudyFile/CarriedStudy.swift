/// A study file that carries on from another: the same candidates, rubric, raters and claim with their comments, over other
/// images.
///
/// The last file's text is kept as it is written, and only what has to differ is put in its place: the name, the data set,
/// where wanted the incumbent, the question and the subject, and paths, which are seen from the study file's folder. Ready-made captions are of the last
/// images: such candidates become comments.
public struct CarriedStudy: Sendable {
  /// The study's new name.
  public var name: String
  /// The lines of `dataset`, the key's own among them.
  public var dataset: [String]
  /// Lines for the file's beginning; each becomes a comment.
  public var comments: [String]
  /// The label of the new incumbent; nil: the last one's.
  public var incumbent: String?
  /// What the study answers; nil: the last one's.
  public var question: String?
  /// What the captions are for; nil: the last one's.
  public var subject: String?

  /// What is new of a study that carries on.
  public init(name: String, dataset: [String], comments: [String], incumbent: String? = nil) {
    self.name = name
    self.dataset = dataset
    self.comments = comments
    self.incumbent = incumbent
  }

  /// The new file's text, and the labels of candidates that became comments.
  ///
  /// - Parameters:
  ///   - path: the last study's file.
  ///   - folder: where the new one will be.
  /// - Throws: ``StudyFileError`` where the last one cannot be read, or has something on one line that has to go.
  public func text(from path: String, in folder: String) throws -> (text: String, leftOut: [String]) {
    let complaints = Complaints()
    guard let bytes = Paths.bytes(path), let text = String(validating: bytes, as: UTF8.self) else {
      throw StudyFileError(
        file: Paths.shown(path),
        "there is no such study file, or it is no text.\nThere is nothing to carry on from.\nCheck the path.")
    }
    let tree = try wholeYamlTree(bytes, file: Paths.shown(path), complaints: complaints)
    try complaints.throwIfAny()
    guard let root = Section("", tree, introducedAt: tree.place, complaints: complaints) else {
      try complaints.throwIfAny()
      return (text, [])
    }
    var page = StudyPage(text, root: root, complaints: complaints)
    let leftOut = page.commentReadyMade(keeping: incumbent ?? root.value("incumbent")?.text ?? "")
    for value in page.paths { page.replace(value, by: Self.moved(value, from: path, to: folder)) }
    if let value = root.value("study") { page.replace(value, by: name) }
    if let incumbent, let value = root.value("incumbent"), value.text != incumbent {
      page.replace(value, by: incumbent)
      page.note("incumbent", "in the last study: \(value.text ?? "")")
    }
    for (key, new) in [("question", question), ("subject", subject)] {
      guard let new, root.value(key)?.text != new else { continue }
      page.replaceEntry(key, by: new)
    }
    page.replaceBlock("dataset", by: dataset)
    try complaints.throwIfAny()
    let head = comments.map { "# \($0)" }.joined(separator: "\n")
    return (head + (head.isEmpty ? "" : "\n") + page.text, leftOut)
  }

  /// A path as it has to be written in the new folder; as it is where that leads to the same place.
  private static func moved(_ value: Tree, from path: String, to folder: String) -> String {
    let written = value.text ?? ""
    guard !written.hasPrefix("/") else { return written }
    let (old, new) = (Paths.absolute(Paths.folder(of: path)), Paths.absolute(folder))
    let target = Paths.join(old, written)
    guard Paths.join(new, written) != target else { return written }
    let (from, to) = (new.split(separator: "/"), target.split(separator: "/"))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: from.count - shared) + to[shared...].map(String.init)).joined(separator: "/")
  }
}

extension StudyFile {
  /// What a study is called, who its incumbent is and what its captions are for, as its file has them; nothing else of it is
  /// read.
  ///
  /// - Throws: ``StudyFileError`` where it is no YAML file with a name and an incumbent.
  public static func names(_ path: String) throws -> (study: String, incumbent: String, subject: String?) {
    let complaints = Complaints()
    guard let bytes = Paths.bytes(path) else {
      throw StudyFileError(
        file: Paths.shown(path), "there is no such study file.\nThere is nothing to carry on from.\nCheck the path.")
    }
    let tree = try wholeYamlTree(bytes, file: Paths.shown(path), complaints: complaints)
    let root = Section("", tree, introducedAt: tree.place, complaints: complaints)
    let study = root?.text(Key("study", "the study's name", "study: 2026-11-alt-text"), required: true)
    let incumbent = root?.text(
      Key("incumbent", "which candidate is in production now", "incumbent: big"), required: true)
    try complaints.throwIfAny()
    return (study ?? "", incumbent ?? "", root?.value("subject")?.text)
  }
}
