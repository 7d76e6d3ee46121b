import Foundation
import Roster
import StudyFile
import Testing

/// A folder of images leaves nothing out without a word.
@Suite struct PlainFolderTests {
  private func set() throws -> DataFixture {
    let data = try DataFixture()
    try data.folder.write("set/a.png", png("a"))
    try data.folder.write("set/cats/b.png", png("b"))
    return data
  }

  private func link(_ data: DataFixture, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: data.folder.path + "/" + name, withDestinationPath: target)
  }

  @Test("a link to a folder may be named as the set, and its images are the folder's")
  func linkedSet() throws {
    let data = try set()
    try FileManager.default.moveItem(atPath: data.folder.path + "/set", toPath: data.folder.path + "/products")
    try link(data, "set", to: "products")
    let items = try data.items()
    #expect(items.map(\.fileName) == ["a.png", "cats/b.png"])
    #expect(items.map(\.category) == ["all", "cats"])
    #expect(items[1].path == data.folder.path + "/products/cats/b.png")
  }

  @Test("a link to a folder elsewhere is refused, one to a folder of the set is told")
  func linkedFolder() throws {
    let data = try set()
    try data.folder.write("other/c.png", png("c"))
    try link(data, "set/linked", to: "../other")
    #expect(
      data.study.refusal == """
        set/linked:1:1: this is a link to a folder outside the set, and such links are not followed.
                Images in it would be left out without a word.
                Copy the folder into the set, or remove the link.
        """)
    let inside = try set()
    try link(inside, "set/latest", to: "cats")
    #expect(try inside.items().map(\.fileName) == ["a.png", "cats/b.png"])
    #expect(
      try inside.study.notices() == [
        "set/latest:1:1: this is a link to another folder of the set: its images are met there, and only there."
      ])
  }

  @Test("an image's link that leads to nothing is refused, or left out by name")
  func danglingLink() throws {
    for skips in [false, true] {
      let data = try DataFixture(path: skips ? "set\n  skip_unreadable: true" : "set")
      try data.folder.write("set/a.png", png("a"))
      try link(data, "set/gone.png", to: "nowhere.png")
      let words = "'gone.png' is not in the set's folder (it is a link that leads to nothing)"
      if skips {
        #expect(try data.items().map(\.fileName) == ["a.png"])
        #expect(try data.study.notices().first?.contains("1 of 2 images is left out: \(words).") == true)
      } else {
        #expect(data.study.refusal.contains("the image \(words)."))
      }
    }
  }

  @Test("a caption beside an image is not read through a link that leaves the folder")
  func linkedCaption() throws {
    let data = try set()
    try data.folder.write("secret.txt", "Not of this set.")
    try link(data, "set/a.txt", to: "../secret.txt")
    #expect(data.study.refusal.hasPrefix("set/a.txt:1:1: this caption is a link that leaves the data set's folder."))
  }

  @Test(
    "what is no file is refused by its kind and never opened: a pipe would be waited for for ever",
    .timeLimit(.minutes(30)))
  func pipes() throws {
    let data = try set()
    let listed = try DataFixture(path: "list.csv")
    for (study, name) in [(data, "set/pipe.png"), (listed, "pipe.png")] {
      #expect(mkfifo(study.folder.path + "/" + name, 0o600) == 0)
    }
    try listed.folder.write("list.csv", "image\npipe.png\n")
    for study in [data, listed] {
      #expect(study.study.refusal.contains("'pipe.png' is not a file: it is a pipe, a socket or a device."))
    }
    let text = try set()
    #expect(mkfifo(text.folder.path + "/set/a.txt", 0o600) == 0)
    #expect(text.study.refusal.hasPrefix("set/a.txt:1:1: this caption cannot be read."))
  }

  @Test("a folder that cannot be listed is refused, the root's rights apart", .enabled(if: geteuid() != 0))
  func closedFolder() throws {
    let data = try set()
    let closed = data.folder.path + "/set/cats"
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: closed) }
    #expect(data.study.refusal.hasPrefix("set/cats:1:1: this folder cannot be listed."))
  }

  @Test("an ImageFolder with a folder a split is not read as a plain folder, unless that is asked for")
  func splits() throws {
    let line = "{\"file_name\": \"c.png\", \"text\": \"A cup.\"}\n"
    let data = try DataFixture()
    try data.folder.write("set/train/c.png", png("c"))
    try data.folder.write("set/train/metadata.jsonl", line)
    #expect(
      data.study.refusal == """
        set/train/metadata.jsonl:1:1: this lists the images of 'train': the set is an ImageFolder in parts, as splits are.
                Its captions, categories and fields would be lost, and folders' names be taken for categories.
                Name 'set/train' as `path`, or write `format: folder` to go by the folders alone.
        """)
    let plain = try DataFixture(format: "folder")
    let one = try DataFixture(path: "set/train")
    for data in [plain, one] {
      try data.folder.write("set/train/c.png", png("c"))
      try data.folder.write("set/train/metadata.jsonl", line)
    }
    #expect(try plain.items().map(\.category) == ["train"])
    #expect(try one.items().map(\.references) == [["A cup."]])
    let parquet = try set()
    try parquet.folder.write("set/metadata.parquet", "PAR1")
    #expect(parquet.study.refusal.contains("this lists images in Parquet, which is not read in this version."))
  }

  @Test("an ImageFolder tells of images that its metadata does not name")
  func unlisted() throws {
    let data = try set()
    try data.folder.write("set/metadata.jsonl", "{\"file_name\": \"./a.png\"}\n")
    try data.folder.write("set/d.png", png("d"))
    try data.folder.write("set/readme.md", "Ours.")
    #expect(
      try data.study.notices() == [
        "set/metadata.jsonl:1:1: 2 images of the folder not named here, so not in the set: 'cats/b.png'…."
      ])
  }
}
