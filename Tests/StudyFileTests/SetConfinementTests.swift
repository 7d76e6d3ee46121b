import Foundation
import Roster
import StudyFile
import Testing

/// A data set reaches nothing outside its folder, and hands no service an address inside somebody's network.
@Suite struct SetConfinementTests {
  static let tricks = [
    ("../study.yaml", "is not a path inside"), ("x/../../study.yaml", "is not a path inside"),
    ("images/..", "is not a path inside"), ("/etc/passwd", "is not a path inside"), ("~/a.png", "is not a path inside"),
    ("..\\\\study.yaml", "is not a path inside"), ("a.png\\u0000.jpg", "is not a path inside"),
    ("out.png", "is a link that leaves"), ("away/inner.png", "is a link that leaves"),
    ("loop.png", "is not in the set's folder"),
    ("file:///etc/passwd", "is an address"), ("http://169.254.169.254/latest/meta-data", "is an address"),
    ("https://images.example.org/a.png", "is an address"), ("data:image/png;base64,AAAA", "is an address"),
    ("FILE:/etc/passwd", "is not in the set's folder"), ("images", "is not in the set's folder"),
    (".", "is not in the set's folder"),
  ]

  @Test("refuses names that lead out of the folder, and addresses in place of a path", arguments: tricks)
  func names(name: String, fact: String) throws {
    let data = try DataFixture()
    let set = data.folder.path + "/set"
    try data.folder.write("set/images/a.png", png("a"))
    try data.folder.write("outside/inner.png", png("inner"))
    let files = FileManager.default
    try files.createSymbolicLink(atPath: set + "/out.png", withDestinationPath: "../outside/inner.png")
    try files.createSymbolicLink(atPath: set + "/away", withDestinationPath: data.folder.path + "/outside")
    try files.createSymbolicLink(atPath: set + "/loop.png", withDestinationPath: "loop.png")
    try data.folder.write("set/metadata.jsonl", "{\"file_name\": \"images/a.png\"}\n{\"file_name\": \"\(name)\"}\n")
    let refusal = data.study.refusal
    #expect(refusal.hasPrefix("set/metadata.jsonl:2:1: "))
    #expect(refusal.contains(fact), "\(refusal)")
  }

