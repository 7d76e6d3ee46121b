import Roster
import StudyModel
import Testing

/// Conditions of router rules: what they mean, and where what cannot be read is wrong.
@Suite struct ConditionTests {
  /// A kettle of the category `product`, 1200 × 800 pixels, without EXIF, with some columns.
  private static let item = SetItem(
    id: id, path: "/a.png", fileName: "a.png", format: .png,
    category: "product",
    fields: ["object_count": "3", "is_chart": "false", "is_screenshot": "True", "title": "Kettle, 1 l", "blank": " "])
  private static let id: ItemID = {
    guard let id = ItemID(hex: String(repeating: "0", count: 64)) else { preconditionFailure("64 digits") }
    return id
  }()
  private static let facts = ItemFacts(item, picture: PictureFacts(width: 1200, height: 800, hasEXIF: false))

  @Test(
    "true and false as written",
    arguments: [
      ("is_screenshot", true), ("not is_screenshot", false), ("is_chart", false), ("not not is_chart", false),
      ("object_count > 3", false), ("object_count >= 3", true), ("object_count < 3.5", true),
      ("object_count <= 2", false), ("object_count == 3", true), ("object_count != 3", false),
      ("object_count == \"3\"", true), ("object_count > -1e2", true), ("category == \"product\"", true),
      ("category != 'product'", false), ("title == \"Kettle, 1 l\"", true), ("format == \"png\"", true),
      ("aspect_ratio >= 1.5", true), ("width > 1200", false), ("height == 800", true), ("has_exif", false),
      ("has_exif == false", true), ("has_exif != false", false), ("exists(title)", true), ("exists( nothing )", false),
      ("exists(blank)", false), ("not exists(nothing)", true), ("exists(nothing) and nothing > 3", false),
      ("not exists(nothing) or nothing > 3", true),
    ])
  func meaning(_ text: String, _ expected: Bool) throws {
    #expect(try Condition(text).holds(for: Self.facts) == expected)
  }

  @Test("not binds tighter than and, and tighter than or; parentheses decide")
  func precedence() throws {
    // is_screenshot is true, is_chart and has_exif are false.
    #expect(try Condition("is_screenshot or is_chart and has_exif").holds(for: Self.facts))
    #expect(try !Condition("(is_screenshot or is_chart) and has_exif").holds(for: Self.facts))
    #expect(try Condition("not is_chart and is_screenshot").holds(for: Self.facts))
    #expect(try !Condition("not (is_chart or is_screenshot)").holds(for: Self.facts))
  }

