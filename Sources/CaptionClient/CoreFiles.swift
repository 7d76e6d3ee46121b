internal import CCurl
internal import Glibc

/// What a crash leaves behind.
public enum CoreFiles {
  /// From now on this process leaves no image of its memory: a key that is nowhere on disk does not come there so either.
  ///
  /// No core file is written, and the kernel hands none to a program that collects them; nor may another process of this
  /// account look into this one's memory. A system that refuses either goes on as it was.
  public static func refuse() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = wire_refuse_dumps()
  }
}

/// The memory of this process.
public enum ProcessMemory {
  /// Lets threads share two arenas. Call it before any thread is made.
  public static func shareArenas() { _ = wire_limit_arenas(2) }

  /// Gives back to the system what was needed before and is free now.
  public static func giveBack() { _ = malloc_trim(0) }
}
