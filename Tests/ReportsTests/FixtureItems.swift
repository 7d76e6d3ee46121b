import Blinding
import Digest
import Reports
import StudyModel

/// Images and captions of the made-up studies.
extension Fixture {
  /// The two rated images, with what every candidate said of them, and a third that nobody was shown.
  static let items: [ReportItem] = {
    let words = [
      "teapot": "A brown teapot with its lid beside it", "chart": "Bar chart of sales by quarter",
      "unseen": "A street at night",
    ]
    let categories = ["teapot": "product", "chart": "screenshot-or-chart", "unseen": "everyday"]
    let ids = words.keys.compactMap { name in ItemID(hex: SHA256.hex(name)).map { ($0, name) } }
    let outputs = ids.flatMap { id, name in
      names.keys.map { arm -> Output in
        if name == "chart", arm == tiny { return Output(arm: arm, item: id, text: "I cannot", outcome: .refused) }
        if name == "chart", arm == flash {
          return Output(arm: arm, item: id, text: "**Sales**\nby quarter\nאביב", outcome: .overLength)
        }
        return Output(arm: arm, item: id, text: words[name], outcome: .captioned)
      }
    }
    return ReportItem.all(
      categories: Dictionary(uniqueKeysWithValues: ids.map { ($0.0, categories[$0.1] ?? "") }), outputs: outputs)
  }()

  static func withItems(_ dossier: Dossier) -> Dossier {
    var dossier = dossier
    dossier.items = items
    return dossier
  }

  /// The images of ``pairs``: what nobody had to be asked about is as the preferences have it.
  static let pairItems: [ReportItem] = (0..<24).flatMap { image -> [ReportItem] in
    guard let item = ItemID(hex: SHA256.hex("image \(image)")) else { return [] }
    let words = "Thing \(image) on a table"
    let texts = [big: words, flash: image > 21 ? words : "A \(words.lowercased()), seen from above"]
    let outputs =
      texts.map { Output(arm: $0.key, item: item, text: $0.value, outcome: .captioned) } + [
        image < 2
          ? Output(arm: tiny, item: item, text: nil, outcome: .refused)
          : Output(arm: tiny, item: item, text: "Thing", outcome: .captioned)
      ]
    let category = ["everyday", "product", "screenshot-or-chart"][image % 3]
    return ReportItem.all(categories: [item: category], outputs: outputs)
  }
}
