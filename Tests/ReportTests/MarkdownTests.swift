import Testing

@testable import Report

/// Text of strangers in Markdown.
struct MarkdownTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("<b>", "&lt;b\\>"), ("[x](y)", "\\[x\\]\\(y\\)"),
    ("&lt;", "&amp;<!-- -->lt;"), ("a & b", "a &amp; b"), ("Hello!", "Hello\\!"),
    ("# head", "\\# head"), ("a-b", "a\\-b"), ("100%", "100%"), ("a@", "a@"),
  ])
  func nothingIsMoreThanItself(text: String, shown: String) {
    #expect(Markdown.inert(text) == shown)
  }

  /// Forges look for these once the text is rendered, where an escape is gone.
  @Test(arguments: [
    ("@ana", "@"), ("#12", "\\#"), ("ana/shop#12", "\\#"), ("!12", "\\!"), ("$12", "\\$"),
    ("%12", "%"), ("&12", "&amp;"), ("~bug", "\\~"), ("~\"two words\"", "\\~"),
    ("GH-12", "GH\\-"),
    ("gh-12", "gh\\-"), ("@_x", "@"), ("@-x", "@"), ("@日本", "@"),
  ])
  func aNameIsPartedFromItsSign(text: String, sign: String) {
    #expect(Markdown.inert(text).contains("\(sign)<!-- -->"))
  }
}
