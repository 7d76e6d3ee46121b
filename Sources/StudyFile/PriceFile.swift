internal import Digest
internal import Roster

/// A file of prices that a study names: one of our own form, or LiteLLM's `model_prices_and_context_window.json`.
///
/// It is read when the study is, and what it says of a candidate becomes part of the candidate's definition, with the file's
/// hash: a study counts with the prices it was declared with.
struct PriceFile {
  private enum Entries {
    /// By name, as LiteLLM writes them: US dollars a token.
    case liteLLM([String: JSONValue])
    /// By name, with the keys of `price`.
    case own(Section)
  }

  /// As the study file has it.
  private let written: String
  private let sha256: String
  private let entries: Entries

  /// Reads the file that `prices` names.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - place: where the study file names it.
  /// - Returns: nil, after a complaint, where there is no such file or it holds no prices.
  init?(_ written: String, at path: String, declaredAt place: Place, complaints: Complaints) {
    self.init(written, Paths.bytes(path), of: path, declaredAt: place, complaints: complaints)
  }

  /// Reads prices out of a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: nil where there are none.
  ///   - path: the file.
  ///   - place: where it is named.
  init?(_ written: String, _ bytes: [UInt8]?, of path: String, declaredAt place: Place, complaints: Complaints) {
    let file = Paths.shown(path)
    guard let bytes else {
      complaints.add(
        place, "there is no file of prices at \(file).", "What calls cost would be unknown.",
        "Check the path, which is taken from the study file's folder, and the file's permissions.")
      return nil
    }
    self.written = written
    sha256 = SHA256.hex(bytes)
    if case .object(let models)? = try? JSONValue.parse(bytes), models.values.contains(where: LiteLLMPrice.isOne) {
      entries = .liteLLM(models)
      return
    }
    do {
      guard let tree = try yamlTree(bytes, file: file, complaints: complaints),
        let section = Section("", tree, introducedAt: tree.place, complaints: complaints)
      else {
        complaints.add(
          place, "the file of prices at \(file) has no prices.", "What calls cost would be unknown.",
          "Write `MODEL: {input: 2.50, output: 10.00}` lines, in US dollars per million tokens.")
        return nil
      }
      entries = .own(section)
    } catch let error as StudyFileError {
      for complaint in error.complaints { complaints.include(complaint) }
      return nil
    } catch {
      return nil
    }
  }

  /// What it says of a model: under the model string as the study file has it, else as the service is sent it.
  ///
  /// - Parameter note: told why there is no price, to be read behind the candidate's name.
  func price(of call: ModelCall, note: (String) -> Void) -> Price? {
    var names = [call.declared]
    if call.declared.hasPrefix("openai-api/") { names.append(String(call.declared.dropFirst("openai-api/".count))) }
    if call.model != call.declared { names.append(call.model) }
    for name in names {
      switch entries {
      case .liteLLM(let models):
        guard let entry = models[name] else { continue }
        do throws(LiteLLMPrice.Unknown) { return from(try LiteLLMPrice.price(entry), name) } catch {
          note("has no price: \(written) says of '\(name)' \(error.why), so the cost is unknown.")
          return nil
        }
      case .own(let models):
        guard let entry = models.entry(name) else { continue }
        return Section("prices.\(name)", entry.value, introducedAt: entry.place, complaints: models.complaints)
          .flatMap(PriceReader.price).map { from($0, name) }
      }
    }
    note(
      "has no price: \(written) knows nothing of \(names.map { "'\($0)'" }.joined(separator: " or ")), so the cost is unknown."
    )
    return nil
  }

  private func from(_ price: Price, _ entry: String) -> Price {
    var price = price
    price.source = Price.Source(file: written, sha256: sha256, entry: entry)
    return price
  }
}

extension StudyReader {
  /// The file under `prices`; nil where none is named, or a complaint says what is wrong with it.
  func prices() -> PriceFile? {
    let key = Key("prices", "the file of prices for candidates that state none", "prices: prices.json")
    guard let written = file.text(key), let place = file.value("prices")?.place else { return nil }
    return PriceFile(written, at: located(written), declaredAt: place, complaints: complaints)
  }
}

extension CandidateReader {
  /// What the study's price file says of a model that states no price.
  func filePrice(_ source: Candidate.Source) -> Price? {
    guard body.value("price") == nil, case .model(let call) = source, let prices = shared.prices else { return nil }
    return prices.price(of: call) { body.complaints.notice(body.place, "'\(body.name)' \($0)") }
  }
}
