import Foundation
import ProgramStand
import StudyStore
import Testing
import WireStand

/// Limits of cost where services do not say what they used, and where many calls are under way at once; and what is said
/// of answers that are not what was asked for.
@Suite("limits of cost and odd answers, at the service", .serialized, .timeLimit(.minutes(30)))
struct UnknownCostTests {
  private static let images = Programs.root.appending(path: "datasets/demo/images").path

  /// A good answer, a little late; without tokens where they are nil.
  private static func answer(model: String = "cap-1", tokens: (Int, Int)? = nil) -> [WireServer.Step] {
    let usage = tokens.map { #","usage":{"prompt_tokens":\#($0.0),"completion_tokens":\#($0.1)}"# } ?? ""
    let body =
      #"{"model":"\#(model)","choices":[{"message":{"role":"assistant","content":"A teapot."},"finish_reason":"stop"}]"#
      + usage + "}"
    return [.pause(.milliseconds(60))] + .answer([UInt8](body.utf8))
  }

  private func caption(
    at server: WireServer, to out: String, _ more: String..., model: String = "cap-1"
  ) throws -> Programs.Result {
    try Programs.run(
      "blindfold",
      ["caption", Self.images, "--model", model, "--base-url", server.address, "--prompt", "?", "--out", out] + more)
  }

  private func lines(_ out: String) throws -> [[String: Any]] {
    try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  /// How often a text is in another.
  private func count(_ part: String, in text: String) -> Int { text.ranges(of: part).count }

  @Test("eight at once spend no more under a limit than one at a time would; the stop is 3 and it goes on when raised")
  func reserved() throws {
    // 810 tokens at 1,000 USD per million are 0.81 USD: 0.81, 1.62, 2.43.
    let server = try WireServer { _ in Self.answer(tokens: (800, 10)) }
    let folder = try TemporaryFolder("limit")
    let options = ["--price", "1000,1000", "--concurrency", "8"]
    let out = folder.path + "/out.jsonl"
    let first = try caption(at: server, to: out, options[0], options[1], options[2], options[3], "--max-cost", "2")
    #expect(first.status == 3 && server.requests.count == 3, "\(server.requests.count) \(first.errors)")
    #expect(first.errors.contains("known cost has reached the limit"), "\(first.errors)")
    #expect(try lines(out).count == 3)
    let last = try caption(at: server, to: out, options[0], options[1], options[2], options[3])
    #expect(last.status == 0 && server.requests.count == 36, "\(last.errors)")

    let study = try ServiceStudy(
      ["a": server.address], keys: ["a": "price: {input: 1000, output: 1000}"], run: "concurrency: 8")
    let run = try study.run(["--max-cost", "2"])
    #expect(run.status == 3 && server.requests.count == 39, "\(server.requests.count) \(run.errors)")
    #expect(run.errors.contains("Known cost has reached --max-cost"), "\(run.errors)")
    #expect(try study.run(["--max-cost", "2"]).status == 3 && server.requests.count == 39)
    #expect(try study.run().status == 0 && server.requests.count == 42)
  }

  @Test(
    "a service that does not say what it used is told once where there are a price and a limit, in bulk and in a run")
  func silent() throws {
    let server = try WireServer { _ in Self.answer() }
    let folder = try TemporaryFolder("limit")
    let told = "does not say how many tokens it took, so what it cost is unknown"
    let bulk = try caption(
      at: server, to: folder.path + "/out.jsonl", "--price", "1000,1000", "--max-cost", "1")
    #expect(bulk.status == 0 && server.requests.count == 36 && count(told, in: bulk.errors) == 1, "\(bulk.errors)")
    // Without a limit, or without a price, there is nothing that it would count toward.
    for (name, more) in [("a", ["--price", "1,1"]), ("b", ["--max-cost", "1"])] {
      let other = try caption(at: server, to: folder.path + "/\(name).jsonl", more[0], more[1])
      #expect(other.status == 0 && count(told, in: other.errors) == 0, "\(other.errors)")
    }
    let study = try ServiceStudy(["a": server.address], keys: ["a": "price: {input: 1000, output: 1000}"])
    let run = try study.run(["--max-cost", "1"])
    #expect(run.status == 0 && count(told, in: run.errors) == 1, "\(run.errors)")
    #expect(try study.facts(of: "a").cost == nil && study.facts(of: "a").unknownCosts == 6)
  }

  @Test("where some answers say it and others do not, the others count at the mean, and the end says so")
  func mixed() throws {
    let server = try WireServer { request in
      Self.answer(tokens: request.number.isMultiple(of: 2) ? nil : (900, 100))
    }
    let study = try ServiceStudy(
      ["a": server.address], keys: ["a": "price: {input: 1000, output: 1000}"], run: "concurrency: 1")
    let run = try study.run(["--max-cost", "4"])
    #expect(run.status == 3 && server.requests.count == 4, "\(server.requests.count) \(run.errors)")
    #expect(
      run.errors.contains(
        "2 calls of unknown cost, each at the mean of those that are known: 2.000000 USD toward the limit"),
      "\(run.errors)")
    #expect(run.errors.contains("Known and estimated cost have reached --max-cost"), "\(run.errors)")
    #expect(try study.facts(of: "a").cost == 2 && study.facts(of: "a").unknownCosts == 2)
    let folder = try TemporaryFolder("limit")
    let bulk = try caption(
      at: server, to: folder.path + "/out.jsonl", "--price", "1000,1000", "--max-cost", "4", "--concurrency", "1")
    #expect(bulk.status == 3 && server.requests.count == 8, "\(bulk.errors)")
    #expect(bulk.errors.contains("known and estimated cost have reached the limit"), "\(bulk.errors)")
  }

  @Test(
    "another model than asked for is told once and flagged in each row, of either form; of a cached caption its own")
  func anotherModel() throws {
    let nano = try WireServer { _ in Self.answer(model: "gpt-5-nano", tokens: (800, 9)) }
    let folder = try TemporaryFolder("other")
    let bulk = try caption(at: nano, to: folder.path + "/out.jsonl", model: "gpt-5")
    #expect(bulk.status == 0 && count("another model than 'gpt-5' answered: 'gpt-5-nano'", in: bulk.errors) == 1)
    let rows = try lines(folder.path + "/out.jsonl")
    #expect(rows.count == 36 && rows.allSatisfy { $0["flags"] as? [String] == ["model_echo_mismatch"] })
    let table = try caption(at: nano, to: folder.path + "/out.csv", "--limit", "2", model: "gpt-5")
    #expect(table.status == 0, "\(table.errors)")
    let text = try String(contentsOfFile: folder.path + "/out.csv", encoding: .utf8).split(separator: "\n")
    #expect(text[0].hasSuffix(",cache,flags") && text[1].hasSuffix(",model_echo_mismatch"), "\(text)")

    let dated = try WireServer { _ in Self.answer(model: "gpt-5-2026-11-01", tokens: (800, 9)) }
    let cache = folder.path + "/captions.sqlite"
    for (name, hit) in [("cold", nil), ("warm", "exact")] as [(String, String?)] {
      let run = try caption(
        at: dated, to: folder.path + "/\(name).jsonl", "--cache-file", cache, "--price", "1,1", model: "gpt-5")
      #expect(run.status == 0, "\(run.errors)")
      for row in try lines(folder.path + "/\(name).jsonl") {
        #expect(row["served_model"] as? String == "gpt-5-2026-11-01" && row["flags"] as? [String] == [])
        #expect(row["cache"] as? String == hit)
      }
    }
    #expect(dated.requests.count == 36)
  }

  @Test(
    "a caption of 4,000 tokens is told and flagged in bulk, and in a study the report counts it without being asked to")
  func runaway() throws {
    let server = try WireServer { _ in Self.answer(tokens: (800, 4000)) }
    let folder = try TemporaryFolder("runaway")
    let bulk = try caption(at: server, to: folder.path + "/out.jsonl")
    #expect(bulk.status == 0 && count("a caption of 4000 tokens", in: bulk.errors) == 1, "\(bulk.errors)")
    #expect(try lines(folder.path + "/out.jsonl").allSatisfy { $0["flags"] as? [String] == ["runaway"] })
    let one = try Programs.run(
      "blindfold",
      [
        "caption", Self.images + "/product-01-teapot.jpg", "--model", "cap-1", "--base-url", server.address, "--prompt",
        "?",
      ])
    #expect(one.status == 0 && one.errors.contains(" · runaway"), "\(one.errors)")

    let study = try ServiceStudy(["a": server.address])
    #expect(try study.run().status == 0)
    for arguments in [["simulate", "rate", study.path, "--images", "datasets/demo"], ["report", study.path]] {
      let result = try Programs.run("blindfold", arguments, environment: study.environment)
      #expect(result.status == 0, "\(result.errors)")
    }
    let decision = try String(contentsOfFile: study.path + "/decision.md", encoding: .utf8)
    #expect(decision.contains("6 over 1,000 tokens"), "\(decision)")
  }

  @Test("an output that an earlier version began as a table is gone on with in the form that it has")
  func earlierTable() async throws {
    let server = try WireServer { _ in Self.answer(tokens: (800, 9)) }
    let folder = try TemporaryFolder("earlier")
    let out = folder.path + "/out.csv"
    let header =
      "row,image,sha256,outcome,caption,reason,breaches,candidate,rule,passed,served_model,attempts,input_tokens,"
      + "output_tokens,cost_usd,seconds,first_token_seconds,cache"
    let job = BulkJob(definition: "{}", header: Array((header + "\n").utf8))
    let (output, _) = try await BulkOutput.open(out, job: job, at: 0)
    await output.close()
    for limit in ["1", "99"] {
      let run = try caption(at: server, to: out, "--limit", limit)
      #expect(run.status == 0, "\(run.errors)")
    }
    let text = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
    #expect(server.requests.count == 36 && text.count == 37 && text[0] == header)
    #expect(text.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 18 }, "\(text)")
  }
}
