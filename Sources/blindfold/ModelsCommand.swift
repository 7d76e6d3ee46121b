internal import ArgumentParser
internal import CaptionClient
internal import Roster

/// What a service offers, with what it says of prices.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List a service's models with prices, context windows and whether they read images.",
    discussion: """
      SERVICE is openai, openrouter, openai-api/PROVIDER (which reads PROVIDER_BASE_URL and PROVIDER_API_KEY), or an \
      address such as http://127.0.0.1:8000/v1. The call is free. Services say more or less of their models: what one \
      does not say is shown as unknown, never as zero. Prices are US dollars per million tokens, as the service lists \
      them now; a study counts with those in its study file, or in the file that it names under prices.

      Example:
        blindfold models openrouter --vision --match flash
        blindfold models http://127.0.0.1:8000/v1
        blindfold models openrouter --match gemini --price-file > prices.json

      Exit codes: 0 done, 64 usage, 69 no such service, no key, or no answer.
      """)

  @Argument(help: "openai, openrouter, openai-api/PROVIDER, or a service address up to /v1.")
  var service: String

  @Option(help: "The environment variable that holds the key, for an address that wants one.")
  var keyEnv: String?

  @Flag(help: "Only models that the service says read images.")
  var vision = false

  @Option(help: "Only models with this in their names, in any case.")
  var match: String?

  @Flag(help: "As JSON.")
  var json = false

  @Flag(help: "As a price file, for `prices: FILE` in a study: models whose prices are by tokens alone.")
  var priceFile = false

  func validate() throws {
    if json && priceFile { throw ValidationError("--json with --price-file: two forms at once. Give one of them.") }
  }

  func run() async throws {
    try await ending {
      let all = try await list().sorted { $0.id < $1.id }
      let matching = all.filter { model in
        match.map { model.id.lowercased().contains($0.lowercased()) } ?? true
      }
      let shown = vision ? matching.filter { $0.readsImages == true } : matching
      if json {
        print(try ModelCatalogue(shown).json().document())
        return
      }
      if priceFile {
        let catalogue = ModelCatalogue(shown)
        print(try catalogue.prices().document())
        let left = shown.count - catalogue.priced.count
        if left > 0 {
          printError(
            "\(counted(left, "model")) left out: the service lists no prices, or bills pictures or requests one by one, which "
              + "tokens do not tell"
          )
        }
        return
      }
      if !shown.isEmpty { print(ModelCatalogue(shown).text) }
      let unsaid = vision ? matching.count { $0.readsImages == nil } : 0
      let some = shown.count == all.count ? "" : " of \(all.count)"
      print(
        "\(counted(shown.count, "model"))\(some); prices in US dollars per million tokens, per image and per request")
      if unsaid > 0 { print("of \(unsaid) more the service does not say whether they read images") }
    }
  }

  private func list() async throws -> [CatalogueModel] {
    let (address, key) = try access()
    do {
      let client = try HTTPClient()
      return try await ChatService(
        address: address, key: key, client: client, limits: HTTPLimits(total: .seconds(30))
      ).models()
    } catch let problem as AddressProblem {
      throw Refusal(.unavailable, "\(service): \(problem)")
    } catch let failure as HTTPFailure {
      throw Refusal(
        .unavailable,
        "\(address): the service does not answer (\(failure)). There is nothing to list. "
          + "Check that it is running and that the address and the network are right.")
    } catch let fault as ServiceFault {
      throw Refusal(
        .unavailable,
        "\(address): the service answers, but not with a list of models (\(fault)). There is nothing to list. "
          + (key == nil ? "If it wants a key, name its variable: --key-env NAME." : "Check the key."))
    }
  }

  /// - Throws: `Refusal` naming the variable that is missing.
  private func access() throws -> (ServiceAddress, Secret?) {
    let variables = Variables()
    func value(_ name: String, _ consequence: String) throws -> String {
      guard let value = variables.value(name), !value.allSatisfy(\.isWhitespace) else {
        throw Refusal(
          .unavailable, "\(service): \(name) is not set, so \(consequence). Set it in the environment or in .env.")
      }
      return value
    }
    let named = NamedService(service)
    guard named != nil || service.contains("://") else {
      throw Refusal(
        .unavailable,
        "\(service): there is no service of that name, so there is nothing to ask. "
          + "Write openai, openrouter, openai-api/PROVIDER, or an address such as http://127.0.0.1:8000/v1.")
    }
    let text =
      try named.map { named in
        try named.baseURL ?? value(named.baseURLVariable ?? "", "there is no address to call")
      } ?? service
    let address: ServiceAddress
    do throws(AddressProblem) { address = try ServiceAddress(text) } catch {
      throw Refusal(.unavailable, "\(service): \(error)")
    }
    guard let variable = keyEnv ?? named?.keyVariable else { return (address, nil) }
    guard let key = Secret(try value(variable, "the service would refuse the call")) else {
      throw Refusal(
        .unavailable,
        "\(service): the key in \(variable) holds a character that no HTTP header may, so it cannot be sent. "
          + "Copy the key anew, on one line and without quotation marks.")
    }
    return (address, key)
  }
}

