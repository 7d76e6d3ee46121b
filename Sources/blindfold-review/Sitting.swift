internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import Packet
internal import Review
internal import StudyModel
internal import Terminal

/// Nothing can be stored in the packet, as its first record showed. Place, fact, consequence, next step.
struct Unwritable: Error, CustomStringConvertible {
  let path: String
  let detail: String
  var description: String {
    "\(path): nothing can be stored in it (\(detail)). Nothing was shown, and what was rated before is as it was. Free "
      + "some space, check the disk and your rights, then start again."
  }
}

/// One sitting of a rater with a packet, from the session's record to the receipt.
struct Sitting {
  let file: PacketFile
  let isPlain: Bool
  let wish: PictureWish

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let pictures = PictureFiles(file)
    defer { pictures.removeAll() }
    let unsaved = isPlain ? try runPlain(pictures) : try runOnScreen(pictures)
    if let unsaved { Console.complain("the last answer is NOT SAVED: \(unsaved)") }
    // A file that was deleted while open can still be read: a receipt for it would promise what nobody can find.
    if file.isGone { throw PacketError.gone(path: file.path) }
    try printReceipt()
    if unsaved != nil { throw Exits.notSaved }
  }

  private func runPlain(_ pictures: PictureFiles) throws -> String? {
    Console.endInputOnSignals()
    let state = try begin(mode: "plain", size: (0, 0), terminal: Console.environment["TERM"] ?? "")
    let lines = LineInput()
    var review = PlainReview(
      state: state, desk: desk(pictures), read: lines.next, print: Console.say, beginItem: Console.dropTypedAhead)
    return review.run()
  }

  private func runOnScreen(_ pictures: PictureFiles) throws -> String? {
    let device = try TerminalDevice.enter()
    defer { device.leave() }
    let traits = device.traits(environment: Console.environment)
    let size = device.size
    let cell = traits.cell ?? size.cell
    let choice = PictureChoice(wish: wish, traits: traits, cell: cell) { Tmux.passesOn }
    let limits = choice.mode != .sixel ? SixelLimits() : choice.isPassedOn ? .unasked : device.sixelLimits()
    let state = try begin(
      mode: choice.displayMode(traits.depth, limits), size: (size.columns, size.rows),
      terminal: traits.name.isEmpty ? Console.environment["TERM"] ?? "" : traits.name, note: choice.complaint)
    let painter = Painter(
      mode: choice.mode, depth: traits.depth, cell: cell, sixel: limits, isPassedOn: choice.isPassedOn)
    var loop = ReviewLoop(
      state: state, desk: desk(pictures), device: device, painter: painter, depth: traits.depth)
    return loop.run()
  }

  /// Records that a session began, and takes up where the ratings end.
  private func begin(mode: String, size: (columns: Int, rows: Int), terminal: String, note: String? = nil) throws
    -> ReviewState
  {
    let canReadKey = KeyAccess.canReadKey(of: file.path)
    let session = Session(kind: .person, program: programVersion, canReadKey: canReadKey, terminal: terminal)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(session), as: UTF8.self)
    let ratings = try file.ratings()
    let now = Console.now()
    let judgement = Judgement(
      presentation: nil, slot: nil, question: Judgement.Reserved.session, answer: .text(text), madeAt: now, onTask: 0,
      display: Display(mode: mode, columns: size.columns, rows: size.rows, pixelWidth: 0, pixelHeight: 0))
    do {
      try file.append(judgement)
    } catch PacketError.notSaved(let path, let detail) {
      // Better said now than after the first answer.
      throw Unwritable(path: path, detail: detail)
    }
    var facts = ReviewState.Facts(
      study: file.header.study, rater: file.header.rater, secondsPerItem: file.header.secondsPerItem,
      canReadKey: canReadKey, displayMode: mode,
      palette: Palette(usesColour: (Console.environment["NO_COLOR"] ?? "").isEmpty),
      asksForGuess: file.header.asksForGuess == true, displayNote: note, layout: file.header.layout ?? .together,
      guide: file.guide)
    facts.secondsFromUTC = TimeZone.current.secondsFromGMT()
    return ReviewState(
      facts: facts, rubric: file.rubric, presentations: file.presentations, ratings: ratings, size: size, now: now)
  }

  private func desk(_ pictures: PictureFiles) -> ReviewDesk {
    ReviewDesk(
      store: { _ = try file.append($0) }, image: { try pictures.bytes(of: $0) }, open: { pictures.open($0) },
      file: { try pictures.path(of: $0) }, now: Console.now, news: { pictures.news() }, leave: { pictures.leave() })
  }

  /// What a rater keeps: enough to notice later that a packet lost ratings or was edited.
  private func printReceipt() throws {
    let receipt = try file.receipt()
    let state = ReviewState(
      facts: .init(
        study: file.header.study, rater: file.header.rater, secondsPerItem: file.header.secondsPerItem,
        canReadKey: false, displayMode: "", palette: Palette(usesColour: false),
        asksForGuess: file.header.asksForGuess == true),
      rubric: file.rubric, presentations: file.presentations, ratings: try file.ratings(), size: (0, 0),
      now: Console.now())
    let left = state.presentations.count - state.doneCount
    let unit = state.comparesPairs ? "pair" : "item"
    let next =
      left > 0
      ? "Open: \(left) of \(state.presentations.count) \(unit)s. Next step: run the same command to go on."
      : state.openGuesses > 0
        ? "All \(unit)s are done. Next step: tell the conductor, or send this file back: \(file.path)\n"
          + "One last question is open; it is optional. To answer it, run the same command and press n."
        : "All \(unit)s are done. Next step: tell the conductor, or send this file back: \(file.path)"
    Console.say(
      """

      Receipt (keep it, or send it to the conductor)
        packet   \(receipt.packet)
        rater    \(SafeText.onOneLine(receipt.rater))
        entries  \(receipt.count) stored (answers, changes, flags, sittings)
        chain    \(receipt.head)
      \(next)

      """)
  }
}
