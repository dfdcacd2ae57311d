import Mustache
import Testing

@testable import Report

/// Rows that are put together from a form are those that Mustache renders one by one.
struct RowTemplateTests {
  private static let row = Row([
    ("subject", .text("<b> & \"c\" 'd' é")), ("ticket", .absent), ("isNew", .flag(true)),
    (
      "pull", .row(Row([("name", .text("#1 & 2")), ("address", .text("https://forge.example/1"))]))
    ),
    (
      "links",
      .rows([
        Row([("name", .text("Replaces")), ("target", .absent)]),
        Row([("name", .text("<Handed in>")), ("target", .text("record-1"))]),
      ])
    ),
  ])

  @Test(arguments: [
    "{{subject}} {{{subject}}} {{&subject}}", "{{#ticket}}T{{/ticket}}{{^ticket}}none{{/ticket}}",
    "{{#isNew}}new{{/isNew}}{{^isNew}}old{{/isNew}}",
    "{{#pull}}<a href=\"{{address}}\">{{name}}</a>{{/pull}}",
    "{{pull.name}}", "{{#links}}[{{name}} {{#target}}{{target}}{{/target}}{{subject}}]{{/links}}",
    "{{#subject}}{{.}}{{/subject}}", "{{missing}}.", "", "no names",
    // What a template does to a text cannot be foreseen.
    "{{uppercased(subject)}}", "{{capitalized(subject)}} {{lowercased(subject)}}",
    "{{reversed(subject)}}",
    "{{count(links)}} {{#first(links)}}{{name}}{{/first(links)}}", "a\u{0}b {{subject}}",
  ])
  func aRowIsWhatMustacheMakesOfIt(text: String) throws {
    let template = try MustacheTemplate(string: text)
    let rows = RowTemplate(template)
    for row in [
      Self.row, Self.row.replacingTexts { "other \($0)" }, Row([("subject", .text("x"))]),
    ] {
      #expect(rows.render(row) == Array(template.render(row.view).utf8))
    }
  }
}
