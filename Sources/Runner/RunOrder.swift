/// The order in which a study's candidates are asked: those that ask for themselves first, and then, step by step, those
/// that take captions of others.
///
/// Step by step rather than item by item: nobody waits for another while holding a place in a lane, and a run that was
/// killed goes on by what is stored alone.
struct RunOrder {
  /// Candidate label → labels of the candidates whose stored captions it takes.
  let takes: [String: Set<String>]

  /// In which step a candidate's turn comes, from 0.
  func step(of label: String) -> Int {
    // What is taken holds the whole definition of what it takes itself, so that no way leads back.
    (takes[label] ?? []).map { step(of: $0) + 1 }.max() ?? 0
  }

  /// Jobs grouped by steps, each step's in the order given.
  func steps<Job>(_ jobs: [Job], label: (Job) -> String) -> [[Job]] {
    let steps = Dictionary(Set(jobs.map(label)).map { ($0, step(of: $0)) }) { first, _ in first }
    return Dictionary(grouping: jobs) { steps[label($0)] ?? 0 }.sorted { $0.key < $1.key }.map(\.value)
  }
}
