internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Imaging
internal import Roster
internal import Simulator
internal import StudyStore

/// Stand-ins for services and raters. Everything that comes of them is marked *simulated*.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Stand-in services and raters of declared quality, for demos and drills.",
    discussion: """
      Captions are made from hidden facts about each image with declared defects; stand-in raters judge captions against \
      those facts. Whatever comes of either is marked "simulated" wherever it appears.

      Example:
        blindfold simulate serve --images datasets/demo --port 8080
        blindfold simulate rate results/demo --images datasets/demo
      """,
    subcommands: [ServeCommand.self, RateCommand.self])

  struct Declarations: ParsableArguments {
    @Option(help: "Folder of images whose metadata.jsonl holds facts.", completion: .directory)
    var images: String

    @Option(help: "Declared models and raters; the folder's simulator.json unless given.", completion: .file())
    var declared: String?

    func load() throws -> (book: FactBook, simulation: Simulation) {
      (try FactBook(metadata: images + "/metadata.jsonl"), try Simulation(path: declared ?? images + "/simulator.json"))
    }
  }

  struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "An OpenAI-compatible stand-in service on 127.0.0.1.",
      discussion: """
        Answers /v1/models and /v1/chat/completions, streamed or not, and /v1/files and /v1/batches, until Ctrl-C. It \
        knows the images of its folder by their bytes; of any other image it says what can be measured. A batch is done \
        when it has been asked after three times.

        With --fault it misbehaves, for drills: KIND[:RATE][@MODEL], more than once if need be. RATE is the chance that a \
        request meets it, 1 unless given, drawn of the declared seed, so that a drill can be had again. Kinds:
          rate-limit    429, Retry-After: 1
          quota         429 for good
          bad-key       401
          no-model      404
          no-vision     500 for good
          server-error  500
          loading       503
          slow          a good answer, two seconds late
          hang          no byte of an answer
          stall         half an answer, then no further byte
          close         half an answer, then closed
          cut-stream    a stream without its end
          bad-json      half an object, as if whole
          page          200, a portal's page
          nothing       200, no byte
          empty         an answer without text
          other-model   another model answers
          echo-key      500 that repeats the key

        With --batch-fault its batches misbehave: KIND[:RATE], of their lines unless said otherwise. Kinds:
          shuffle       results out of order
          duplicate     the line twice
          differs       the line twice, with another caption
          missing       no line
          expired       not carried out; the batch is expired
          error         500
          unknown       a line that nobody asked for
          bare          the completion itself as response, as vLLM once did
          failed        the batch fails as a whole
          cut           a batch is made, and the answer breaks off
          cut-upload    a file is taken, and the answer breaks off
          no-list       there is no list of files and of batches
          slow          50 ms before and after each step

        Example:
          blindfold simulate serve --images datasets/demo --port 8080
          blindfold simulate serve --images datasets/demo --fault close:0.2
          blindfold simulate serve --images datasets/demo --batch-fault missing:0.1 --batch-fault cut
          SIMULATOR_URL=http://127.0.0.1:8080/v1 blindfold run results/demo
        """)

    @OptionGroup var declarations: Declarations

    @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
    var port: UInt16 = 0

    @Option(help: "Misbehave: KIND[:RATE][@MODEL], as above.", transform: fault(_:))
    var fault: [SimulatedFault] = []

    @Option(help: "Let batches misbehave: KIND[:RATE], as above.", transform: batchFault(_:))
    var batchFault: [SimulatedBatchFault] = []

    @Option(help: "Write a line a request to this JSON Lines file.", completion: .file())
    var log: String?

    func run() async throws {
      try await ending {
        let (book, simulation) = try declarations.load()
        let service = try SimulatedService(
          simulation: simulation, book: book, port: port, log: log, faults: fault,
          batchFaults: batchFault, describe: describe(image:))
        let port = try await service.start()
        print("simulated service at http://127.0.0.1:\(port)/v1")
        print("next: SIMULATOR_URL=http://127.0.0.1:\(port)/v1 blindfold run STUDY")
        fflush(nil)
        do {
          try await interruptible { try await service.run() }
        } catch is CancellationError {}
        await service.stop()
      }
    }
  }

  struct RateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rate",
      abstract: "Let stand-in raters fill a study's packets.",
      discussion: """
        Their ratings take the path a person's take: into the packet, one by one. Guests' packets are left alone unless \
        named.

        Example:
          blindfold simulate rate results/demo --images datasets/demo
        """)

    @Argument(help: "The study's folder or its study.yaml.", completion: .file())
    var study: String

    @OptionGroup var declarations: Declarations

    @Option(parsing: .upToNextOption, help: "Only these raters; all but guests unless given.")
    var rater: [String] = []

    func run() async throws {
      try await ending {
        let (book, simulation) = try declarations.load()
        let location = try StudyLocation(study)
        let packets = try packets(location)
        // Each rating waits for the disk; raters do not wait for each other.
        let panel = simulation.panel
        try await withThrowingTaskGroup(of: String.self) { group in
          for (rater, paths) in packets {
            group.addTask {
              let sittings = try paths.map { try panel.rate(packetAt: $0, knowing: book) }
              let (stored, left) = sittings.reduce((0, 0)) { ($0.0 + $1.stored, $0.1 + $1.left) }
              return "\(rater): \(stored) simulated ratings stored, \(left) captions left"
            }
          }
          for try await line in group { print(line) }
        }
      }
    }

    /// Raters with their packets: those of the study file, and those whom an extension added; nobody who was withdrawn.
    private func packets(_ location: StudyLocation) throws -> [(rater: String, paths: [String])] {
      var raters = rater
      if raters.isEmpty {
        let review = try StudyReading(location).plan.review
        raters = review.raters
        if StudyStore.exists(in: location.folder) {
          let store = try StudyStore(folder: location.folder, create: false, recover: false)
          raters += try store.plan()?.raters.filter { !(review.raters + review.guests).contains($0) } ?? []
          let gone = Set(try store.withdrawals().map(\.rater))
          raters.removeAll(where: gone.contains)
        }
      }
      return raters.map { rater in
        let paths = location.packets(of: rater)
        return (rater, paths.isEmpty ? [location.packet(of: rater)] : paths)
      }
    }
  }
}

/// Reads what `--fault` was given.
private func fault(_ text: String) throws -> SimulatedFault {
  if let fault = SimulatedFault(text) { return fault }
  let kinds = SimulatedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError(
    "--fault \(text): no such fault. Nothing was started. Give KIND[:RATE][@MODEL], RATE over 0 and at most 1; kinds are "
      + "\(kinds).")
}

/// Reads what `--batch-fault` was given.
private func batchFault(_ text: String) throws -> SimulatedBatchFault {
  if let fault = SimulatedBatchFault(text) { return fault }
  let kinds = SimulatedBatchFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError(
    "--batch-fault \(text): no such fault. Nothing was started. Give KIND[:RATE], RATE over 0 and at most 1; kinds are "
      + "\(kinds).")
}

/// What can be measured of an image nobody knows: its shape, its size and its main colours; nil where it cannot be read.
@Sendable private func describe(image bytes: [UInt8]) -> String? {
  guard let size = try? ImageFile.size(of: bytes),
    let raster = try? ImageFile.decode(bytes, fittingWithin: ImageSize(width: 64, height: 64))
  else { return nil }
  let shape = size.width == size.height ? "square" : size.width > size.height ? "wide" : "tall"
  let colours = raster.dominantColours().formatted(.list(type: .and).locale(Locale(identifier: "en")))
  return "A \(shape) picture of \(size.width) by \(size.height) pixels, mostly \(colours)."
}
