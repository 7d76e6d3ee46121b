internal import ArgumentParser
internal import Batching
internal import CaptionClient
internal import Captioning
internal import Fetching
internal import Foundation
internal import Packet
internal import Reports
internal import StudyFile
internal import StudyStore

/// Everything a command can end with, decided in this one place. Documented in Exit-codes.md and in `--help`.
enum Ending: Int32 {
  case done = 0
  case budgetReached = 3
  case smallChance = 4
  case wrongInput = 65
  case missingFile = 66
  case unavailable = 69
  case cannotWrite = 73
  case notFinished = 75
  case evidenceSaysNo = 100
  case undecided = 101
  case interrupted = 130

  var exitCode: ExitCode { ExitCode(rawValue) }

  /// How a command ends that meets this error.
  init(_ error: any Error) {
    switch error {
    case is StudyFileError: self = .wrongInput
    case let error as StoreError:
      switch error {
      case .busy, .noMemory: self = .notFinished
      case .notRun: self = .missingFile
      case .notWritable, .notStored: self = .cannotWrite
      case .unreadable, .newer, .halfMissing, .contradicts, .protocolChanged: self = .wrongInput
      }
    case let error as BulkError:
      switch error {
      case .busy: self = .notFinished
      case .anotherJob, .noLedger, .edited: self = .wrongInput
      case .notWritable, .notAppended: self = .cannotWrite
      }
    case let error as BatchLedgerError:
      switch error {
      case .nothingExported: self = .missingFile
      case .anotherJob: self = .wrongInput
      }
    case let error as BatchProblem:
      switch error {
      case .notWritten: self = .cannotWrite
      case .changed, .otherService, .noSuchBatch, .otherBatch: self = .wrongInput
      case .unknowable: self = .unavailable
      case .refused, .notFetched, .uncertain, .notConfirmed: self = error.isPassing ? .notFinished : .unavailable
      }
    case is BatchFile.Unreadable: self = .missingFile
    case let error as PacketError:
      switch error {
      case .missing: self = .missingFile
      case .readOnly, .folderReadOnly, .gone, .notSaved, .notCopied, .notMade, .noRoom: self = .cannotWrite
      case .noMemory: self = .notFinished
      case .unreadable, .altered, .newer: self = .wrongInput
      }
    case let error as ReportError:
      switch error {
      case .folderInUse: self = .notFinished
      case .cannotWrite, .cannotReplace: self = .cannotWrite
      default: self = .wrongInput
      }
    case let error as FetchFolderError:
      switch error {
      case .notWritten: self = .cannotWrite
      case .busy: self = .notFinished
      case .foreign: self = .wrongInput
      }
    case let error as Refusal: self = error.ending
    case let error as PacketProblem: self = error.kind == .missing ? .missingFile : .wrongInput
    case is CaptionerProblem, is BatchServices.Unready: self = .unavailable
    case is Shortage, is HTTPFailure: self = .notFinished
    case let error as CocoaError where error.isFileError: self = .cannotWrite
    default: self = .wrongInput
    }
  }
}

/// A command that cannot go on: place, fact, consequence, next step.
struct Refusal: Error, CustomStringConvertible {
  var description: String
  var ending: Ending

  init(_ ending: Ending, _ description: String) {
    self.ending = ending
    self.description = description
  }
}

/// Runs a command's work; what it throws becomes a message on stderr and an exit code.
func ending<Value>(_ work: () async throws -> Value) async throws -> Value {
  do {
    return try await work()
  } catch let code as ExitCode {
    throw code
  } catch let error as ValidationError {
    throw error
  } catch is CancellationError {
    printError("stopped; what had arrived is kept. The same command goes on where this one was.")
    throw Ending.interrupted.exitCode
  } catch let failure as HTTPFailure {
    // What one request meets is told by whoever made it; here nothing could be sent at all.
    printError(
      "\(failure.message). Nothing was sent. Close other programs or raise the limits (ulimit -a), then give the same "
        + "command again.")
    throw Ending(failure).exitCode
  } catch {
    printError("\(error)")
    throw Ending(error).exitCode
  }
}

/// A line on stderr. Nothing that a command prints there holds a key: errors are made without them.
func printError(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

/// Milliseconds since 1970.
func now() -> Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }

/// Where a study is, from what was typed: its folder, or its `study.yaml`.
struct StudyLocation {
  /// The folder as typed, without a slash at the end.
  var folder: String

  init(_ typed: String) throws {
    let path = typed.count > 1 && typed.hasSuffix("/") ? String(typed.dropLast()) : typed
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Refusal(
        .missingFile,
        "\(typed): no such study. Nothing was done. Give its folder or its study.yaml; "
          + "results/demo/study.yaml of the project is one to start from.")
    }
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    folder = isFolder.boolValue ? path : parent.isEmpty ? "/" : parent
    let file = isFolder.boolValue ? path + "/study.yaml" : path
    guard file.split(separator: "/").last == "study.yaml" else {
      throw Refusal(
        .wrongInput, "\(typed): a study's file is called study.yaml. Nothing was done. Rename it, one folder a study.")
    }
    guard FileManager.default.fileExists(atPath: file) else {
      throw Refusal(
        .missingFile, "\(folder): no study.yaml in this folder. Nothing was done. Copy one there to start a study.")
    }
  }

  /// The study file.
  var studyFile: String { folder + "/study.yaml" }
  /// The folder of packets: away from the key.
  var packets: String { folder + "/packets" }
  /// A rater's packet: `ana.sqlite`, and `ana.2.sqlite` for the second. No rater's name holds a full stop.
  func packet(of rater: String, number: Int = 1) -> String {
    "\(packets)/\(rater)\(number == 1 ? "" : ".\(number)").sqlite"
  }

  /// Every packet of a rater that is there, in the order in which they were written.
  func packets(of rater: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: packets)) ?? []
    return files.compactMap { file -> Int? in
      let parts = file.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.first == Substring(rater), parts.last == "sqlite" else { return nil }
      return parts.count == 2 ? 1 : parts.count == 3 ? Int(parts[1]) : nil
    }.sorted().map { packet(of: rater, number: $0) }
  }
}
