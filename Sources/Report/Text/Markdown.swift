/// Text that a stranger may have written, made harmless in Markdown.
enum Markdown {
  /// Escapes every character that Markdown or HTML could take for more than itself.
  ///
  /// Forges look for mentions and references once the text is rendered, when an escape is gone: an
  /// empty comment parts the sign from what it would name.
  static func inert(_ text: String) -> String {
    var result = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", ".", "!", "|", "~",
        ">", "$", ":", "=":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
      if names(scalars, at: index) { result += parting }
    }
    return result
  }

  /// Stands between a sign and a name; no renderer shows it.
  private static let parting = "<!-- -->"

  /// Whether a sign may begin a name of a user, an issue or something else of a forge: `@ana`, `#1`,
  /// `!2`, `$3`, `%4`, `&5`, `~bug`, `GH-6`.
  private static func names(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    guard index + 1 < scalars.count else { return false }
    let next = scalars[index + 1]
    guard
      next.properties.isAlphabetic || next.properties.numericType != nil || next == "_"
        || next == "\"" || next == "-"
    else { return false }
    switch scalars[index] {
    case "@", "#", "!", "$", "%", "&", "~": return true
    case "-":
      return index >= 2 && "Gg".unicodeScalars.contains(scalars[index - 2])
        && "Hh".unicodeScalars.contains(scalars[index - 1])
    default: return false
    }
  }
}
