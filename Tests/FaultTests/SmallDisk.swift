import Foundation
import Glibc
import ProgramStand
import Testing

/// A disk of a few hundred kilobytes, in memory, that can be filled and freed.
final class SmallDisk {
  let path: String
  private let folder: TemporaryFolder
  private var isMounted = false

  /// Mounting takes rights that a developer's account may lack; CI has them.
  static let canMount: Bool = (try? SmallDisk(kilobytes: 64)) != nil

  init(kilobytes: Int) throws {
    folder = try TemporaryFolder("disk")
    path = folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k,mode=0777") == 0 else {
      throw PseudoTerminal.Failed("no small disk: \(String(cString: strerror(errno)))")
    }
    isMounted = true
  }

  deinit { if isMounted { umount2(path, Int32(MNT_DETACH)) } }

  private var ballast: String { path + "/ballast" }

  /// Takes all room there is.
  func fill() throws {
    let descriptor = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    for size in [4096, 512, 1] {
      let block = [UInt8](repeating: 1, count: size)
      while write(descriptor, block, size) > 0 {}
    }
    try #require(errno == ENOSPC, "\(String(cString: strerror(errno)))")
  }

  /// Gives the room back.
  func free() throws { try FileManager.default.removeItem(atPath: ballast) }

  /// Lets nobody write any more, not even root.
  func makeReadOnly() throws {
    // A program that a test beside this one is just starting holds our open files until it is another: a busy disk frees.
    let deadline = ContinuousClock.now + .seconds(60)
    while mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "mode=0777") != 0 {
      let reason = errno
      try #require(reason == EBUSY && ContinuousClock.now < deadline, "\(String(cString: strerror(reason)))")
      usleep(10_000)
    }
  }
}
