internal import ArgumentParser
internal import Packet
internal import Terminal

/// The program's exit codes, decided in this one place. The numbers are those of `sysexits.h`.
enum Exits {
  static let packet = ExitCode(66)
  static let noTerminal = ExitCode(69)
  static let notSaved = ExitCode(74)
  static let busy = ExitCode(75)

  /// Writes an error to stderr.
  ///
  /// - Returns: the exit code for it.
  static func reported(_ error: any Error) -> ExitCode {
    if let code = error as? ExitCode { return code }
    Console.complain("\(error)")
    switch error {
    case PacketError.notSaved, PacketError.gone, is Unwritable: return notSaved
    case is PacketError, is Suitability.Problem: return packet
    case is PacketLock.Busy: return busy
    case is TerminalError: return noTerminal
    default: return .failure
    }
  }
}
