internal import CTerminal
internal import Glibc

/// The terminal this process runs in: entered, waited on, written to, and given back.
///
/// There is one a process, and it belongs to the thread that entered it.
public struct TerminalDevice: Sendable {
  /// What ended a wait; several may hold at once.
  public struct Wake: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int32
    /// Takes the bits as they are.
    public init(rawValue: Int32) { self.rawValue = rawValue }
    /// There is something to read.
    public static let input = Wake(rawValue: Int32(CTERMINAL_INPUT))
    /// The window changed its size.
    public static let resized = Wake(rawValue: Int32(CTERMINAL_RESIZED))
    /// The process was stopped and goes on; the screen must be drawn anew.
    public static let resumed = Wake(rawValue: Int32(CTERMINAL_RESUMED))
    /// The process shall end, or the terminal is gone.
    public static let stop = Wake(rawValue: Int32(CTERMINAL_STOP))
  }

  /// A window's size.
  public struct Size: Hashable, Sendable {
    /// Columns.
    public var columns: Int
    /// Rows.
    public var rows: Int
    /// Pixels of the whole window; nil where the terminal does not tell.
    public var pixels: PixelSize?

    /// Pixels of one cell; nil where the terminal does not tell.
    public var cell: PixelSize? {
      pixels.map { PixelSize(width: max(1, $0.width / max(1, columns)), height: max(1, $0.height / max(1, rows))) }
    }

    /// A size in cells, and in pixels where they are known.
    public init(columns: Int, rows: Int, pixels: PixelSize? = nil) {
      self.columns = columns
      self.rows = rows
      self.pixels = pixels
    }
  }

  /// Enters raw mode on `/dev/tty`.
  ///
  /// - Throws: ``TerminalError/notATerminal(_:)``.
  public static func enter() throws -> TerminalDevice {
    let descriptor = cterminal_open()
    guard descriptor >= 0, cterminal_enter(descriptor) == 0 else {
      throw TerminalError.notATerminal(String(cString: strerror(errno)))
    }
    return TerminalDevice()
  }

  /// Gives the terminal back as it was found.
  public func leave() { cterminal_leave() }

  /// Stops the process as Ctrl-Z does; returns when it goes on, with the screen entered anew and empty.
  public func suspend() { cterminal_suspend() }

  /// Waits for something to happen.
  ///
  /// - Parameter milliseconds: at most so long.
  public func wait(milliseconds: Int) -> Wake { Wake(rawValue: cterminal_wait(Int32(clamping: milliseconds))) }

  /// What was typed and not yet read, at most 4096 bytes.
  public func read() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = cterminal_read(&bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : []
  }

  /// Writes all bytes; a terminal that is gone is noticed by the next wait.
  public func write(_ bytes: [UInt8]) { _ = cterminal_write(bytes, bytes.count) }

  /// The window's size; 80×24 where the terminal does not tell.
  public var size: Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    var width: Int32 = 0
    var height: Int32 = 0
    guard cterminal_size(&columns, &rows, &width, &height) == 0 else { return Size(columns: 80, rows: 24) }
    let pixels = width > 0 && height > 0 ? PixelSize(width: Int(width), height: Int(height)) : nil
    return Size(columns: Int(columns), rows: Int(rows), pixels: pixels)
  }
}

/// An extent in pixels.
public struct PixelSize: Hashable, Sendable {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int

  /// An extent in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// What can be wrong with a terminal.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// `/dev/tty` cannot be opened or is no terminal.
  case notATerminal(String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .notATerminal(let reason):
      "/dev/tty: \(reason). The screen cannot be used. Run in a terminal, or use --plain for line prompts."
    }
  }
}
