internal import Foundation
internal import StudyStore

/// What a purge removes, leaves and makes unverifiable, in lines for the conductor.
struct PurgeText {
  let purger: Purger

  private var folder: String { purger.location.folder }

  /// Before anything is removed.
  func inventory() -> String {
    let texts = purger.texts
    var lines: [String] = []
    if let unfinished = purger.unfinished {
      lines.append(
        "a purge was begun on \(StudyStatus.minute(unfinished.at)) by \(unfinished.who) and is not finished: this goes on with it"
      )
    }
    lines += ["goes, for good:"]
    let words = [counted(texts.captions, "caption"), counted(texts.edits, "edited caption")].joined(separator: ", ")
    lines.append(
      "  study.sqlite, key.sqlite: \(words)" + (purger.request.removesNotes ? ", \(notes(texts.notes))" : "")
        + ", what services said of failed calls")
    lines += (purger.files.packets + purger.files.batches + purger.files.leftovers).map {
      "  \($0.name): \(size($0.bytes))"
    }
    if !purger.request.files.isEmpty {
      lines.append("  \(counted(purger.request.files.count, "file")) that the study was made from:")
      lines += purger.request.files.map { "    \(visible($0))" }
    }
    lines.append(
      "  \(purger.documents.joined(separator: ", ")): made again without captions, under the same names")
    lines += ["stays:"] + stays().map { "  " + $0 }
    lines += ["can be checked afterwards as before:"] + Self.checkable.map { "  " + $0 }
    lines += ["cannot be checked any more:"] + Self.lost.map { "  " + $0 }
    lines += ["out of reach:", "  " + Self.unreachable] + batches().map { "  " + $0 }
    return lines.joined(separator: "\n")
  }

  /// After everything is done.
  static func done(_ record: PurgeRecord, _ folder: String) -> String {
    """
    removed: \(record.removed.summary.isEmpty ? "no text, no packet" : record.removed.summary)\
    \(record.files.isEmpty ? "" : ", \(counted(record.files.count, "file")) that the study was made from")
    the documents are made again without captions; their numbers are the same
    what is kept in their place has the SHA-256 \(record.receipt): note it where this study is cited
    out of reach: \(unreachable)
    """
  }

  /// What is said of batches that a service may have still.
  private func batches() -> [String] {
    guard let batches = purger.files.atService else {
      return ["batches that a service may have still: batch/batch.sqlite, which goes too, cannot be read"]
    }
    if batches.isEmpty { return [] }
    return [
      "\(counted(batches.count, "batch", "batches")) whose results were not imported: \(batches.joined(separator: ", ")). "
        + "Their names go with batch/batch.sqlite: cancel or delete them at the service first"
    ]
  }

  private func stays() -> [String] {
    var lines: [String] = []
    if purger.texts.notes > 0, !purger.request.removesNotes {
      lines.append(
        "\(notes(purger.texts.notes)): they may quote a caption or describe a person; --notes removes them too")
    }
    lines.append(
      "every rating, tag, flag and time; raters' pseudonyms; accounts, and file names of images left out, in the log; the "
        + "ledger of calls")
    lines.append(
      "of every caption its SHA-256 and number of words, of every edited caption its distance: whoever guesses a caption "
        + "can tell by its hash that it was this one")
    lines.append("study.yaml and the rubric, with examples and prompts that stand in them")
    if let inputs = purger.inputs {
      let outside = inputs.images - inputs.imagesInside
      if outside > 0 {
        lines.append("\(counted(outside, "image")) of the image set, outside this folder: yours to delete")
      }
      if purger.request.files.isEmpty, !inputs.inside.isEmpty {
        lines.append(
          "\(counted(inputs.inside.count, "file")) in this folder that the study was made from (images, captions made elsewhere): "
            + "--inputs removes them too")
      }
    } else {
      lines.append("the image set, wherever it is: the study file or an image cannot be read")
    }
    for name in purger.files.late {
      lines.append(
        "\(visible(name)): has entries that were not collected before captions went; it holds images and captions")
    }
    for name in purger.files.strangers { lines.append("\(visible(name)): not of this study; it may hold images") }
    if !purger.files.others.isEmpty {
      lines.append(
        "not looked into: \(purger.files.others.map(rest).joined(separator: ", ")); whatever they hold stays")
    }
    return lines
  }

  /// A file or folder that is not looked into, but for files in it that the study was made from.
  private func rest(_ name: String) -> String {
    let isUsed = purger.inputs?.inside.contains { $0.hasPrefix(name + "/") } ?? false
    return isUsed ? "the rest of \(visible(name))" : visible(name)
  }

  /// What still follows from what is there.
  static let checkable = [
    "every number of the documents, worked out again; commitments; the plan; each rater's last link against the receipt",
    "a caption or packet that somebody still has, against its hash or its chain",
  ]

  /// What is taken on trust from now on.
  static let lost = [
    "that the kept hashes, numbers of words and distances are those of the captions: length control, over-long captions and "
      + "edit distances rest on them",
    "that ratings before a removed text are what the rater's chain held: they are held against what the purge kept instead",
    "what the leak scan found in captions",
  ]

  /// Where this program cannot go.
  static let unreachable =
    "backups, packets that were mailed or copied, an image set elsewhere, git history, file system snapshots, and the "
    + "services that were asked"

  private func notes(_ count: Int) -> String { "\(counted(count, "note")) of raters" }

  private func size(_ bytes: Int) -> String {
    bytes < 100_000 ? "\((bytes + 999) / 1000) kB" : String(format: "%.1f MB", Double(bytes) / 1_000_000)
  }
}
