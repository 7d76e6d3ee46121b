internal import CaptionClient
internal import Digest
internal import Foundation
internal import Imaging
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import Captioning

@Suite("What goes out of an image", .timeLimit(.minutes(30)))
struct SentImageTests {
  /// Red on the left, blue on the right.
  private static func halves(_ width: Int, _ height: Int) throws -> Raster {
    let pixels = (0..<height).flatMap { _ in
      (0..<width).flatMap { $0 < width / 2 ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
    }
    return try #require(Raster(width: width, height: height, pixels: pixels))
  }

  /// A JPEG whose EXIF block says that it is to be turned by a quarter: what is left is above.
  private static func turned(_ jpeg: [UInt8]) -> [UInt8] {
    let block: [UInt8] =
      Array("Exif\0\0II".utf8) + [0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
    return Array(jpeg[..<2]) + [0xFF, 0xE1, 0, UInt8(block.count + 2)] + block + jpeg[2...]
  }

  private static func item(_ format: ImageFormat = .jpeg, fields: [String: String] = [:]) -> SetItem {
    var item = Stand.item
    (item.format, item.fields) = (format, fields)
    return item
  }

  /// What the service was sent as the user's message.
  private func content(_ stand: Stand) throws -> Any {
    let body = try #require(stand.server.requests.last).body
    let object = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    let messages = try #require(object["messages"] as? [[String: Any]])
    return try #require(messages.last?["content"])
  }

  private func url(_ stand: Stand) throws -> String {
    let parts = try #require(try content(stand) as? [[String: Any]])
    return try #require((parts[1]["image_url"] as? [String: String])?["url"])
  }

  private func ask(_ change: (inout ModelCall) -> Void, _ request: CaptionRequest) async throws -> (
    Stand, CaptionResult
  ) {
    var stand = try Stand { _ in .caption("A teapot.") }
    change(&stand.call)
    let ledger = stand.ledger
    let result = try await stand.captioner().caption(request, CallWatch(willSend: { ledger.willSend($0) }))
    return (stand, result)
  }

  @Test("an image over max_side is scaled down, upright, without its metadata, and the ledger says what was sent")
  func scales() async throws {
    let file = Self.turned(try Self.halves(400, 200).jpeg(quality: 95))
    let (stand, result) = try await ask({ $0.maxSide = 100 }, CaptionRequest(Self.item(), image: file))
    let url = try url(stand)
    #expect(url.hasPrefix("data:image/jpeg;base64,"))
    let sent = Array(try #require(Data(base64Encoded: String(url.dropFirst("data:image/jpeg;base64,".count)))))
    let picture = try ImageFile.decode(sent)
    #expect(picture.width == 50 && picture.height == 100)
    #expect(picture[25, 10].red > 200 && picture[25, 90].blue > 200)
    #expect(ImageFile.hasEXIF(sent) == false)
    let note = "data 50x100 jpeg \(sent.count) sha256:\(SHA256.hex(sent))"
    #expect(result.outcome == .captioned && stand.ledger.starts.map(\.imageSent) == [note])
  }

  @Test("a PNG stays a PNG, and an image within max_side goes out byte for byte and is noted all the same")
  func formats() async throws {
    let png = try Self.halves(60, 40).png()
    let (small, _) = try await ask({ $0.maxSide = 30 }, CaptionRequest(Self.item(.png), image: png))
    let sent = try #require(Data(base64Encoded: String(try url(small).dropFirst("data:image/png;base64,".count))))
    #expect(try ImageFile.size(of: Array(sent)) == ImageSize(width: 30, height: 20))
    let (whole, _) = try await ask({ $0.maxSide = 60 }, CaptionRequest(Self.item(.png), image: png))
    #expect(try url(whole) == "data:image/png;base64," + Data(png).base64EncodedString())
    #expect(whole.ledger.starts.first?.imageSent == "data 60x40 png \(png.count) sha256:\(SHA256.hex(png))")
  }

  @Test("without max_side the file goes out as it is, and the ledger has nothing to say of it")
  func asItIs() async throws {
    let (stand, _) = try await ask({ _ in }, CaptionRequest(Self.item(), image: [0xFF, 0xD8, 0xFF]))
    #expect(try url(stand) == "data:image/jpeg;base64,/9j/")
    #expect(stand.ledger.starts.map(\.imageSent) == [nil])
  }

  @Test("an image that cannot be scaled down leaves its item without an answer, and nothing is sent")
  func damaged() async throws {
    let (stand, result) = try await ask({ $0.maxSide = 60 }, CaptionRequest(Self.item(), image: [0xFF, 0xD8, 0xFF]))
    #expect(stand.server.requests.isEmpty && result.attempts.isEmpty)
    #expect(result.outcome == .failed && result.reason?.contains("cannot be scaled down to 60 pixels") == true)
  }

  @Test("image: none reads no file and sends text alone; image: url tells the address and reads none either")
  func modes() async throws {
    struct Read: Error {}
    let address = "https://img.example.org/a.jpg"
    let request = CaptionRequest(Self.item(fields: ["url": address])) { throw Read() }
    func call(_ mode: ImageMode) -> ModelCall {
      ModelCall(
        model: "cap-1", declared: "x", baseURL: nil, user: "Describe it.", detail: mode == .url ? .low : nil,
        image: mode)
    }
    func ask(_ mode: ImageMode) async throws -> (Stand, CaptionResult) {
      try await self.ask(
        { own in
          let base = own.baseURL
          own = call(mode)
          own.baseURL = base
        }, request)
    }
    let (none, _) = try await ask(.none)
    #expect(try content(none) as? String == "Describe it." && none.ledger.starts.first?.imageSent == "none")
    let (told, _) = try await ask(.url)
    #expect(try url(told) == address && told.ledger.starts.first?.imageSent == "url")
    #expect(String(decoding: try #require(told.server.requests.first).body, as: UTF8.self).contains(#""detail":"low""#))
    await #expect(throws: Read.self) { _ = try await ask(.data) }
  }

  @Test(
    "an address that is not on the public network is never handed to a service",
    arguments: ["http://169.254.169.254/a", "http://localhost/a.jpg", "file:///etc/passwd", "https://u:p@x.org/a", nil])
  func privateAddress(_ address: String?) async throws {
    var stand = try Stand { _ in .caption("A teapot.") }
    stand.call = ModelCall(
      model: "cap-1", declared: "x", baseURL: stand.server.address, user: "Describe it.", image: .url)
    let request = CaptionRequest(Self.item(fields: address.map { ["url": $0] } ?? [:]), image: [])
    let captioner = try stand.captioner()
    await #expect(throws: PermanentFailure.self) { _ = try await captioner.caption(request) }
    #expect(stand.server.requests.isEmpty)
  }

  @Test("candidates share one reading and one encoding of an image, which is made when it is first asked for")
  func lazy() async throws {
    let readings = Mutex(0)
    let request = CaptionRequest(Self.item()) {
      readings.withLock { $0 += 1 }
      return [0xFF, 0xD8, 0xFF]
    }
    #expect(readings.withLock { $0 } == 0)
    let one = try request.image.whole()
    let two = try request.image.whole()
    #expect(one == two && readings.withLock { $0 } == 1)
    // What is looked at and then sent is read once too.
    let looked = CaptionRequest(Self.item()) {
      readings.withLock { $0 += 1 }
      return [0xFF, 0xD8, 0xFF]
    }
    #expect(try looked.imageBytes() == [0xFF, 0xD8, 0xFF])
    _ = try looked.image.whole()
    #expect(readings.withLock { $0 } == 2)
  }
}
