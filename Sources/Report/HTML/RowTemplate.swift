internal import Mustache

/// A template of which thousands of rows are made; for one thread.
///
/// Mustache takes most of a millisecond for a row, and rows of one shape differ in their texts alone.
/// So each shape is rendered once, with a mark in the place of each text, and the texts are put in
/// where the marks have come out. Where a mark has not come out whole, a template has done something
/// to the text, such as `{{uppercased(subject)}}`: such rows are rendered one by one.
final class RowTemplate {
  private let template: MustacheTemplate

  /// What the rows of each shape have in common; `nil` where there is nothing that can be said.
  private var forms: [[Int]: Form?] = [:]

  private struct Form {
    enum Part {
      case markup([UInt8])
      case text(Int, isEscaped: Bool)
    }

    var parts: [Part] = []

    /// The length of all markup.
    var length = 0
  }

  init(_ template: MustacheTemplate) {
    self.template = template
  }

  /// Renders a row.
  func render(_ row: Row) -> [UInt8] {
    let shape = row.shape
    let form: Form?
    if let known = forms[shape] {
      form = known
    } else {
      form = self.form(of: row)
      forms[shape] = form
    }
    guard let form else { return Array(template.render(row.view).utf8) }
    let texts = row.texts
    var page: [UInt8] = []
    page.reserveCapacity(form.length + texts.reduce(0) { $0 + $1.utf8.count })
    for part in form.parts {
      switch part {
      case .markup(let markup): page += markup
      case .text(let place, isEscaped: false): page += texts[place].utf8
      case .text(let place, isEscaped: true): Self.escape(texts[place], to: &page)
      }
    }
    return page
  }

  /// Stands around each mark: no text has one.
  private static let edge: UInt8 = 0

  /// What is rendered in a text's place. Letters of both cases tell whether a template has changed
  /// it, and a sign that is escaped tells whether it would have been.
  private static func mark(_ place: Int) -> String { "\u{0}<aB\(place)\u{0}" }

  private func form(of row: Row) -> Form? {
    let marked = row.replacingTexts { Self.mark($0) }
    let pieces = Array(template.render(marked.view).utf8)
      .split(separator: Self.edge, omittingEmptySubsequences: false)
    // Markup and marks take turns, and markup is at both ends.
    guard !pieces.count.isMultiple(of: 2) else { return nil }
    var places: [[UInt8]: (Int, Bool)] = [:]
    for place in 0..<row.texts.count {
      places[Array("<aB\(place)".utf8)] = (place, false)
      places[Array("&lt;aB\(place)".utf8)] = (place, true)
    }
    var form = Form()
    for (index, piece) in pieces.enumerated() {
      if index.isMultiple(of: 2) {
        form.parts.append(.markup(Array(piece)))
        form.length += piece.count
      } else {
        guard let (place, isEscaped) = places[Array(piece)] else { return nil }
        form.parts.append(.text(place, isEscaped: isEscaped))
      }
    }
    return form
  }

  /// Writes a text as Mustache escapes it.
  private static func escape(_ text: String, to page: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): page += "&lt;".utf8
      case UInt8(ascii: ">"): page += "&gt;".utf8
      case UInt8(ascii: "&"): page += "&amp;".utf8
      case UInt8(ascii: "\""): page += "&quot;".utf8
      case UInt8(ascii: "'"): page += "&#39;".utf8
      default: page.append(byte)
      }
    }
  }
}
