// swift-tools-version: 6.2
import PackageDescription

// In CI a warning is an error; at a developer's desk it is a warning, so that a newer compiler never locks anyone out.
let strict = Context.environment["CI"] != nil

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let flyingFox: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "blindfold",
  products: [
    .executable(name: "blindfold", targets: ["blindfold"]),
    .executable(name: "blindfold-review", targets: ["blindfold-review"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    // C libraries, with the thinnest shim that works.
    .systemLibrary(name: "CCurlSystem", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CChafa", pkgConfig: "chafa", providers: [.apt(["libchafa-dev"])]),
    .systemLibrary(name: "CGdkPixbuf", pkgConfig: "gdk-pixbuf-2.0", providers: [.apt(["libgdk-pixbuf-2.0-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(name: "CCurl", dependencies: ["CCurlSystem"]),
    .target(name: "CTerminal"),

    // What a rater's program may know.
    library("StudyModel"),
    library("Digest", ["CCrypto"]),
    library("Packet", ["StudyModel", "Digest", grdb]),
    library("Imaging", ["CGdkPixbuf"]),
    library("Terminal", ["CTerminal", "CChafa", "Imaging"]),
    library("Review", ["StudyModel", "Terminal"]),
    .executableTarget(
      name: "blindfold-review",
      dependencies: ["StudyModel", "Digest", "Packet", "Review", "Terminal", "Imaging", arguments],
      swiftSettings: settings),

    // What only the conductor's program knows.
    library("Statistics"),
    library("Roster", ["StudyModel"]),
    library("Blinding", ["StudyModel", "Digest"]),
    library("CSV"),
    library("StudyFile", ["StudyModel", "Roster", "Digest", "CSV", yams]),
    library("LogSampling", ["StudyFile", "Statistics", "Digest"]),
    library("CaptionClient", ["CCurl"]),
    library("Captioning", ["StudyModel", "Roster", "CaptionClient", "Imaging", "Digest"]),
    library("StudyStore", ["StudyModel", "Blinding", "Roster", "Digest", grdb]),
    library(
      "Fetching",
      ["StudyModel", "Roster", "Digest", "StudyFile", "CaptionClient", "Captioning", "Imaging"]),
    library("RedisCache", ["CHiredis", "Roster", "StudyStore"]),
    library("Runner", ["StudyModel", "Roster", "Blinding", "Captioning", "StudyStore"]),
    library("Batching", ["StudyModel", "Roster", "Digest", "CaptionClient", "Captioning", "StudyStore"]),
    library("Analysis", ["StudyModel", "Blinding", "Statistics"]),
    library("RatingFiles", ["Analysis", "CSV"]),
    library("ReferenceCases", ["Statistics", "Analysis"]),
    library("Monitoring", ["Statistics", "CSV"]),
    library("Reports", ["StudyModel", "Statistics", "Analysis", "Blinding", "Roster", "Digest", "Monitoring"]),
    library("Simulator", ["StudyModel", "Roster", "Digest", "Packet", flyingFox, flyingSocks]),
    .executableTarget(
      name: "blindfold",
      dependencies: [
        "StudyModel", "Digest", "Statistics", "Roster", "Blinding", "StudyFile", "Imaging", "CaptionClient",
        "Captioning", "StudyStore", "Runner", "Batching", "Packet", "Analysis", "ReferenceCases", "CSV", "RatingFiles",
        "Monitoring", "Reports", "Simulator", "LogSampling", "RedisCache", "Fetching", arguments,
      ],
      swiftSettings: settings),

    .executableTarget(
      name: "blindfold-bench",
      dependencies: [
        "StudyModel", "Digest", "Roster", "Statistics", "StudyFile", "Blinding", "Imaging", "Packet", "Analysis",
        "StudyStore", "Monitoring", "Reports", "Simulator", arguments,
      ],
      swiftSettings: settings),

    tests("DigestTests", ["Digest"]),
    tests("StatisticsTests", ["Statistics"]),
    tests("MonitoringTests", ["Monitoring", "Statistics"]),
    tests("BlindingTests", ["Blinding", "StudyModel", "Digest"]),
    tests("RatingFilesTests", ["RatingFiles", "Analysis", "CSV"]),
    tests("ReferenceCasesTests", ["ReferenceCases"], exclude: ["Cases"]),
    tests("StudyFileTests", ["StudyFile", "StudyModel", "Roster", "Digest"]),
    tests("LogSamplingTests", ["LogSampling", "StudyFile"]),
    tests("ImagingTests", ["Imaging"]),
    tests(
      "FetchingTests",
      ["Fetching", "StudyFile", "StudyModel", "Roster", "Digest", "CaptionClient", "Captioning", "WireStand"]),
    .target(
      name: "WireStand", path: "Tests/WireStand", resources: [.copy("Fixtures")], swiftSettings: settings),
    tests("CaptionClientTests", ["CaptionClient", "WireStand"]),
    tests(
      "CaptioningTests",
      ["Captioning", "CaptionClient", "Roster", "StudyModel", "Digest", "Imaging", "WireStand"]),
    tests(
      "StudyStoreTests", ["StudyStore", "Blinding", "Roster", "StudyModel", "Digest", grdb],
      resources: [.copy("Golden")]),
    tests("RunnerTests", ["Runner", "Captioning", "StudyStore", "Blinding", "Roster", "StudyModel", "Digest", grdb]),
    tests(
      "BatchingTests", ["Batching", "Captioning", "CaptionClient", "StudyStore", "Roster", "StudyModel", "WireStand"]),
    tests("PacketTests", ["Packet", "StudyModel", "Digest", grdb], resources: [.copy("Fixtures"), .copy("Golden")]),
    tests("TerminalTests", ["Terminal", "Imaging"]),
    tests(
      "ReviewTests",
      ["Review", "Terminal", "StudyModel", "Packet", "Digest", "Imaging", "blindfold-review", "ProgramStand"],
      resources: [.copy("Golden")]),
    tests("AnalysisTests", ["Analysis", "Statistics", "Blinding", "StudyModel", "Digest"]),
    tests(
      "ReportsTests",
      ["Reports", "Monitoring", "Analysis", "Statistics", "Blinding", "Roster", "StudyModel", "Digest"],
      resources: [.copy("Golden")]),
    tests("SimulatorTests", ["Simulator", "StudyModel", "Roster", "Digest", "Packet"]),
    // The built programs, as a user runs them.
    .target(
      name: "ProgramStand", dependencies: ["Packet", "StudyModel"], path: "Tests/ProgramStand",
      swiftSettings: settings),
    tests("HouseTests", ["blindfold", "blindfold-review"]),
    tests(
      "JourneyTests",
      [
        "blindfold", "blindfold-review", "Reports", "StudyStore", "Blinding", "StudyModel", "Packet", "Digest",
        "ProgramStand", "WireStand",
      ],
      exclude: ["Independent", "Fixtures"]),
    // Bad luck, made to happen.
    tests(
      "FaultTests",
      [
        "blindfold", "blindfold-review", "StudyStore", "RedisCache", "Blinding", "Roster", "Review", "Terminal",
        "StudyModel", "Packet", "Digest", "Imaging", "Statistics", "ProgramStand", "WireStand",
      ], exclude: ["Fixtures"]),
  ],
  swiftLanguageModes: [.v6]
)
