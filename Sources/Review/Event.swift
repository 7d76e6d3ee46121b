public import StudyModel
public import Terminal

/// Something that happened to the review.
public enum Event: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Something is to be done, whatever key or word asked for it.
  case action(Action)
  /// The window has this size now.
  case resized(columns: Int, rows: Int)
  /// Some time went by.
  case tick
  /// The rater is back: the program goes on after it was stopped.
  case resumed
  /// A presentation, picture and captions, was on the screen in full for the first time, with its picture this large.
  case drawn(PresentationID, picture: PixelSize)
  /// A part of a presentation's picture was on the screen, alone; the whole picture has so many pixels at that scale.
  case zoomed(PresentationID, part: PicturePart, picture: PixelSize)
  /// A picture cannot be shown, and why.
  case pictureFailed(PresentationID, String)
  /// The judgement that was to be stored is on disk.
  case stored
  /// It is not, and why.
  case notSaved(String)
  /// Opening the picture outside ended so.
  case opened(PresentationID, Result)

  /// How opening a picture ended.
  public enum Result: Hashable, Sendable {
    /// It is open; where.
    case done(String)
    /// It waits to be fetched.
    case offered(PictureOffer)
    /// It is not; why, and what to do.
    case failed(String)
  }
}

/// What a rater can do.
public enum Action: Hashable, Sendable {
  /// Give the answer that this key stands for to the question in focus.
  case answer(Character)
  /// Take the answer in focus back.
  case clear
  /// Go so many captions down.
  case caption(by: Int)
  /// Go so many questions on.
  case question(by: Int)
  /// Go to the next item that is neither rated nor skipped.
  case nextUnrated
  /// Go to the next item among those of the filter, or to the one before.
  case nextItem, previousItem
  /// Go to the item of this index, whatever the filter.
  case item(at: Int)
  /// Go to the first or the last item of the filter.
  case firstItem, lastItem
  /// Take the last change back, or make it again.
  case undo, redo
  /// Set the flag, or take it off.
  case flag
  /// Skip the item for a reason; an empty reason: skip no longer.
  case skip(String)
  /// Put a comment on the item; an empty one takes it off.
  case comment(String)
  /// Answer a question about the caption in focus with these tags.
  case tags(question: String, [String])
  /// Answer a question about the caption in focus with a text; an empty one takes it off.
  case text(question: String, String)
  /// Show these items only.
  case filter(Filter)
  /// Scroll the captions by so many lines.
  case scroll(by: Int)
  /// Give the answer that this key stands for to the last question.
  case guess(Character)
  /// Take that answer back.
  case clearGuess
  /// Go to the next item that the last question is asked about, or to the one before.
  case nextGuess, previousGuess
  /// Leave the last question.
  case closeGuess
  /// Note that the practice item was done or skipped, in a word.
  case notePractice(String)
  /// Open what asks for more keys.
  case open(Screen.Kind)
  /// Open the picture outside.
  case openPicture
  /// Draw everything anew.
  case redraw
  /// Stop the program as Ctrl-Z does.
  case suspend
  /// Save and quit.
  case quit
}

/// Something that the review wants done.
public enum Effect: Hashable, Sendable {
  /// Store a judgement; answer with ``Event/stored`` or ``Event/notSaved(_:)`` before the next key.
  case store(Judgement)
  /// Open the picture of a presentation outside; answer with ``Event/opened(_:_:)``.
  case openPicture(Presentation)
  /// Draw everything anew.
  case redraw
  /// Stop the program as Ctrl-Z does.
  case suspend
  /// End.
  case quit
}

/// Which items are shown.
public enum Filter: String, Hashable, Sendable, CaseIterable {
  /// All of them.
  case all
  /// Those neither rated nor skipped.
  case unrated
  /// Those with a flag.
  case flagged
  /// Those skipped.
  case skipped
}
