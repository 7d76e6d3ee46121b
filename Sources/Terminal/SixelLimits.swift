/// What a terminal that draws sixels can take.
public struct SixelLimits: Hashable, Sendable {
  /// Colours of one picture.
  public var colours: Int
  /// The largest picture in pixels; a larger one is cut off. nil where there is no limit known.
  public var largest: PixelSize?

  /// 256 colours and any size, unless told otherwise.
  public init(colours: Int = 256, largest: PixelSize? = nil) {
    self.colours = colours
    self.largest = largest
  }

  /// For a terminal behind tmux, which cannot be asked: xterm's limits, the lowest in use.
  public static let unasked = SixelLimits(colours: 256, largest: PixelSize(width: 1000, height: 1000))

  /// Asks for 256 colours, then how many there are, then the largest picture (XTSMGRAPHICS), and last the question that
  /// every terminal answers.
  static let question = Array("\u{1B}[?1;3;256S\u{1B}[?1;1;0S\u{1B}[?2;1;0S\u{1B}[c".utf8)

  /// Reads the answers (`ESC [ ? item ; 0 ; value S`); what was not answered is taken as unlimited.
  init(_ query: TerminalQuery) {
    self.init()
    for report in query.reports(ending: "S") where report.count >= 3 && report[1] == 0 {
      if report[0] == 1, report[2] > 1 { colours = report[2] }
      if report[0] == 2, report.count >= 4, report[2] > 0, report[3] > 0 {
        largest = PixelSize(width: report[2], height: report[3])
      }
    }
  }
}

extension TerminalDevice {
  /// Asks a terminal that draws sixels what it can take; a second at most.
  public func sixelLimits() -> SixelLimits { SixelLimits(ask(SixelLimits.question)) }
}
