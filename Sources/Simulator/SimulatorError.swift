/// What can be wrong with what a simulation is declared from. Every message says where, what, what follows, what to do.
public enum SimulatorError: Error, Equatable, CustomStringConvertible {
  /// A file is not there or cannot be read.
  case unreadable(path: String, detail: String)
  /// A row of the fact book is not as it must be.
  case row(path: String, line: Int, detail: String)
  /// The declarations are not as they must be; `place` is the path of keys inside the file.
  case declaration(path: String, place: String, detail: String)
  /// The service cannot listen.
  case cannotListen(port: UInt16, detail: String)
  /// A packet shows an image whose facts are not known.
  case unknownItem(packet: String, item: String)
  /// The images do not fit what is asked of them.
  case weights(detail: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .unreadable(let path, let detail):
      "\(path): cannot be read (\(detail)). Nothing can be simulated without it. Check the path."
    case .row(let path, let line, let detail):
      "\(path):\(line): \(detail)"
    case .declaration(let path, let place, let detail):
      "\(path): \(place.isEmpty ? "" : "\(place): ")\(detail)"
    case .cannotListen(let port, let detail):
      "127.0.0.1:\(port): the simulated service cannot listen there (\(detail)). Nothing was started. "
        + "Choose another port, or 0 for any free one."
    case .unknownItem(let packet, let item):
      "\(packet): shows item \(item.prefix(12))…, of which the fact book has no facts. No stand-in rated anything. "
        + "Use the metadata.jsonl of the image set that the packet was made from."
    case .weights(let detail):
      "traffic weights: \(detail)"
    }
  }
}
