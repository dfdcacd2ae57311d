/// Something that a page shows and its records do not say, or the other way round.
public struct PageDifference: Sendable, Equatable {
  /// What it is about, such as `milestone 123/1`; empty where the page does not say.
  public let about: String

  /// What is shown there, such as `amount`; empty where it has no name.
  public let name: String

  /// What the page shows; `nil` where it leaves something out.
  public let shown: String?

  /// What its records say; `nil` where they say nothing.
  public let expected: String?

  /// Whether no words differ, only what no reader sees.
  public var isCode: Bool { shown == nil && expected == nil }

  /// The difference in words.
  public var text: String {
    let place = [about, name].filter { !$0.isEmpty }.joined(separator: ", ")
    let start = place.isEmpty ? "the page" : "\(place): the page"
    switch (shown, expected) {
    case (let shown?, let expected?):
      if shown == expected { return "\(start) has other markup around \"\(shown)\"" }
      let isAlike = Self.look(of: shown) == Self.look(of: expected)
      let texts = isAlike ? [shown, expected].map(Self.spelled) : [shown, expected]
      return "\(start) shows \"\(texts[0])\"; its records say \"\(texts[1])\""
    case (let shown?, nil): return "\(start) shows \"\(shown)\", which no record says"
    case (nil, let expected?): return "\(start) does not show \"\(expected)\""
    case (nil, nil): return "\(start) has other code than relay writes"
    }
  }

  /// A text as it looks: blanks of all kinds are one, and what joins letters is not seen.
  private static func look(of text: String) -> [Unicode.Scalar] {
    var look: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars where scalar.properties.generalCategory != .format {
      let isBlank = scalar.properties.isWhitespace
      if !isBlank || look.last != " " { look.append(isBlank ? " " : scalar) }
    }
    return look
  }

  /// A text with what is no plain letter as code points.
  private static func spelled(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { spelled, scalar in
      spelled +=
        (0x20..<0x7F).contains(scalar.value)
        ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}
