internal import CHiredis

/// What a Redis answers to one command. Nothing that is asked for here is answered by a list.
enum RedisReply: Hashable, Sendable {
  case bytes([UInt8])
  case nothing
  /// It did what it was told.
  case done
  /// It did not: the first word of why.
  case error(String)

  /// - Throws: ``RedisFault/junk``.
  init(_ reply: redisReply) throws(RedisFault) {
    let text = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
    switch reply.type {
    case REDIS_REPLY_STRING: self = .bytes(Array(text))
    case REDIS_REPLY_NIL: self = .nothing
    case REDIS_REPLY_STATUS where text.elementsEqual("OK".utf8): self = .done
    case REDIS_REPLY_ERROR:
      let word = text.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }.prefix(20)
      self = .error(word.isEmpty ? "an error" : String(decoding: word, as: UTF8.self))
    default: throw .junk
    }
  }
}
