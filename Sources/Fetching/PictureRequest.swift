internal import CaptionClient
internal import Roster
internal import StudyFile

/// One try to get what is at an address, over redirects if there are any.
struct PictureRequest: Sendable {
  /// Most redirects that are followed, one after the other.
  static let mostRedirects = 5

  let client: HTTPClient
  /// Reset times above it are not believed.
  let patience: Duration

  /// Writes what is at an address to a descriptor.
  ///
  /// - Returns: what the answer says it is.
  /// - Throws: ``FetchFault``; ``Unwritable``; `CancellationError`.
  func save(_ address: ImageAddress, to descriptor: Int32) async throws -> String? {
    var place = address
    for _ in 0...Self.mostRedirects {
      let answer = try await send(place, of: address, descriptor)
      if answer.status == 200 { return answer.headers["content-type"] }
      guard (300..<400).contains(answer.status) else {
        var fault = FetchFault(answer, host: place.host, patience: patience)
        // Only a host that is asked too much says the same of every image.
        if case .busy = fault.gravity { fault.isOfHost = place.host == address.host }
        throw fault
      }
      place = try Self.target(of: answer, from: place)
    }
    throw FetchFault("\(address.host) leads on more than \(Self.mostRedirects) times")
  }

  /// The answer could not be written to the file.
  struct Unwritable: Error {
    var detail: String
  }

  private func send(_ place: ImageAddress, of address: ImageAddress, _ descriptor: Int32) async throws -> HTTPResponse {
    let limits = HTTPLimits(
      firstByte: .seconds(30), total: .seconds(300), responseBytes: RowImages.mostBytes)
    var request = HTTPRequest(.get, place.text, headers: [.init("Accept", "image/*")], limits: limits)
    request.saveTo = descriptor
    do throws(HTTPFailure) {
      return try await client.send(request)
    } catch {
      if error.kind == .cancelled { throw CancellationError() }
      if error.kind == .notSaved { throw Unwritable(detail: error.message) }
      var fault = FetchFault(error, host: place.host)
      if place.host != address.host { fault.isOfHost = false }
      throw fault
    }
  }

  /// Where a redirect leads, if it may be followed: what a list may not ask for, a host may not either.
  static func target(of answer: HTTPResponse, from place: ImageAddress) throws(FetchFault) -> ImageAddress {
    guard let text = answer.redirect(from: place.text) else {
      throw FetchFault("\(place.host) answered \(answer.status), which leads nowhere")
    }
    let target: ImageAddress
    do {
      target = try ImageAddress(text)
    } catch {
      let elsewhere =
        switch error {
        case .privateHost(let host): "a private network (\(host))"
        case .credentials: "an address with a user's name or a password"
        case .scheme(let scheme): "an address of the kind '\(scheme):'"
        case .notAnAddress: "no address of the web"
        }
      throw FetchFault("\(place.host) leads on to \(elsewhere), which is never asked for")
    }
    if place.isEncrypted && !target.isEncrypted {
      throw FetchFault(
        "\(place.host) leads from https to http, where anyone on the way could change the image")
    }
    return target
  }
}

extension ImageAddress {
  fileprivate var isEncrypted: Bool { text.lowercased().hasPrefix("https:") }
}
