internal import Foundation

/// The pictures a terminal holds by Kitty's graphics protocol, and the sequences that change them.
///
/// Source: https://sw.kovidgoyal.net/kitty/graphics-protocol/. Every command says `q=2`, so that no answer comes back
/// among the keys.
struct KittyScreen: Sendable {
  private var placed: [PicturePlacement: Int] = [:]
  private var lastNumber = 0

  /// The sequence after which no picture is left, whatever came before; empty where none was ever sent.
  mutating func clear() -> String {
    placed = [:]
    return lastNumber > 0 ? "\u{1B}_Ga=d,d=A,q=2\u{1B}\\" : ""
  }

  /// The sequences after which exactly these pictures are shown. What is no longer shown is freed.
  mutating func update(to wanted: [PicturePlacement]) -> String {
    var text = ""
    for (placement, number) in placed where !wanted.contains(placement) {
      text += "\u{1B}_Ga=d,d=I,i=\(number),q=2\u{1B}\\"
      placed[placement] = nil
    }
    for placement in wanted where placed[placement] == nil {
      guard case .kitty(let png) = placement.drawing else { continue }
      lastNumber += 1
      placed[placement] = lastNumber
      text += Self.transmission(of: png, number: lastNumber)
      let place = placement.place
      text += "\u{1B}[\(place.row + 1);\(place.column + 1)H"
      // C=1: the cursor stays; c and r: the cells it fills.
      text += "\u{1B}_Ga=p,i=\(lastNumber),c=\(place.width),r=\(place.height),C=1,q=2\u{1B}\\"
    }
    return text
  }

  /// PNG data in pieces of at most 4096 bytes of base64, as the protocol demands.
  static func transmission(of png: [UInt8], number: Int) -> String {
    let encoded = Data(png).base64EncodedString().utf8
    var text = ""
    var start = encoded.startIndex
    var isFirst = true
    repeat {
      let end = encoded.index(start, offsetBy: 4096, limitedBy: encoded.endIndex) ?? encoded.endIndex
      let control = isFirst ? "a=t,f=100,t=d,i=\(number),q=2," : "q=2,"
      text += "\u{1B}_G\(control)m=\(end == encoded.endIndex ? 0 : 1);\(Substring(encoded[start..<end]))\u{1B}\\"
      start = end
      isFirst = false
    } while start < encoded.endIndex
    return text
  }
}
