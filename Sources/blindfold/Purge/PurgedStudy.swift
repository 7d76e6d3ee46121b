internal import Foundation
internal import StudyStore

/// A study whose images and captions were removed: what is said where a command cannot do its work any more.
enum PurgedStudy {
  /// Refuses what needs images or captions, where they were removed; does nothing elsewhere.
  ///
  /// - Parameter consequence: what therefore cannot be, and what can, in one or two sentences.
  static func refuse(_ store: StudyStore, _ consequence: String) throws {
    guard let refusal = try refusal(store, consequence) else { return }
    throw refusal
  }

  /// The same for a folder whose databases were not opened, or may not be there at all.
  static func refuse(in folder: String, _ consequence: String) throws {
    guard StudyStore.exists(in: folder) else { return }
    try refuse(StudyStore(folder: folder, create: false, recover: false), consequence)
  }

  private static func refusal(_ store: StudyStore, _ consequence: String) throws -> Refusal? {
    guard let last = try store.purges().last else { return nil }
    let because = last.because.map { " (“\(visible($0))”)" } ?? ""
    return Refusal(
      .wrongInput,
      "\(store.folder): images and captions were removed on \(StudyStatus.minute(last.at)) by \(last.who)\(because). "
        + consequence)
  }
}
