/// What a terminal can do, as it says itself.
public struct TerminalTraits: Hashable, Sendable {
  /// What it calls itself (XTVERSION), for example `tmux 3.3a`; empty where it does not say.
  public var name: String
  /// Whether it draws pictures by Kitty's protocol.
  public var drawsKitty: Bool
  /// Whether it draws sixels, by its attributes (DA1, attribute 4).
  public var drawsSixel: Bool
  /// Whether it answered at all.
  public var hasAnswered: Bool
  /// Pixels of one cell; nil where it does not tell.
  public var cell: PixelSize?
  /// Its colours.
  public var depth: ColourDepth
  /// Whether it is tmux, whose panes need pictures made of symbols.
  public var isMultiplexed: Bool

  /// What is known of a terminal.
  public init(
    name: String = "", drawsKitty: Bool = false, drawsSixel: Bool = false, hasAnswered: Bool = true,
    cell: PixelSize? = nil,
    depth: ColourDepth = .indexed, isMultiplexed: Bool = false
  ) {
    self.name = name
    self.drawsKitty = drawsKitty
    self.drawsSixel = drawsSixel
    self.hasAnswered = hasAnswered
    self.cell = cell
    self.depth = depth
    self.isMultiplexed = isMultiplexed
  }
}

/// Asks a terminal what it can do, rather than trusting the environment.
public struct TerminalQuery: Sendable {
  /// A 1×1 picture to be tested and not shown, the name and version, the size of a cell, whether a colour of 24 bits
  /// was kept, and last the question that every terminal answers: once that answer is in, nothing more will come.
  ///
  /// tmux takes the first of these for its pane's title: where the environment tells of it, that is left out.
  static func question(inTmux: Bool) -> [UInt8] {
    Array(
      ((inTmux ? "" : "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\") + "\u{1B}[>0q" + "\u{1B}[16t"
        + "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[0m" + "\u{1B}[c").utf8)
  }

  private var answer: [UInt8] = []

  /// Begins without an answer.
  public init() {}

  /// Takes some bytes of the answer.
  public mutating func take(_ bytes: [UInt8]) { answer += bytes }

  /// Whether the last answer (`ESC [ ? … c`) is in.
  public var isComplete: Bool { attributes != nil }

  /// The terminal's attributes (DA1), the first of which is its class.
  private var attributes: [Int]? { reports(ending: "c").first }

  /// What the answers say; the environment decides only what was not answered.
  ///
  /// - Parameter environment: `TERM`, `COLORTERM` and `TMUX` are read.
  public func traits(environment: [String: String]) -> TerminalTraits {
    let name = Self.first(in: text, between: "\u{1B}P>|", and: "\u{1B}\\") ?? ""
    let term = environment["TERM"] ?? ""
    let isMultiplexed = name.hasPrefix("tmux") || Self.isInTmux(environment)
    return TerminalTraits(
      name: SafeText.onOneLine(name), drawsKitty: text.contains("\u{1B}_Gi=31;OK"),
      drawsSixel: attributes?.dropFirst().contains(4) == true, hasAnswered: isComplete, cell: cell,
      depth: depth(term: term, colours: environment["COLORTERM"] ?? ""), isMultiplexed: isMultiplexed)
  }

  private var text: String { String(decoding: answer, as: UTF8.self) }

  /// `ESC [ 6 ; height ; width t`.
  private var cell: PixelSize? {
    guard let numbers = Self.first(in: text, between: "\u{1B}[6;", and: "t")?.split(separator: ";").map({ Int($0) }),
      numbers.count == 2, let height = numbers[0], let width = numbers[1], width > 0, height > 0
    else { return nil }
    return PixelSize(width: width, height: height)
  }

  private func depth(term: String, colours: String) -> ColourDepth {
    let style = Self.first(in: text, between: "\u{1B}P1$r", and: "\u{1B}\\") ?? ""
    let kept = style.contains("48:2:1:2:3") || style.contains("48:2::1:2:3") || style.contains("48;2;1;2;3")
    if kept || colours == "truecolor" || colours == "24bit" || term.contains("direct") { return .trueColour }
    let hasFew = ["linux", "ansi", "cygwin", "pcansi"].contains(term)
    if hasFew || term.hasSuffix("-16color") || term.hasSuffix("-8color") { return .sixteen }
    let isMonochrome = ["", "dumb", "vt100", "vt102", "vt220", "xterm-mono"].contains(term)
    return isMonochrome ? .none : .indexed
  }

  /// What the environment says of tmux (or screen).
  static func isInTmux(_ environment: [String: String]) -> Bool {
    let term = environment["TERM"] ?? ""
    return environment["TMUX"] != nil || term.hasPrefix("screen") || term.hasPrefix("tmux")
  }

  /// The numbers of every private report (`ESC [ ? 1 ; 2 x`) with this last letter.
  func reports(ending final: Character) -> [[Int]] {
    text.ranges(of: "\u{1B}[?").compactMap { start in
      let rest = text[start.upperBound...]
      let numbers = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ";") }
      guard rest[numbers.endIndex...].first == final else { return nil }
      return numbers.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    }
  }

  private static func first(in text: String, between start: String, and end: String) -> String? {
    guard let from = text.firstRange(of: start)?.upperBound, let to = text[from...].firstRange(of: end)?.lowerBound
    else { return nil }
    return String(text[from..<to])
  }
}

extension TerminalDevice {
  /// Asks the terminal what it can do and waits for the answer, a second at most.
  ///
  /// Keys typed meanwhile are dropped: nothing has been shown that they could be about.
  public func traits(environment: [String: String]) -> TerminalTraits {
    ask(TerminalQuery.question(inTmux: TerminalQuery.isInTmux(environment))).traits(environment: environment)
  }

  /// Asks something that ends with the question for attributes, and waits for their answer, a second at most.
  func ask(_ question: [UInt8]) -> TerminalQuery {
    write(question)
    var query = TerminalQuery()
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(1)
    while !query.isComplete {
      let left = clock.now.duration(to: deadline) / .milliseconds(1)
      guard left > 0, !wait(milliseconds: Int(left.rounded(.up))).contains(.stop) else { break }
      query.take(read())
    }
    return query
  }
}
