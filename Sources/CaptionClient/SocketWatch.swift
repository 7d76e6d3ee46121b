internal import CCurl
internal import Glibc

/// A socket that something can be done with.
struct ReadySocket: Sendable {
  var descriptor: Int32
  /// curl's `CURL_CSELECT_` bits.
  var events: Int32
}

/// What curl wants to be told of: sockets, by an epoll descriptor, and one point in time. curl is then given the sockets
/// that moved; asking it to look through all of them costs a system call for every transfer under way.
///
/// Lives on curl's thread only and is deliberately not Sendable.
final class SocketWatch {
  private let epoll: Int32
  private var due: ContinuousClock.Instant?

  init(epoll: Int32) { self.epoll = epoll }

  /// Makes curl tell this watch; it must live as long as the handle.
  func attach(to multi: UnsafeMutableRawPointer) {
    let me = Unmanaged.passUnretained(self).toOpaque()
    wire_multi_watch_sockets(multi, me) { _, socket, what, me, _ in
      if let me { SocketWatch.from(me).watch(socket, what) }
      return 0
    }
    wire_multi_watch_time(multi, me) { _, milliseconds, me in
      if let me { SocketWatch.from(me).due = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds) }
      return 0
    }
  }

  private static func from(_ pointer: UnsafeMutableRawPointer) -> SocketWatch {
    Unmanaged<SocketWatch>.fromOpaque(pointer).takeUnretainedValue()
  }

  private func watch(_ socket: curl_socket_t, _ what: Int32) {
    var event = epoll_event()
    if what == CURL_POLL_REMOVE {
      // curl may have closed it already, which took it off the list.
      epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event)
      return
    }
    if what != CURL_POLL_OUT { event.events |= EPOLLIN.rawValue }
    if what != CURL_POLL_IN { event.events |= EPOLLOUT.rawValue }
    event.data.fd = socket
    if epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0 { epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) }
  }

  /// Whether the point in time that curl asked for has come. Told once.
  var isDue: Bool {
    guard let due, due <= .now else { return false }
    self.due = nil
    return true
  }

  /// How long until curl wants its turn, whatever moves; nil where it does not care.
  var untilDue: Duration? { due.map { max(.zero, $0 - .now) } }
}
