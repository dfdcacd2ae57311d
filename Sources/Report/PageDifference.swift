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
      return shown == expected
        ? "\(start) has other markup around \"\(shown)\""
        : "\(start) shows \"\(shown)\"; its records say \"\(expected)\""
    case (let shown?, nil): return "\(start) shows \"\(shown)\", which no record says"
    case (nil, let expected?): return "\(start) does not show \"\(expected)\""
    case (nil, nil): return "\(start) has other code than relay writes"
    }
  }
}