  @Test(
    "a fact that is missing or of another kind is an error, never false",
    arguments: [
      ("nothing", 0, FactFault.Kind.missing), ("nothing > 3 or is_screenshot", 0, .missing),
      ("is_screenshot and nothing == 1", 18, .missing), ("not nothing", 4, .missing), ("blank == \"\"", 0, .missing),
      ("object_count", 0, .notAFlag("3")), ("title > 3", 0, .notANumber("Kettle, 1 l")),
      ("category == 3", 0, .notANumber("product")), ("width == \"wide\"", 0, .notAText("1200")),
      ("width == true", 0, .notAFlag("1200")),
    ])
  func faults(_ text: String, _ offset: Int, _ kind: FactFault.Kind) throws {
    let condition = try Condition(text)
    #expect {
      try condition.holds(for: Self.facts)
    } throws: { error in
      let fault = error as? FactFault
      return fault?.kind == kind && fault?.fact.offset == offset
    }
  }

  @Test("EXIF that cannot be told of a format is missing, not absent")
  func unknownEXIF() throws {
    let facts = ItemFacts(Self.item, picture: PictureFacts(width: 1, height: 1, hasEXIF: nil))
    #expect(throws: FactFault.self) { try Condition("has_exif").holds(for: facts) }
    #expect(try !Condition("exists(has_exif)").holds(for: facts))
  }

  @Test("a column stands before a measured fact of the same name")
  func columnFirst() throws {
    var item = Self.item
    item.fields["has_exif"] = "true"
    let facts = ItemFacts(item, picture: PictureFacts(width: 1, height: 1, hasEXIF: false))
    #expect(try Condition("has_exif").holds(for: facts))
  }

  @Test(
    "what cannot be read is refused at its place",
    arguments: [
      ("", 0, "it ends where a fact is expected"), ("is_chart or", 11, "it ends where a fact is expected"),
      ("(is_chart", 9, "a ')' is missing to close a '('"), ("is_chart)", 8, "a ')' closes nothing"),
      ("exists is_chart", 7, "a '(' is missing after 'exists'"),
      ("exists(is_chart", 15, "a ')' is missing after 'is_chart'"),
      ("object_count = 3", 13, "'=' is no comparison"), ("object_count => 3", 13, "'=>' is no comparison"),
      ("object_count >", 14, "it ends where '>' needs a value"),
      ("3 < object_count", 0, "the number '3' stands where a fact is expected"),
      ("\"product\" == category", 0, "a text stands where a fact is expected"),
      ("1 < width < 3", 0, "the number '1' stands where a fact is expected"),
      ("width > 1 < 3", 10, "comparisons cannot be chained"),
      ("category == product", 12, "'product' is neither a number nor in quotes"),
      ("category == \"product", 12, "the text that begins here has no closing \""),
      ("category > \"a\"", 11, "'>' needs a number"), ("width > true", 8, "'>' needs a number"),
      ("is_chart && is_screenshot", 9, "'&' is no word here"), ("is_chart || has_exif", 9, "'|' is no word here"),
      ("!is_chart", 0, "'!' is no word here"), ("category in (\"a\")", 9, "'in' is no word here"),
      ("is_chart is_screenshot", 9, "'is_screenshot' stands where the condition should end"),
      ("true", 0, "'true' alone says nothing of an image"),
      ("is_chart and and", 13, "'and' stands where a fact is expected"),
      ("width > 1e999", 8, "'1e999' is neither a number nor in quotes"), ("width > #", 8, "'#' cannot stand there"),
      ("$(rm)", 0, "'$' cannot stand there"),
    ])
  func refusals(_ text: String, _ offset: Int, _ fact: String) {
    #expect {
      try Condition(text)
    } throws: { error in
      let fault = error as? ConditionFault
      return fault?.offset == offset && fault?.fact == "the condition cannot be read: \(fact)."
        && fault?.next.isEmpty == false
    }
  }

  @Test("a condition nested a thousand deep is refused, not overflowed")
  func depth() {
    let text = String(repeating: "(", count: 1000) + "is_chart" + String(repeating: ")", count: 1000)
    #expect(throws: ConditionFault.self) { try Condition(text) }
    #expect(throws: ConditionFault.self) { try Condition(String(repeating: "not ", count: 1000) + "is_chart") }
  }

  @Test("the first rule that applies counts, and the last applies always")
  func order() throws {
    let router = try RouterRules([
      .init(when: try Condition("object_count > 5"), use: "big"),
      .init(when: try Condition("is_screenshot"), use: "mid"),
      .init(use: "small"),
    ])
    #expect(try router.tier(of: Self.facts) == 1)
    var item = Self.item
    item.fields["is_screenshot"] = "false"
    #expect(try router.tier(of: ItemFacts(item, picture: nil)) == 2)
    item.fields["object_count"] = nil
    #expect(throws: TierFault.self) { try router.tier(of: ItemFacts(item, picture: nil)) }
  }

  @Test("a list of rules that is no router is refused")
  func notRouters() throws {
    let when = try Condition("is_chart")
    #expect(throws: RouterRules.Fault.empty) { try RouterRules([]) }
    #expect(throws: RouterRules.Fault.lastIsConditional) { try RouterRules([.init(when: when, use: "a")]) }
    #expect(throws: RouterRules.Fault.neverReached(after: 0)) {
      try RouterRules([.init(use: "a"), .init(when: when, use: "b"), .init(use: "c")])
    }
  }
}
