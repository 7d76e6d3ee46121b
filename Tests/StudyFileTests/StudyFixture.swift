import Roster
import StudyFile

/// A small study that is good, in a folder of its own, to be spoilt one place at a time.
struct StudyFixture {
  let folder: Folder

  static let study = """
    version: 1
    study: demo
    question: May flash replace big?
    dataset:
      path: data
      sample: {n: 6, seed: 7, per_category: {chart: 2}}
      traffic: {product: 0.6, everyday: 0.3, chart: 0.1}
    prompt:
      system: Write alt text.
      user: Describe this {{category}} photo.
    checks: {max_words: 25, banned_openings: ["An image of"]}
    defaults: {temperature: 0.2, max_tokens: 60}
    incumbent: big
    candidates:
      big:
        model: openai/gpt-4o
        price: {input: 2.50, output: 10.00}
      flash:
        model: openai-api/global-ai/deepseek-ai/DeepSeek-V4-Flash
      local:
        model: my-vlm
        base_url: http://127.0.0.1:8000/v1/
        revision: 4f1c2d9
        temperature: 0
        prompt: {user: What is this?}
      human:
        captions: human.jsonl
    run: {concurrency: 4, timeout: 90s, attempts: 2}
    review:
      rubric: rubric.yaml
      raters: [ana, bo, chi]
      ratings_per_item: 2
      seconds_per_item: 30
    claim:
      criterion: overall
      scope: these raters
      margin: 0.3
      because: The pilot says so.
    report: {images_per_month: 8000000}

    """

  static let rubric = """
    rubric: small
    version: 1
    mode: absolute
    sources: [ours]
    questions:
      - {id: overall, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Fair., 3: Good.}}
      - {id: extra, type: scale, optional: true, ask: Short?, points: {1: No., 2: Yes.}}
      - {id: note, type: text, ask: Why?}

    """

  /// File names by category, in the data set's order.
  static let images =
    (1...4).map { ("product", "img/product-\($0).png") } + (1...4).map { ("everyday", "img/everyday-\($0).png") }
    + (1...3).map { ("chart", "img/chart-\($0).png") }

  /// - Parameter edits: pairs of a text in the study file, and what stands in its place.
  init(_ edits: [(String, String)] = []) throws {
    folder = try Folder()
    var text = Self.study
    for (old, new) in edits {
      precondition(text.contains(old), "the study has no '\(old)'")
      text = text.replacing(old, with: new, maxReplacements: 1)
    }
    try folder.write("study.yaml", text)
    try folder.write("rubric.yaml", Self.rubric)
    var metadata = ""
    var captions = ""
    for (category, name) in Self.images {
      try folder.write("data/\(name)", png(name))
      metadata +=
        "{\"file_name\": \"\(name)\", \"text\": \"A \(category).\", \"category\": \"\(category)\", \"title\": \"T\"}\n"
      captions += "{\"file_name\": \"\(name)\", \"caption\": \"By hand: \(category)\"}\n"
    }
    try folder.write("data/metadata.jsonl", metadata)
    try folder.write("human.jsonl", captions)
  }

  var path: String { folder.path + "/study.yaml" }

  func load() throws -> LoadedStudy { try StudyFile.loadWithProvenance(path) }

  /// What the study is refused with.
  var refusal: String { folder.said { try load() } }

  /// The notices of a study that is not refused.
  func notices() throws -> [String] { try load().plan.notices.map(folder.relative) }
}
