/// Text that a stranger may have written, made harmless in Markdown.
enum Markdown {
  /// Escapes every character that Markdown or HTML could take for more than itself, and the `@`
  /// and `#` by which forges make mentions and links.
  static func inert(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", ".", "!", "|", "~",
        ">", "$", ":", "=":
        result += "\\"
        result.unicodeScalars.append(character)
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "@": result += "&#64;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
