internal import ArgumentParser
internal import Foundation

/// A large study, captioned and rated by stand-ins with the programs themselves.
struct ReportStudy {
  let folder: String
  let images: Int
  let ratings: Int

  /// The study's own folder.
  var path: String { folder + "/study" }

  /// A program of the same build.
  private var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "blindfold").path
  }

  /// Makes the study, unless it is there.
  func make() throws {
    if FileManager.default.fileExists(atPath: path + "/key.sqlite") { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try makeImages()
    try makeModels()
    try studyFile.write(toFile: path + "/study.yaml", atomically: true, encoding: .utf8)
    let service = try Service(program, folder)
    defer { service.stop() }
    var environment = ProcessInfo.processInfo.environment
    environment["SIMULATOR_URL"] = service.url
    for arguments in [
      ["run", path, "--yes"],
      ["simulate", "rate", path, "--images", folder + "/set", "--declared", folder + "/models.json"],
    ] {
      _ = try run(arguments, environment)
    }
  }

  /// Writes the report anew and tells what that took.
  func report() throws -> (cpu: Double, wall: Double) {
    try run(["report", path], ProcessInfo.processInfo.environment)
  }

  private func run(_ arguments: [String], _ environment: [String: String]) throws -> (cpu: Double, wall: Double) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    let before = childCPUSeconds()
    let start = ContinuousClock.now
    try process.run()
    process.waitUntilExit()
    let wall = start.duration(to: .now) / .seconds(1)
    guard process.terminationStatus == 0 else {
      throw ValidationError("blindfold \(arguments[0]) ended with \(process.terminationStatus). Nothing was timed.")
    }
    return (childCPUSeconds() - before, wall)
  }

  /// The demo's pictures over and over, each a file of its own by a number behind its last byte.
  private func makeImages() throws {
    let set = folder + "/set"
    try FileManager.default.createDirectory(atPath: set + "/images", withIntermediateDirectories: true)
    let lines = try String(contentsOfFile: "datasets/demo/metadata.jsonl", encoding: .utf8).split(separator: "\n")
    var written: [String] = []
    for image in 0..<images {
      let line = String(lines[image % lines.count])
      guard let name = line.firstMatch(of: /"file_name": "images\/([^"]*)"/).map({ String($0.1) }) else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "datasets/demo/images/" + name))
      try (bytes + Data("\n\(image)".utf8)).write(to: URL(fileURLWithPath: "\(set)/images/\(image)-\(name)"))
      written.append(line.replacing("images/\(name)", with: "images/\(image)-\(name)"))
    }
    try (written.joined(separator: "\n") + "\n").write(
      toFile: set + "/metadata.jsonl", atomically: true, encoding: .utf8)
  }

  /// The demo's models that answer at once, and a fifth.
  private func makeModels() throws {
    let text = try String(contentsOfFile: "datasets/demo/simulator.json", encoding: .utf8)
      .replacing(/"median": \d+, "spread": \d+/, with: "\"median\": 1, \"spread\": 0")
      .replacing(
        "\"sim-large\": {",
        with: "\"sim-micro\": {\"drop\": 0.5, \"wrong\": 0.2, \"likeness\": 0.7}, \"sim-large\": {")
    try text.write(toFile: folder + "/models.json", atomically: true, encoding: .utf8)
  }

  private var studyFile: String {
    get throws {
      let root = FileManager.default.currentDirectoryPath
      return try String(contentsOfFile: "results/demo/study.yaml", encoding: .utf8)
        .replacing("../../datasets/demo", with: folder + "/set").replacing("../../", with: root + "/")
        .replacing(/\n  guests: .*/, with: "").replacing("ratings_per_item: 6", with: "ratings_per_item: \(ratings)")
        .replacing("concurrency: 8", with: "concurrency: 32")
        .replacing("\n  mini:\n", with: "\n  micro:\n    model: sim-micro\n    base_url: ${SIMULATOR_URL}\n  mini:\n")
    }
  }

  /// The stand-in service.
  private struct Service {
    let process = Process()
    let url: String

    init(_ program: String, _ folder: String) throws {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = [
        "simulate", "serve", "--images", folder + "/set", "--declared", folder + "/models.json", "--port", "0",
      ]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      var text = ""
      while !text.contains("\n") {
        let data = output.fileHandleForReading.availableData
        if data.isEmpty { break }
        text += String(decoding: data, as: UTF8.self)
      }
      guard let found = text.firstMatch(of: /simulated service at (\S+)/) else {
        process.terminate()
        throw ValidationError("The stand-in service did not start. Nothing was timed.")
      }
      url = String(found.1)
    }

    func stop() {
      process.terminate()
      process.waitUntilExit()
    }
  }
}
