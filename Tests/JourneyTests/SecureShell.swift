import Foundation
import Glibc
import ProgramStand
import Testing

/// An ssh server on this machine only, with keys and settings of its own, and one key that may run one command.
final class SecureShell {
  static let server = "/usr/sbin/sshd"
  static var isHere: Bool {
    [server, "/usr/bin/ssh", "/usr/bin/ssh-keygen"].allSatisfy(FileManager.default.isExecutableFile)
  }

  let folder: TemporaryFolder
  private let running: Running
  private let port: UInt16

  /// Starts the server.
  ///
  /// - Parameter command: what the key may run, and nothing else.
  init(command: String) throws {
    folder = try TemporaryFolder("ssh")
    let path = folder.path
    for name in ["host", "rater"] {
      let made = try Programs.run(
        "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(path)/\(name)"])
      try #require(made.status == 0, "\(made.errors)")
    }
    let key = try String(contentsOfFile: path + "/rater.pub", encoding: .utf8)
    // The very line of the documentation.
    try "restrict,pty,command=\"\(command)\" \(key)"
      .write(toFile: path + "/authorized_keys", atomically: true, encoding: .utf8)
    port = try Self.freePort()
    try """
    ListenAddress 127.0.0.1
    Port \(port)
    HostKey \(path)/host
    PidFile none
    AuthorizedKeysFile \(path)/authorized_keys
    StrictModes no
    UsePAM no
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    PermitRootLogin forced-commands-only
    """.write(toFile: path + "/config", atomically: true, encoding: .utf8)
    // Where sshd goes to be nobody; a package makes it at boot.
    if geteuid() == 0 {
      try FileManager.default.createDirectory(
        atPath: "/run/sshd", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }
    running = try Running(
      "/bin/sh",
      ["-c", "trap 'kill $!' TERM; \"$@\" & wait $!", "sh", Self.server, "-D", "-e", "-f", path + "/config"])
    try #require(running.until { _ in running.errors.contains("Server listening") }, "\(running.errors)")
  }

  deinit {
    kill(running.process.processIdentifier, SIGTERM)
  }

  /// Arguments of `ssh`, up to the command.
  private func arguments(_ more: [String]) -> [String] {
    let account = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
    return [
      "-F", "none", "-p", "\(port)", "-i", folder.path + "/rater", "-o", "IdentitiesOnly=yes",
      "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
    ] + more + ["\(account)@127.0.0.1"]
  }

  /// Runs `ssh` to its end.
  ///
  /// Like the server it is started by a shell: both close every descriptor they inherit, and Foundation takes the end of
  /// one of these for the end of the process, and then waits for it before it looks at any other.
  func ssh(_ more: [String] = [], command: [String] = [], input: String = "") throws -> Programs.Result {
    try Programs.run(
      "/bin/sh", ["-c", "\"$@\"; exit $?", "sh", "/usr/bin/ssh"] + arguments(more) + command,
      environment: ["HOME": folder.path], input: input)
  }

  /// The rater's terminal, connected.
  func terminal() throws -> PseudoTerminal {
    try PseudoTerminal(
      "/usr/bin/ssh", arguments(["-tt"]),
      environment: ["TERM": "xterm-256color", "HOME": folder.path, "PATH": "/usr/bin:/bin"])
  }

  /// Kills the server's side of every connection, as a cable that is pulled would end it.
  func dropConnections() {
    // The shell's child listens; what that one started serves connections.
    for listener in Self.children(of: running.process.processIdentifier) {
      for process in Self.descendants(of: listener) { kill(process, SIGKILL) }
    }
  }

  private static func children(of parent: pid_t) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
    return all.filter { process in
      ((try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? "").contains("\nPPid:\t\(parent)\n")
    }
  }

  /// The server's processes for connections; the rater's program is left to hear of it by the hang-up.
  private static func descendants(of parent: pid_t) -> [pid_t] {
    children(of: parent).filter { process in
      ((try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? "").hasPrefix("sshd")
    }.flatMap { [$0] + descendants(of: $0) }
  }

  private static func freePort() throws -> UInt16 {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(probe, $0, length) == 0 && getsockname(probe, $0, &length) == 0
      }
    }
    try #require(bound)
    return UInt16(bigEndian: address.sin_port)
  }
}
