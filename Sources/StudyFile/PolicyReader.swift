internal import Roster

/// A policy as read. What it names is looked up once every candidate is read: ``PolicyResolver``.
struct WrittenPolicy {
  var kind: CaptionPolicy.Kind
  /// What it names, in order, each with its place.
  var uses: [(label: String, place: Place)]
  /// Where a router's conditions stand.
  var router: PlacedRouter?
}

/// Reads what makes a candidate a policy:
///
///     tiered: {router: [{when: is_screenshot, use: big}, {use: cheap}]}
///     safe:   {fallback: {order: [flash, big], on: [rate_limited, refused], attempts: 6}}
///     cached: {cache: {of: flash, ttl: 30d, near: 4}}
///     trial:  {cache: {of: flash, near: 12, audit: true}}
struct PolicyReader {
  /// The candidate.
  let body: Section
  /// Labels that it may name.
  let labels: [String]

  /// The keys that make a policy; one candidate has one of them.
  static let keys = ["router", "fallback", "cache"]

  static let chainKey = Key(
    "fallback", "which candidates are asked one after the other", "fallback: {order: [flash, big]}")
  static let cacheKey = Key("cache", "what is asked where the cache has nothing", "cache: {of: flash, ttl: 30d}")

  /// - Returns: nil, after a complaint, where there is no usable policy.
  func policy() -> WrittenPolicy? {
    switch (body.value("router"), body.value("fallback")) {
    case (let router?, _): routerPolicy(router)
    case (nil, .some): chain()
    case (nil, nil): cache()
    }
  }

  private func routerPolicy(_ value: Tree) -> WrittenPolicy? {
    let reader = RouterReader(complaints: body.complaints, labels: labels)
    return reader.router(value, name: body.path("router")).map {
      WrittenPolicy(
        kind: .router($0.rules), uses: Array(zip($0.rules.rules.map(\.use), $0.uses)).map { ($0.0, $0.1) }, router: $0)
    }
  }

  private func chain() -> WrittenPolicy? {
    guard let section = body.section(Self.chainKey) else { return nil }
    section.refuseUnknownKeys(["order", "on", "attempts"])
    let before = body.complaints.count
    let orderKey = Key("order", "which candidates are asked, the first first", "order: [flash, big]")
    let legs = section.texts(orderKey, required: true) ?? []
    for leg in legs { checkLabel(leg, section.path("order")) }
    let on = reasons(section)
    let attemptsKey = Key("attempts", "the most requests for one image, over all of the chain", "attempts: 6")
    let attempts = section.integer(attemptsKey, 1...100)
    guard body.complaints.count == before, let value = section.value("order") else { return nil }
    do throws(FallbackChain.Fault) {
      let chain = try FallbackChain(
        legs.map { $0.text ?? "" }, on: on ?? FallThrough.usual, attempts: attempts ?? max(6, legs.count))
      return WrittenPolicy(kind: .fallback(chain), uses: zip(chain.order, legs).map { ($0, $1.place) })
    } catch {
      refuse(error, legs, value, section)
      return nil
    }
  }

  private func reasons(_ chain: Section) -> Set<FallThrough>? {
    let key = Key("on", "what makes it go on to the next candidate", "on: [rate_limited, server_error, timeout]")
    let known = FallThrough.allCases.map(\.rawValue)
    guard let words = chain.texts(key) else { return nil }
    var reasons: Set<FallThrough> = []
    for word in words {
      guard let text = word.text, let reason = FallThrough(rawValue: text) else {
        body.complaints.add(
          word.place, "'\(chain.path("on"))' has \(word.kind), which is no reason to go on to the next candidate.",
          "What it was meant to catch would end the asking.",
          (nearest(to: word.text ?? "", among: known).map { "Did you mean '\($0)'? " } ?? "")
            + "Known: \(known.joined(separator: ", ")).")
        continue
      }
      reasons.insert(reason)
    }
    return reasons
  }

  private func refuse(_ fault: FallbackChain.Fault, _ legs: [Tree], _ order: Tree, _ section: Section) {
    switch fault {
    case .tooShort:
      body.complaints.add(
        order.place, "'\(section.path("order"))' has \(counted(legs.count, "candidate")).",
        "There would be nothing to fall back on.", "Name two or more, or use the candidate itself.")
    case .doubled(let index):
      body.complaints.add(
        legs[index].place, "'\(section.path("order"))' has \(shown(legs[index].text ?? "")) twice.",
        "Each is asked once a pass; when all have failed the chain begins anew by itself.", "Remove one of the two.")
    case .neverFalls:
      body.complaints.add(
        section.entry("on")?.value.place ?? section.place, "'\(section.path("on"))' is empty.",
        "The chain would never go on to its second candidate.", "Name a reason, or leave 'on' out for the usual ones.")
    case .tooFewAttempts:
      body.complaints.add(
        section.entry("attempts")?.value.place ?? section.place,
        "'\(section.path("attempts"))' is less than the \(legs.count) candidates in 'order'.",
        "The last would never be asked.", "Write \(legs.count) or more.")
    }
  }

  private func cache() -> WrittenPolicy? {
    guard let section = body.section(Self.cacheKey) else { return nil }
    section.refuseUnknownKeys(["of", "ttl", "near", "audit"])
    let before = body.complaints.count
    let of = section.text(
      Key("of", "the candidate that is asked where the cache has nothing", "of: flash"), required: true)
    if let value = section.value("of"), of != nil { checkLabel(value, section.path("of")) }
    let ttl = lifetime(section)
    let near = section.integer(
      Key("near", "the most bits of 64 in which near pictures' perceptual hashes differ", "near: 4"),
      CacheRule.nearBits)
    guard body.complaints.count == before, let of, let value = section.value("of") else { return nil }
    if section.value("audit")?.isOff == false {
      return AuditReader(cache: section).audit(of: of, near: near).map {
        WrittenPolicy(kind: .audit($0), uses: [(of, value.place)])
      }
    }
    return WrittenPolicy(kind: .cache(CacheRule(of: of, ttl: ttl, near: near)), uses: [(of, value.place)])
  }

  /// `ttl`: a number with its unit.
  ///
  /// - Returns: seconds.
  private func lifetime(_ cache: Section) -> Double? {
    let key = Key("ttl", "for how long a caption is good", "ttl: 30d")
    guard let value = cache.value("ttl") else { return nil }
    if let seconds = value.text.flatMap(CacheRule.lifetime) { return seconds }
    cache.refuse(value, key, expected: CacheRule.lifetimeForm)
    return nil
  }

  private func checkLabel(_ value: Tree, _ path: String) {
    let label = value.text ?? ""
    guard !labels.contains(label) else { return }
    body.complaints.add(
      value.place, "'\(path)' names \(shown(label)), which is no candidate of the study and none of its parts.",
      "There would be nothing to ask.",
      nearest(to: label, among: labels).map { "Did you mean '\($0)'?" } ?? "Known: \(labels.joined(separator: ", ")).")
  }
}
