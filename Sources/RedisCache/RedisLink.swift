internal import CHiredis
internal import Glibc
internal import Roster

/// A connection to a Redis, by hiredis. For one thread only, which must have SIGPIPE blocked.
///
/// Every exchange has a time limit over all of it, however the bytes trickle: hiredis waits for nothing here, and is only
/// called when there is something to read or room to write.
final class RedisLink {
  /// How long connecting may take; looking up the name comes before that.
  static let connecting = Duration.seconds(1)
  /// How long an exchange may take: a Redis that forks to save what it holds stands still for some hundred milliseconds.
  static let patience = Duration.seconds(1)
  /// Most bytes of answers that have not been taken.
  private static let mostBytes = 8 << 20

  private let context: UnsafeMutablePointer<redisContext>
  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>

  /// The IP address that the name stood for.
  let host: String

  /// Connects, logs in where there is a password, and chooses the database.
  ///
  /// - Parameter host: an IP address that was reached before. Nil: the name is looked up, which may take any time.
  init(_ address: RedisAddress, at host: String? = nil, password: String?) throws(RedisFault) {
    let limit = timeval(tv_sec: Int(Self.connecting.components.seconds), tv_usec: 0)
    guard let context = redisConnectWithTimeout(host ?? address.host, Int32(address.port), limit) else {
      throw .unreachable("no memory")
    }
    guard context.pointee.err == 0, let reader = context.pointee.reader, let usual = reader.pointee.fn else {
      let detail = Self.detail(context)
      redisFree(context)
      throw .unreachable(detail)
    }
    guard let reached = Self.peer(of: context.pointee.fd) else {
      redisFree(context)
      throw .unreachable("it closed the connection at once")
    }
    self.context = context
    self.host = reached
    functions = .allocate(capacity: 1)
    functions.initialize(to: usual.pointee)
    // No command that is sent is answered by a list, and one may claim any length.
    functions.pointee.createArray = { _, _ in nil }
    reader.pointee.fn = functions
    let socket = context.pointee.fd
    guard fcntl(socket, F_SETFD, FD_CLOEXEC) == 0, fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK) == 0
    else { throw .unreachable(String(cString: strerror(errno))) }
    context.pointee.flags &= ~REDIS_BLOCK
    var commands: [[[UInt8]]] = []
    if let password {
      commands.append(["AUTH".bytes] + (address.user.map { [$0.bytes] } ?? []) + [password.bytes])
    }
    // Also where it is the usual one: what is no Redis, or wants a password, shows now.
    commands.append(["SELECT".bytes, String(address.database).bytes])
    for reply in try exchange(commands) {
      switch reply {
      case .done: continue
      case .error(let word): throw .refused(word)
      case .bytes, .nothing: throw .junk
      }
    }
  }

  deinit {
    redisFree(context)
    functions.deallocate()
  }

  /// The numeric address of the other side; nil where there is none any more.
  private static func peer(of socket: Int32) -> String? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let isKnown = withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        getpeername(socket, address, &size) == 0
          && getnameinfo(address, size, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0
      }
    }
    return isKnown ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }

  private static func detail(_ context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Sends commands and gives their answers, one each, in order. After an error the connection is of no more use.
  func exchange(_ commands: [[[UInt8]]]) throws(RedisFault) -> [RedisReply] {
    let deadline = ContinuousClock.now + Self.patience
    for command in commands { try append(command) }
    var isSent: Int32 = 0
    while isSent == 0 {
      guard redisBufferWrite(context, &isSent) == REDIS_OK else { throw .closed }
      if isSent == 0 { try wait(for: POLLOUT, until: deadline) }
    }
    var replies: [RedisReply] = []
    while replies.count < commands.count {
      if let reply = try next() {
        replies.append(reply)
        continue
      }
      try wait(for: POLLIN, until: deadline)
      guard redisBufferRead(context) == REDIS_OK else { throw .closed }
      guard context.pointee.reader.pointee.len <= Self.mostBytes else { throw .junk }
    }
    // What nobody asked for would be taken for the answer to the next question.
    guard context.pointee.reader.pointee.pos == context.pointee.reader.pointee.len else { throw .junk }
    return replies
  }

  private func append(_ command: [[UInt8]]) throws(RedisFault) {
    let bytes = command.joined().map { CChar(bitPattern: $0) }
    let lengths = command.map(\.count)
    let result = bytes.withUnsafeBufferPointer { all in
      var words: [UnsafePointer<CChar>?] = []
      var place = 0
      for length in lengths {
        words.append(all.baseAddress.map { $0 + place })
        place += length
      }
      return redisAppendCommandArgv(context, Int32(words.count), &words, lengths)
    }
    guard result == REDIS_OK else { throw .unreachable(Self.detail(context)) }
  }

  /// The next answer, as far as it has come.
  private func next() throws(RedisFault) -> RedisReply? {
    var reply: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { throw .junk }
    guard let reply else { return nil }
    defer { freeReplyObject(reply) }
    return try RedisReply(reply.assumingMemoryBound(to: redisReply.self).pointee)
  }

  private func wait(for event: Int32, until deadline: ContinuousClock.Instant) throws(RedisFault) {
    while true {
      let left = Int32((deadline - .now) / .milliseconds(1))
      guard left > 0 else { throw .silent }
      var waiting = pollfd(fd: context.pointee.fd, events: Int16(event), revents: 0)
      let ready = poll(&waiting, 1, left)
      if ready > 0 { return }
      if ready < 0 && errno != EINTR { throw .closed }
    }
  }
}

extension String {
  /// Its UTF-8.
  fileprivate var bytes: [UInt8] { Array(utf8) }
}
