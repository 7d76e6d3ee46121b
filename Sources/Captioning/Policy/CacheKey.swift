internal import Digest
internal import Foundation
public import Roster
public import StudyModel

/// What a cached caption is the answer to: an image's bytes and everything of the request that can change the answer.
///
///     key      = SHA-256("answer", image, question, repeat)
///     question = SHA-256("ask", scope, system prompt as filled, user prompt as filled, image address)
///     scope    = SHA-256("scope", form, program, service address, definition of the call)
///
/// Every part is written with its length before it, so that no two lists of parts have the same bytes. The definition of
/// the call is all of it but what only says where the answer comes from (the string in the study file, names of variables,
/// whether a key is needed) and the templates, which count as filled: a setting that is added to ``ModelCall`` is part of
/// the key without anybody's doing. Labels, prices, retries and time limits are no part of a call. Nor does it count whether
/// the answer comes as a stream: that is how it travels, and the caption is the same.
public struct CacheKey: Hashable, Sendable {
  /// The question, without the image: near pictures share it.
  public let question: CacheQuestion
  /// 32 bytes.
  public let bytes: [UInt8]

  /// The key of an answer.
  ///
  /// - Parameters:
  ///   - image: SHA-256 of the image file's bytes, as it was found: 64 hexadecimal digits; or whatever else names the image
  ///     where there are no bytes, with its kind before it (`url:…`).
  ///   - repeatIndex: 0 for the first answer to the same question, 1 for a second that is wanted beside it.
  public init(image: String, question: CacheQuestion, repeatIndex: Int = 0) {
    self.question = question
    bytes = CanonicalParts.hash(["answer", image, question.hex, String(repeatIndex)])
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { hexadecimal(bytes) }

  /// The form of a key, and of what is read off an answer. To be raised where a request's bytes or the reading of an answer
  /// change for a definition that stays the same.
  static let form = 1

  /// All that a model's questions have in common, worked out once a candidate.
  public struct Scope: Hashable, Sendable {
    let bytes: [UInt8]

    /// - Parameters:
    ///   - address: of the service, as it is called. No key is in it: ``ServiceAddress`` refuses such.
    ///   - program: the program's version: another one may ask or read otherwise.
    public init(_ call: ModelCall, address: String, program: String = programVersion) {
      var call = call.whole
      call.declared = ""
      call.baseURL = address
      call.baseURLVariable = nil
      call.keyVariable = nil
      call.keyRequired = false
      call.system = nil
      call.user = ""
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let definition = try? encoder.encode(call) else {
        // Settings are checked to be finite before a captioner is made.
        preconditionFailure("a call with a number that JSON does not have")
      }
      bytes = CanonicalParts.hash([
        "scope", String(CacheKey.form), program, address, String(decoding: definition, as: UTF8.self),
      ])
    }
  }
}

/// Everything of a request but the image: SHA-256.
public struct CacheQuestion: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// A question to one model.
  ///
  /// - Parameters:
  ///   - system: the system prompt as it is sent; nil where none is.
  ///   - user: the user's text as it is sent.
  ///   - imageAddress: where the service is told to fetch the image; nil where it is sent the bytes, or none.
  public init(_ scope: CacheKey.Scope, system: String?, user: String, imageAddress: String? = nil) {
    hex = hexadecimal(
      CanonicalParts.hash(["ask", hexadecimal(scope.bytes), system, user, imageAddress]))
  }

  /// What several questions that may be asked one after the other come to together: a fallback chain.
  ///
  /// - Parameters:
  ///   - order: each leg's question.
  ///   - rule: when one leg gives way to the next, as text.
  public init(chain order: [CacheQuestion], rule: String) {
    hex = hexadecimal(CanonicalParts.hash(["chain", rule] + order.map(\.hex)))
  }

  /// Captions made elsewhere, as a leg of a chain.
  public init(readyMade file: CaptionFile) {
    hex = hexadecimal(CanonicalParts.hash(["ready-made", file.sha256, file.from]))
  }
}

/// Texts, each with its length before it.
enum CanonicalParts {
  /// SHA-256 of them all; a part that is not there differs from an empty one.
  static func hash(_ parts: [String?]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + ($1?.utf8.count ?? 0) + 8 })
    for part in parts {
      guard let part else {
        bytes += Array("-,".utf8)
        continue
      }
      bytes += Array("\(part.utf8.count):".utf8)
      bytes += Array(part.utf8)
      bytes.append(UInt8(ascii: ","))
    }
    return SHA256.hash(bytes)
  }
}
