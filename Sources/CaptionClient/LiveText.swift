internal import Synchronization

/// A caption shown while it is being written, out of a stream's bytes as they come.
///
/// Reasoning at the content's head is held back, and so is whatever may be the beginning of the API key. Where it turns out
/// that what was given is no caption (reasoning that was never opened, an answer that broke off), it is taken back.
public final class LiveText: Sendable {
  /// What a reader is to be shown next.
  public enum Piece: Sendable, Equatable {
    /// More of the text.
    case text(String)
    /// What was given so far does not count.
    case takenBack
  }

  private struct State {
    var stream = ChatStream()
    var shown = ""
    var isOver = false
  }

  private let key: Secret?
  private let give: @Sendable (Piece) -> Void
  private let state = Mutex(State())

  init(key: Secret?, give: @escaping @Sendable (Piece) -> Void) {
    self.key = key
    self.give = give
  }

  /// Takes bytes of a stream.
  func feed(_ bytes: [UInt8]) {
    state.withLock { state in
      guard !state.isOver else { return }
      let before = state.stream.content.utf8.count
      state.stream.feed(bytes)
      let content = state.stream.content
      guard content.utf8.count > before else { return }
      if let key, key.occurs(in: content) {
        show("", &state)
        state.isOver = true
        return
      }
      var text = LiveText.beginning(of: content)
      if let key { text = String(decoding: text.utf8.dropLast(key.begun(atEndOf: text)), as: UTF8.self) }
      show(text, &state)
    }
  }

  /// Ends with the text that counts; nil where none does.
  func end(with text: String?) {
    state.withLock { state in
      show(text ?? "", &state)
      state.isOver = true
    }
  }

  private func show(_ text: String, _ state: inout State) {
    if !text.utf8.starts(with: state.shown.utf8) {
      give(.takenBack)
      state.shown = ""
    }
    let more = String(decoding: text.utf8.dropFirst(state.shown.utf8.count), as: UTF8.self)
    if !more.isEmpty { give(.text(more)) }
    state.shown = text
  }

  /// The caption's text in content that is not whole yet: nothing where its head may still become an opening tag.
  private static func beginning(of content: String) -> String {
    let head = content.drop { $0.isWhitespace }
    if ["<think>", "<thinking>"].contains(where: { $0.hasPrefix(head) }) { return "" }
    return splittingReasoning(content).text
  }
}
