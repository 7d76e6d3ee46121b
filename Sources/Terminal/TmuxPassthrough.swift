/// Sequences for the terminal behind tmux.
enum TmuxPassthrough {
  /// What tmux takes in one piece is 1 MiB; a longer sequence is dropped without a word.
  static let largest = 1_000_000

  /// A sequence that draws or writes at the cursor, wrapped so that tmux hands it on.
  ///
  /// tmux moves the real cursor only when it writes a letter: a space is written first, and one step back is part of
  /// what is handed on.
  static func wrapped(_ sequence: [UInt8]) -> [UInt8] {
    var doubled: [UInt8] = []
    doubled.reserveCapacity(sequence.count + 16)
    for byte in sequence {
      if byte == 0x1B { doubled.append(0x1B) }
      doubled.append(byte)
    }
    return Array(" \u{1B}Ptmux;\u{08}".utf8) + doubled + Array("\u{1B}\\".utf8)
  }
}
