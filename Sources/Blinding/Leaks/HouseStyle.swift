/// A habit of writing that a caption has or has not.
enum HouseStyle {
  /// The kinds of finding that are about a habit.
  static let kinds: [LeakKind] = [
    .opening, .markdown, .quoted, .period, .emoji, .hashtag, .firstPerson, .lowerCase, .severalLines,
  ]

  /// Which habits a caption has.
  ///
  /// - Parameter words: the caption's.
  static func habits(of text: String, words: LeakText) -> Set<LeakKind> {
    var habits: Set<LeakKind> = []
    if opensWithThePicture(words) { habits.insert(.opening) }
    if !markdown(in: text).isEmpty { habits.insert(.markdown) }
    if isQuoted(text) { habits.insert(.quoted) }
    if endsWithPeriod(text) { habits.insert(.period) }
    if hasEmoji(text) { habits.insert(.emoji) }
    if text.has("#"), text.contains(/(^|[^\w&#])#\p{L}/) { habits.insert(.hashtag) }
    if isFirstPerson(words) { habits.insert(.firstPerson) }
    if isLowerCase(text) { habits.insert(.lowerCase) }
    if text.split(whereSeparator: \.isNewline).count(where: { !$0.allSatisfy(\.isWhitespace) }) > 1 {
      habits.insert(.severalLines)
    }
    return habits
  }

  /// Which marks of Markdown a caption has. Patterns are slow: each is tried only where its marks are in the text.
  static func markdown(in text: String) -> [String] {
    var found: [String] = []
    if text.has("*") && text.contains(/\*\*[^\s*](?:[^*]*[^\s*])?\*\*/)
      || text.has("_") && text.contains(/(?:^|\W)__[^\s_](?:[^_]*[^\s_])?__(?:\W|$)/)
    {
      found.append("bold")
    }
    let lines = text.split(whereSeparator: \.isNewline)
    if text.has("#"), lines.contains(where: { $0.contains(/^ {0,3}#{1,6}\s+\S/) }) { found.append("heading") }
    // One line "1. FC Köln" is no list; "- " opens one.
    let numbered = lines.count > 1 ? lines.count { $0.contains(/^\s*\d+[.)]\s+\S/) } : 0
    let hasBullet = text.has("-") || text.has("*") || text.has("+") || text.unicodeScalars.contains("•")
    if hasBullet && lines.contains(where: { $0.contains(/^\s*[-*+•]\s+\S/) }) || numbered > 1 { found.append("list") }
    if text.has("`"), text.contains(/`[^`\n]+`/) { found.append("code") }
    if text.has("["), text.contains(/\[[^\]\n]+\]\([^)\s]+\)/) { found.append("link") }
    return found
  }

  /// Whether there are letters, and none of them is a capital.
  static func isLowerCase(_ text: String) -> Bool {
    guard !text.isASCII else {
      return text.utf8.contains { (0x61...0x7A).contains($0) } && !text.utf8.contains { (0x41...0x5A).contains($0) }
    }
    return text.contains(where: \.isLowercase) && !text.contains(where: \.isUppercase)
  }

  /// Whether the whole caption stands in quotation marks, not only its first and its last words.
  static func isQuoted(_ text: String) -> Bool {
    let inner = text.trimmed
    guard inner.count > 2, let first = inner.first, let last = inner.last, let closing = closingMarks[first],
      closing.contains(last)
    else { return false }
    return !inner.dropFirst().dropLast().contains { $0 == first || $0 == last }
  }

  private static let closingMarks: [Character: String] = [
    "\"": "\"", "'": "'", "“": "”", "‘": "’", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "”": "”",
  ]

  /// Whether a full stop ends the caption, in any script; three of them are no full stop.
  static func endsWithPeriod(_ text: String) -> Bool {
    let end = text.trimmed.reversed().drop { "\"'”’»」』)*_".contains($0) }
    guard let last = end.first, ".。．｡۔։।።".contains(last) else { return false }
    return !end.dropFirst().starts(with: ".")
  }

  /// Whether a character is shown as an emoji. Digits, ©, ™ and arrows are not unless marked as such.
  static func hasEmoji(_ text: String) -> Bool {
    !text.isASCII
      && text.contains { character in
        guard let first = character.unicodeScalars.first?.properties, first.isEmoji else { return false }
        return first.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}")
      }
  }

  /// "The image shows …": an opening that speaks of the picture and not of what is in it.
  static func opensWithThePicture(_ text: LeakText) -> Bool {
    if openings.contains(where: text.begins(with:)) { return true }
    let lead = text.words.prefix { ["a", "an", "the", "this", "in", "here", "is", "close", "up"].contains($0) }
    let rest = text.words.dropFirst(lead.count)
    guard lead.count <= 4, let noun = rest.first, ["image", "picture", "photo", "photograph"].contains(noun) else {
      return false
    }
    if lead.first == "in" { return true }
    return rest.dropFirst().first.map(verbs.contains) ?? false
  }

  private static let verbs: Set<String> = [
    "of", "shows", "showing", "depicts", "depicting", "features", "featuring", "displays", "captures", "presents",
    "contains", "illustrates", "showcases", "portrays", "is",
  ]

  private static let openings = [
    "das Bild zeigt", "das Foto zeigt", "dieses Bild", "auf dem Bild", "auf dem Foto", "ein Bild von", "ein Foto von",
    "l'image montre", "cette image", "cette photo", "sur l'image", "une photo de", "une image de", "la imagen muestra",
    "en la imagen", "esta imagen", "la foto muestra", "una foto de", "una imagen de", "a imagem mostra", "esta imagem",
    "na imagem", "uma foto de", "uma imagem de", "l'immagine mostra", "questa immagine", "una foto di",
    "de afbeelding toont", "een foto van", "zdjęcie przedstawia", "na zdjęciu", "на изображении", "на фото",
    "на картинке",
    "изображение", "图中", "图片", "图像", "这张图", "这张照片", "这幅图", "照片中", "圖片", "這張圖", "這張照片", "画像", "この画像",
    "この写真", "写真に", "이 이미지는", "이 사진은", "사진은", "이미지는", "تظهر الصورة", "الصورة", "هذه الصورة", "صورة", "في الصورة",
    "בתמונה", "התמונה", "תמונה של",
  ].map { LeakText($0).words }

  /// Whether the writer speaks of himself. "Henry I" and "World War I" do not.
  static func isFirstPerson(_ text: LeakText) -> Bool {
    text.words.indices.contains { place in speaking.contains { text.has($0, at: place) } }
  }

  private static let speaking: [[String]] =
    [
      "am", "m", "see", "can", "cannot", "can't", "think", "notice", "believe", "would", "have", "don't", "couldn't",
      "ll", "ve", "apologize", "observe", "will", "do", "was", "could", "spot",
    ].map { LeakText("I \($0)").words }
    + [
      "we see", "we can", "in my", "let me", "ich sehe", "ich kann", "wir sehen", "je vois", "je ne", "nous voyons",
      "on voit", "puedo ver", "vemos", "podemos ver", "vejo", "vedo", "vediamo", "я вижу", "мы видим", "我看到", "我们可以",
      "我認為", "我认为", "私は", "제가", "저는", "أرى", "نرى", "אני רואה",
    ].map { LeakText($0).words }
}

extension String {
  /// Whether every character is one of ASCII's.
  var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

  /// Whether a character of ASCII's stands somewhere in the text.
  fileprivate func has(_ mark: Unicode.Scalar) -> Bool { utf8.contains { UInt32($0) == mark.value } }
}

extension StringProtocol {
  /// Without white space at either end.
  fileprivate var trimmed: SubSequence {
    let front = drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return front }
    return front[...last]
  }
}
