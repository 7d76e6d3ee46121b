internal import Analysis
internal import Foundation

extension StudyStatus {
  /// What `blindfold assign` prints where nothing is to be changed: raters, their packets, and how each stands.
  func assignment(study: String) -> String {
    guard let rated else { return "no packets are planned yet\nnext: blindfold run \(quoted(study))" }
    let head = ["rater", "state", "rated", "open", "minutes", "packets"]
    let rows = rated.progress.raters.map { rater in
      let packets = rated.packets[rater.name] ?? []
      return [
        rater.name + (rater.isGuest ? " (guest)" : ""), words(rated.state(of: rater)),
        "\(rater.rated) of \(rater.planned)",
        "\(rater.open)", packets.map { "\(minutes($0))" }.joined(separator: " + "),
        packets.map { $0.path + ($0.isHere ? "" : " (not here)") }.joined(separator: "; "),
      ]
    }
    var lines = [TextGrid(rows: [head] + rows, left: Set(head.indices)).text]
    for change in withdrawals {
      lines.append(
        "\(Self.minute(change.at)) \(change.who): \(change.what)" + (change.because.map { " (“\($0)”)" } ?? ""))
    }
    lines.append(
      unblinded == nil
        ? "to change it: blindfold assign \(quoted(study)) --withdraw NAME, --replace NAME --by NEW, or --late NEW"
        : "unblinded: who judges what can no longer be changed")
    return lines.joined(separator: "\n")
  }

  private func words(_ state: RaterState) -> String {
    switch state {
    case .waiting(let days): days > 0 ? "waiting, \(days) day\(days == 1 ? "" : "s")" : "waiting"
    case .begun: "begun"
    case .done: "done"
    case .withdrawn: "withdrawn"
    case .replaced(let other): "replaced by \(other)"
    }
  }
}
