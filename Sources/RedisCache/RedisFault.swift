/// What can go wrong in talking to a Redis.
enum RedisFault: Error, Hashable, Sendable {
  /// No connection: the system's words on it.
  case unreachable(String)
  /// No answer in time.
  case silent
  /// The connection ended.
  case closed
  /// An answer that is none of a Redis', or not to what was asked.
  case junk
  /// It refuses what is asked: the first word of its answer, such as `NOAUTH`. The rest may repeat a password.
  case refused(String)

  /// What stands after the Redis' name: a clause without a full stop.
  var fact: String {
    switch self {
    case .unreachable(let detail): "cannot be reached (\(detail))"
    case .silent: "does not answer in time"
    case .closed: "has closed the connection"
    case .junk: "gives answers that are none of a Redis'"
    case .refused(let word): "refuses this program (\(word))"
    }
  }

  /// What to do.
  var next: String {
    switch self {
    case .unreachable, .silent, .closed: "Start it, or check the address."
    case .junk: "Check whether the address is that of a Redis."
    case .refused(let word):
      switch word {
      case "NOAUTH", "WRONGPASS", "NOPERM":
        "Set BLINDFOLD_REDIS_PASSWORD to its password, and check the user's rights."
      case "ERR":
        "Check that it has the database of that number, and set BLINDFOLD_REDIS_PASSWORD where it wants one and only there."
      default: "Check the Redis."
      }
    }
  }
}
