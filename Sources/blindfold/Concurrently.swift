internal import Foundation

/// Does the same for each of many things, as many at once as there are processors.
///
/// - Returns: the results in the order of the inputs.
/// - Throws: what `work` throws first; what has begun then is finished.
func concurrently<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], _ work: @escaping @Sendable (Input) throws -> Output
) async throws -> [Output] {
  try await withThrowingTaskGroup(of: (Int, Output).self) { group in
    var outputs = [Output?](repeating: nil, count: inputs.count)
    var rest = inputs.enumerated().makeIterator()
    func start() {
      guard let (index, input) = rest.next() else { return }
      group.addTask { @concurrent in (index, try work(input)) }
    }
    for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { start() }
    while let (index, output) = try await group.next() {
      start()
      outputs[index] = output
    }
    return outputs.compactMap(\.self)
  }
}