  @Test("says what is wrong with such a name, what follows, and what to write")
  func words() throws {
    let data = try DataFixture()
    try data.folder.write(
      "set/metadata.jsonl", "{\"file_name\": \"../a.png\"}\n{\"file_name\": \"file:///etc/passwd\"}\n")
    #expect(
      data.study.refusal == """
        set/metadata.jsonl:1:1: the image '../a.png' is not a path inside the data set's folder.
                Files elsewhere are not read: a data set must not reach outside itself.
                Write a path relative to set, of a file inside it.

        set/metadata.jsonl:2:1: the image 'file:///etc/passwd' is an address.
                Nothing is fetched: a set must stay as it is.
                Write a path relative to set, of a file inside it.
        """)
  }

  @Test("folders beside a captions file that are links out of it are refused like the images in them")
  func linkedFolder() throws {
    let data = try DataFixture(path: "set/captions.json")
    try data.folder.write("outside/a.jpg", jpeg("a"))
    try data.folder.write("set/captions.json", #"{"images": [{"id": 1, "file_name": "a.jpg"}]}"#)
    for name in ["images", "val2014"] {
      let link = data.folder.path + "/set/" + name
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../outside")
      #expect(
        data.study.refusal == """
          set/captions.json:1:13: the image '\(name)/a.jpg' is a link that leaves the data set's folder.
                  Files elsewhere are not read: a data set must not reach outside itself.
                  Copy the file into the folder.
          """)
      try FileManager.default.removeItem(atPath: link)
    }
  }

  @Test(
    "an address of this machine, a private network or a file is refused, with an image beside it or without",
    arguments: ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:8080/a.png", "file:///etc/passwd"],
    ["", #""image": "a.png", "#])
  func addresses(address: String, image: String) throws {
    let data = try DataFixture(path: "set/list.jsonl")
    try data.folder.write("set/a.png", png("a"))
    try data.folder.write("set/list.jsonl", "{\(image)\"url\": \"\(address)\"}\n")
    #expect(data.study.refusal.hasPrefix("set/list.jsonl:1:1: the address "))
    #expect(data.study.refusal.contains("Such an address is never asked for, nor handed to a service."))
  }

  @Test("an address on the public network, or another text under 'url', is a field beside an image")
  func publicAddress() throws {
    let data = try DataFixture(path: "set/list.jsonl")
    for name in ["a", "b"] { try data.folder.write("set/\(name).png", png(name)) }
    try data.folder.write(
      "set/list.jsonl",
      #"{"image": "a.png", "url": "https://images.example.org/a.png"}"# + "\n" + #"{"image": "b.png", "url": "/p/1"}"#)
    #expect(try data.items().map { $0.fields["url"] } == ["https://images.example.org/a.png", "/p/1"])
  }
}

@Suite struct ImageAddressTests {
  @Test(
    "takes addresses on the public network",
    arguments: [
      "https://images.example.org/a.png", "http://93.184.216.34/a.jpg", "HTTPS://CDN.example.com:8443/x?y=1#z",
      "https://[2606:2800:220:1:248:1893:25c8:1946]/a.png", "https://xn--bcher-kva.example/a.png", "http://100.63.0.1/",
      "http://172.32.0.1/", "http://11.0.0.1/",
    ])
  func taken(text: String) throws {
    #expect(try ImageAddress(text).text == text)
  }

  static let reserved: [(String, ImageAddress.Fault)] = [
    ("file:///etc/passwd", .scheme("file")), ("file:/etc/passwd", .scheme("file")),
    ("ftp://x.example/a", .scheme("ftp")),
    ("data:image/png;base64,AA", .scheme("data")), ("gopher://x.example/", .scheme("gopher")),
    ("a.png", .notAnAddress), ("", .notAnAddress), ("http://", .notAnAddress), ("://x.example", .notAnAddress),
    ("http://x.example/a b", .notAnAddress), ("http://x.example\\@10.0.0.1/", .notAnAddress),
    ("http://%31%30.0.0.1/", .notAnAddress), ("http://\u{FF11}0.0.0.1/", .notAnAddress),
    ("http://user:secret@x.example/", .credentials), ("http://x.example@10.0.0.1/", .credentials),
    ("http://169.254.169.254/latest/meta-data", .privateHost("169.254.169.254")),
    ("http://127.0.0.1/", .privateHost("127.0.0.1")), ("http://2130706433/", .privateHost("2130706433")),
    ("http://0x7f.1/", .privateHost("0x7f.1")), ("http://017700000001/", .privateHost("017700000001")),
    ("http://10.1.2.3/", .privateHost("10.1.2.3")), ("http://172.16.0.1/", .privateHost("172.16.0.1")),
    ("http://172.31.255.255/", .privateHost("172.31.255.255")), ("http://192.168.1.1/", .privateHost("192.168.1.1")),
    ("http://100.64.0.1/", .privateHost("100.64.0.1")), ("http://0.0.0.0/", .privateHost("0.0.0.0")),
    ("http://224.0.0.1/", .privateHost("224.0.0.1")), ("http://255.255.255.255/", .privateHost("255.255.255.255")),
    ("http://[::1]/", .privateHost("::1")), ("http://[::]/", .privateHost("::")),
    ("http://[fe80::1%25eth0]/", .notAnAddress), ("http://[fe80::1]/", .privateHost("fe80::1")),
    ("http://[fd00:ec2::254]/", .privateHost("fd00:ec2::254")),
    ("http://[::ffff:10.0.0.1]/", .privateHost("::ffff:10.0.0.1")),
    ("http://[64:ff9b::a00:1]/", .privateHost("64:ff9b::a00:1")),
    ("http://[2002:a00:1::]/", .privateHost("2002:a00:1::")),
    ("http://localhost/", .privateHost("localhost")), ("http://LOCALHOST./", .privateHost("localhost")),
    ("http://a.localhost/", .privateHost("a.localhost")),
    ("http://metadata.google.internal/", .privateHost("metadata.google.internal")),
    ("http://printer.local/", .privateHost("printer.local")), ("http://intranet/", .privateHost("intranet")),
  ]

  @Test(
    "refuses this machine, private and reserved ranges however written, files, and credentials",
    arguments: reserved)
  func refused(text: String, fault: ImageAddress.Fault) {
    #expect(throws: fault) { try ImageAddress(text) }
  }
}