/// Models laid out for people and for programs.
struct ModelCatalogue {
  private let models: [CatalogueModel]

  init(_ models: [CatalogueModel]) { self.models = models }

  /// A table, one model a line.
  var text: String {
    var grid = TextGrid(
      ["model", "context", "images", "input", "output", "cached", "an image", "a request"], left: [0])
    for model in models {
      grid.add([
        model.id, model.contextWindow.map(grouped) ?? "unknown",
        model.readsImages.map { $0 ? "yes" : "no" } ?? "unknown", Self.dollars(model.inputPrice),
        Self.dollars(model.outputPrice), Self.dollars(model.cachedPrice, otherwise: "–"),
        Self.dollars(model.imagePrice, otherwise: "–"), Self.dollars(model.requestPrice, otherwise: "–"),
      ])
    }
    return grid.text
  }

  /// At least two decimals, and no more digits than the service wrote.
  static func dollars(_ price: Double?, otherwise: String = "unknown") -> String {
    guard let price else { return otherwise }
    let digits = "\(price)"
    guard !digits.contains("e"), let point = digits.firstIndex(of: ".") else { return digits }
    let decimals = digits[digits.index(after: point)...]
    return decimals.count < 2 ? digits + "0" : digits
  }

  /// Models of which tokens alone say what a call costs.
  var priced: [CatalogueModel] {
    models.filter { $0.inputPrice != nil && $0.outputPrice != nil && $0.imagePrice == nil && $0.requestPrice == nil }
  }

  /// A price file: by model string, what is not priced apart left out.
  func prices() -> JSONTree {
    .object(
      Dictionary(
        priced.map { model in
          let kinds: [String: Double?] = [
            "input": model.inputPrice, "output": model.outputPrice, "cached": model.cachedPrice,
            "reasoning": model.reasoningPrice,
          ]
          return (model.id, JSONTree.object(kinds.compactMapValues { $0 }.mapValues { .real($0) }))
        }, uniquingKeysWith: { first, _ in first }))
  }

  /// A list of objects; what is unknown is null.
  func json() -> JSONTree {
    .array(
      models.map { model in
        .object([
          "id": .text(model.id), "context_window": model.contextWindow.map(JSONTree.whole) ?? .null,
          "reads_images": model.readsImages.map(JSONTree.flag) ?? .null,
          "price_usd": .object([
            "input_per_million_tokens": .real(model.inputPrice), "output_per_million_tokens": .real(model.outputPrice),
            "cached_per_million_tokens": .real(model.cachedPrice),
            "reasoning_per_million_tokens": .real(model.reasoningPrice), "per_image": .real(model.imagePrice),
            "per_request": .real(model.requestPrice),
          ]),
        ])
      })
  }
}
