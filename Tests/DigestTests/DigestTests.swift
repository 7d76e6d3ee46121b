import Digest
import Testing

@Suite("digests")
struct DigestTests {
  @Test(
    "SHA-256 gives the values of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func examples(text: String, hash: String) { #expect(SHA256.hex(text) == hash) }

  @Test("a chain's head depends on every record, its order and the seed")
  func chain() {
    func head(_ seed: String, _ records: [String]) -> String {
      var chain = HashChain(seed: seed)
      for record in records { chain.append(record) }
      return chain.head
    }
    let heads = [
      head("s", ["a", "b"]), head("s", ["b", "a"]), head("t", ["a", "b"]), head("s", ["a"]), head("s", ["ab"]),
    ]
    #expect(Set(heads).count == heads.count)
    #expect(head("s", ["a", "b"]) == heads[0])
  }

  @Test("bytes that are not contiguous hash like those that are")
  func anyCollection() { #expect(SHA256.hex([1, 2, 3]) == SHA256.hex((1...3).lazy.map { UInt8($0) })) }
}
