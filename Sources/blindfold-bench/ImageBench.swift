internal import ArgumentParser
internal import Digest
internal import Foundation
internal import Imaging

/// Hashes image files as a study does: the half of `script/bench image` that is ours.
struct ImageBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image",
    abstract: "SHA-256 or perceptual hashes of image files; script/bench image holds them against others.",
    discussion: "Example:\n  script/bench image --images 12 --rounds 5")

  enum Hash: String, ExpressibleByArgument, CaseIterable {
    case sha256, phash
  }

  @Argument(help: "sha256 prints a line a file; phash one JSON object with CPU seconds of the hashing alone.")
  var hash: Hash

  @Argument(help: "Image files.")
  var files: [String]

  func run() throws {
    switch hash {
    case .sha256:
      for file in files { print("\(SHA256.hex(try ImageFile.bytes(at: file))) \(file)") }
    case .phash:
      guard let first = files.first else { return }
      // What is loaded at first use is start-up.
      _ = try PerceptualHash(of: ImageFile.bytes(at: first))
      let start = cpuSeconds()
      let hashes = try files.map { try PerceptualHash(of: ImageFile.bytes(at: $0)).description }
      let seconds = cpuSeconds() - start
      print(#"{"seconds": \#(seconds), "hashes": ["\#(hashes.joined(separator: #"", ""#))"]}"#)
    }
  }
}
