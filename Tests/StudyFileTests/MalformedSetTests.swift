import Testing

/// What is malformed in a data set is refused where it stands, form by form.
@Suite struct MalformedSetTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let file: String
    let text: String
    /// Line and column, and the fact.
    let refusal: String
    var testDescription: String { "\(file): \(text.prefix(60))" }

    init(_ file: String, _ text: String, _ refusal: String) {
      (self.file, self.text, self.refusal) = (file, text, refusal)
    }
  }

  static let coco = [
    Case("s.json", "", "1:1: this file is not JSON."),
    Case("s.json", "{\"images\": [{\"id\": 1 2}]}", "1:22: this file is not JSON."),
    Case("s.json", "{\"images\": [{\"id\": 1,}]}", "1:22: this file is not JSON."),
    Case("s.json", "[]", "1:1: this is not COCO captions: there is no list 'images'."),
    Case("s.json", "{\"data\": []}", "1:1: this is not COCO captions: there is no list 'images'."),
    Case("s.json", "{\"images\": {\"a\": 1}}", "1:1: this is not COCO captions: there is no list 'images'."),
    Case(
      "s.json", "{\"images\": [\n {\"id\": 1, \"file_name\": \"a.jpg\"},\n  7]}",
      "3:3: images[1] has no 'id' or no 'file_name'."),
    Case("s.json", "{\"images\": [{\"id\": 1, \"file_name\": 3}]}", "1:13: images[0] has no 'id' or no 'file_name'."),
    Case(
      "s.json", "{\"images\": [{\"id\": {}, \"file_name\": \"a.jpg\"}]}",
      "1:13: images[0] has no 'id' or no 'file_name'."),
    Case(
      "s.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"},\n{\"id\": 1, \"file_name\": \"b.jpg\"}]}",
      "2:1: images[1] has the id '1' of the one at line 1."),
    Case(
      "s.json", "{\"images\": [\n  {\"id\": 1, \"file_name\": \"none.jpg\"}]}",
      "2:3: the image 'none.jpg' is not in the set's folder."),
    Case(
      "s.json", "{\"images\": [{\"id\": 1, \"file_name\": \"../a.jpg\"}]}",
      "1:13: the image '../a.jpg' is not a path inside the data set's folder."),
    Case(
      "s.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}], \"annotations\": 5}",
      "1:1: 'annotations' is not a list."),
    Case(
      "s.json",
      "{\"annotations\": [\n\n {\"image_id\": 1, \"caption\": [\"x\"]}], \"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}]}",
      "3:2: annotations[0] has no 'image_id' or no text as 'caption'."),
    Case(
      "s.json",
      "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}], \"annotations\": [{\"image_id\": 1, \"bbox\": []}]}",
      "1:63: annotations[0] has no 'image_id' or no text as 'caption'."),
  ]

  static let karpathy = [
    Case("s.json", "{\"images\": [{\"filename\": \"a.jpg\"}]}", "1:13: images[0] has no 'filename' or no 'split'."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"a.jpg\", \"split\": \"test\"}, null]}",
      "1:53: images[1] has no 'filename' or no 'split'."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"a.jpg\", \"split\": \"test\", \"sentences\": [\"A.\"]}]}",
      "1:13: the 'sentences' of images[0] are not a list of objects with 'raw'."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"a.jpg\", \"split\": \"test\", \"sentences\": \"A.\"}]}",
      "1:13: the 'sentences' of images[0] are not a list of objects with 'raw'."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"a.jpg\", \"filepath\": \"/etc\", \"split\": \"test\"}]}",
      "1:13: the image '/etc/a.jpg' is not a path inside the data set's folder."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"hosts\", \"filepath\": \"/etc\", \"split\": \"test\"}]}",
      "1:13: the image '/etc/hosts' is not a path inside the data set's folder."),
    Case(
      "s.json", "{\"images\": [{\"filename\": \"none.jpg\", \"filepath\": \"val\", \"split\": \"test\"}]}",
      "1:13: the image 'val/none.jpg' is not in the set's folder."),
  ]

  static let flickr = [
    Case("s.token", "", "study.yaml:5:9: there is no image in set/s.token."),
    Case("s.token", "a.jpg\tA dog.\n", "1:1: this line is not an image's name, '#', a number, a tab and a caption."),
    Case(
      "s.token", "a.jpg#0\tA.\na.jpg#x\tB.\n",
      "2:1: this line is not an image's name, '#', a number, a tab and a caption."),
    Case("s.token", "#0\tA.\n", "1:1: this line is not an image's name, '#', a number, a tab and a caption."),
    Case("s.token", "a.jpg#0 A.\n", "1:1: this line is not an image's name, '#', a number, a tab and a caption."),
    Case("s.token", "a.jpg#0\tA.\n\na.jpg#0\tB.\n", "3:1: 'a.jpg#0' is there twice: here and at line 1."),
    Case("s.token", "none.jpg#0\tA.\n", "1:1: the image 'none.jpg' is not in the set's folder."),
    Case(
      "s.token", "a.jpg#0\tA.\n../a.jpg#0\tA.\n",
      "2:1: the image '../a.jpg' is not a path inside the data set's folder."),
  ]

  static let tables = [
    Case("s.csv", "", "1:1: this file is empty."),
    Case("s.csv", "picture\na.jpg\n", "1:1: there is no column 'image'."),
    Case("s.csv", "image,text\na.jpg\n", "2:1: this record has 1 cell, the header 2."),
    Case("s.csv", "image,text\na.jpg,\"open\n", "2:7: a quote that opens here is not closed."),
    Case("s.csv", "image,text\n,A.\n", "2:1: this line has no 'image'."),
    Case("s.csv", "image,,x\n", "1:1: column 2 has no name."),
    Case("s.jsonl", "{\"image\": \"a.jpg\"}\n{\"image\": \"b.jpg\" 1}\n", "2:19: this line is not JSON."),
    Case("s.jsonl", "\"a.jpg\"\n", "1:1: this line is JSON, but not an object."),
    Case("s.jsonl", "{\"image\": [\"a.jpg\"]}\n", "1:1: 'image' of this line is a list, not a text."),
    Case("s.jsonl", "{\"image\": 7}\n", "1:1: 'image' of this line is a number, not a text."),
    Case("s.jsonl", "{\"image\": \"\"}\n", "1:1: the image's name is empty."),
    Case(
      "s.jsonl", "{\"image\": \"a.jpg\", \"text\": 7}\n",
      "1:1: 'text' of this line is neither a text nor a list of texts."),
    Case(
      "s.jsonl", "{\"image\": \"a.jpg\", \"captions\": [\"A.\", 7]}\n",
      "1:1: 'captions' of this line is neither a text nor a list of texts."),
    Case(
      "s.jsonl", "{\"file_names\": [\"a.jpg\", \"b.jpg\"]}\n",
      "1:1: this line names images in 'file_names': several images a line are not in this version."),
    Case(
      "s.jsonl", "{\"side_file_names\": [\"a.jpg\"]}\n",
      "1:1: this line names images in 'side_file_names': several images a line are not in this version."),
    Case(
      "s.jsonl", "{\"before_file_name\": \"a.jpg\", \"after_file_name\": \"b.jpg\"}\n",
      "1:1: this line names an image in 'after_file_name', and has no 'image'."),
    Case(
      "s.jsonl", "{\"url\": \"https://images.example.org/a.jpg\"}\n",
      "1:1: this line has an address ('url') and no 'image'."),
    Case(
      "s.csv", "url,text\nhttps://images.example.org/a.jpg,A.\n",
      "2:1: this line has an address ('url') and no 'image'."),
  ]

  @Test("refuses what is malformed, naming file, line and column", arguments: coco + karpathy + flickr + tables)
  func malformed(_ tried: Case) throws {
    let data = try DataFixture(path: "set/\(tried.file)")
    for name in ["a.jpg", "b.jpg"] { try data.folder.write("set/\(name)", jpeg(name)) }
    try data.folder.write("set/\(tried.file)", tried.text)
    let expected = tried.refusal.first?.isNumber == true ? "set/\(tried.file):\(tried.refusal)" : tried.refusal
    let first = data.study.refusal.split(separator: "\n").first.map(String.init)
    #expect(first == expected)
  }

  @Test("every beginning of a good set is refused in words, or read", arguments: ["json", "token", "csv", "jsonl"])
  func cut(ending: String) throws {
    let text = [
      "json": CaptionSetTests.karpathy, "token": "a.jpg#0\tA dog.\na.jpg#1\tDog.\n",
      "csv": "image,text\na.jpg,\"A \"\"dog\"\".\"\n", "jsonl": #"{"image": "a.jpg", "captions": ["A.", "B."]}"#,
    ]
    let data = try DataFixture(path: "set/s.\(ending)")
    for name in ["a.jpg", "images/b.jpg", "val2014/c.jpg"] { try data.folder.write("set/\(name)", jpeg(name)) }
    for beginning in HostileFileTests.prefixes(of: text[ending] ?? "", by: 3) {
      try data.folder.write("set/s.\(ending)", beginning)
      let refusal = data.study.refusal
      #expect(
        refusal == "nothing was refused" || refusal.contains(#/(set/s\.[a-z]+|study\.yaml):\d+:\d+: /#), "\(beginning)")
    }
  }

  @Test("refuses a Flickr image whose name's accents are composed in two ways, even where both files are there")
  func twins() throws {
    let data = try DataFixture(path: "set/s.token")
    for name in ["caf\u{E9}.jpg", "cafe\u{301}.jpg"] {
      try data.folder.write("set/\(name)", jpeg("\(name.utf8.count)"))
    }
    try data.folder.write("set/s.token", "caf\u{E9}.jpg#0\tA.\ncafe\u{301}.jpg#1\tB.\n")
    #expect(
      data.study.refusal == """
        set/s.token:2:1: 'cafe\u{301}.jpg' is the name at line 1, its accents composed in another way.
                Nobody could tell whether one image is meant or two.
                Write the name in one way.
        """)
  }

  @Test("refuses a split that no image is in, and a split of a set that has none")
  func split() throws {
    let data = try DataFixture(path: "set/s.json", split: "tset")
    for name in ["a.jpg", "images/b.jpg", "val2014/c.jpg"] { try data.folder.write("set/\(name)", jpeg(name)) }
    try data.folder.write("set/s.json", CaptionSetTests.karpathy)
    #expect(
      data.study.refusal == """
        study.yaml:6:10: no image is in the split 'tset'.
                There would be nothing to caption.
                The set has: test (1), train (2).
        """)
    try data.folder.write("set/s.json", #"{"images": [{"id": 1, "file_name": "a.jpg"}]}"#)
    #expect(
      data.study.refusal == """
        study.yaml:6:10: 'dataset.split' is for Karpathy's split files, and this set is read as 'coco'.
                Images of other splits would be captioned too.
                Remove it, or name a file of that form.
        """)
  }
}
