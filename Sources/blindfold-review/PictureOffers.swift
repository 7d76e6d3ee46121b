internal import Foundation
internal import Glibc
internal import Review
internal import StudyModel

/// Pictures that wait to be fetched by a browser: one at a time, the one of the item in focus.
final class PictureOffers {
  private var current: (item: PresentationID, server: OneShotServer)?
  private let environment: [String: String]

  /// Minutes a picture waits.
  static let minutes = 5

  init(environment: [String: String]) { self.environment = environment }

  /// Offers a picture; one that waits already is offered again where it is.
  ///
  /// - Throws: ``OneShotServer/Problem``.
  func offer(_ presentation: PresentationID, _ bytes: [UInt8]) throws -> PictureOffer {
    if let current, current.item == presentation, current.server.ending == nil { return offer(current.server) }
    close()
    let type = ImageFormat(signature: bytes)?.mediaType ?? "application/octet-stream"
    let server = try OneShotServer(bytes: bytes, type: type, lifetime: .seconds(60 * Self.minutes))
    current = (presentation, server)
    return offer(server)
  }

  /// What has become of the one that waits: told once.
  func news() -> Event? {
    guard let current, let ending = current.server.ending else { return nil }
    self.current = nil
    switch ending {
    case .fetched: return .opened(current.item, .done("The picture was fetched."))
    case .expired:
      return .opened(
        current.item, .failed("Nobody fetched the picture within \(Self.minutes) minutes. o offers it again."))
    case .closed: return nil
    }
  }

  /// No picture waits any more.
  func close() {
    current?.server.close()
    current = nil
  }

  private func offer(_ server: OneShotServer) -> PictureOffer {
    PictureOffer(
      address: "http://127.0.0.1:\(server.port)\(server.path)",
      tunnel: Self.tunnel(to: server.port, environment, user: Self.user), minutes: Self.minutes)
  }

  /// The command for the rater's own machine; nil without ssh, where there is no other machine.
  ///
  /// `SSH_CONNECTION` holds the client's address and port, then this machine's as the client reached it.
  static func tunnel(to port: UInt16, _ environment: [String: String], user: String) -> String? {
    guard let connection = environment["SSH_CONNECTION"] else { return nil }
    let parts = connection.split(separator: " ")
    let host = parts.count == 4 ? String(parts[2]) : "HOST"
    let gate = parts.count == 4 && parts[3] != "22" ? " -p \(parts[3])" : ""
    return "ssh -N\(gate) -L \(port):127.0.0.1:\(port) \(user)@\(host)"
  }

  private static var user: String {
    getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "USER"
  }
}
