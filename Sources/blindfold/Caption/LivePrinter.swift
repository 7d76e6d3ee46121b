internal import CaptionClient
internal import Foundation
internal import Synchronization

/// Prints a caption on the terminal while it is being written. Nothing in it can act there.
final class LivePrinter: Sendable {
  private let shown = Mutex("")
  private let isStopped = Mutex(false)

  /// Nothing more is asked for: what stands there is all that there will be.
  func stop() { isStopped.withLock { $0 = true } }

  /// Takes the next piece. Called on the network's thread.
  func take(_ piece: LiveText.Piece) {
    switch piece {
    case .text(let text):
      shown.withLock { $0 += text }
      FileHandle.standardOutput.write(Data(visible(text).utf8))
    case .takenBack:
      shown.withLock { $0 = "" }
      FileHandle.standardOutput.write(Data("\n".utf8))
      if !isStopped.withLock(\.self) { printError("what stands above does not count; asking goes on") }
    }
  }

  /// Prints what is not there yet, and ends the line.
  func finish(with text: String) {
    let rest = shown.withLock { shown in
      text.hasPrefix(shown) ? String(text.unicodeScalars.dropFirst(shown.unicodeScalars.count)) : "\n" + text
    }
    FileHandle.standardOutput.write(
      Data((rest.hasPrefix("\n") ? "\n" + visible(String(rest.dropFirst())) : visible(rest)).utf8))
    FileHandle.standardOutput.write(Data("\n".utf8))
  }
}
