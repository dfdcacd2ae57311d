internal import Ledger

/// What the template of a row finds, by name: a proof or a record of the many that a page lists.
struct Row {
  enum Value {
    case text(String)
    /// Something that is not there. It is `false` to a template: a name that is missing would be
    /// looked for further out, where it means something else.
    case absent
    case flag(Bool)
    case row(Row)
    case rows([Row])
  }

  private(set) var fields: [(name: String, value: Value)]

  init(_ fields: [(name: String, value: Value)]) {
    self.fields = fields
  }

  /// Adds a moment under the names for machines and for people, and of one perhaps its day.
  mutating func add(_ time: Timestamp, _ name: String, text: String, day: String? = nil) {
    let moment = DisplayText.moment(time)
    fields.append((name, .text(moment.machine)))
    fields.append((text, .text(moment.people)))
    if let day { fields.append((day, .text(String(moment.people.prefix(10))))) }
  }

  /// The same as a template is given it.
  var view: [String: Any] {
    var view: [String: Any] = [:]
    for (name, value) in fields { view[name] = Self.view(of: value) }
    return view
  }

  private static func view(of value: Value) -> Any {
    switch value {
    case .text(let text): text
    case .absent: false
    case .flag(let flag): flag
    case .row(let row): row.view
    case .rows(let rows): rows.map(\.view)
    }
  }

  /// What decides which parts of a template are there: all but the texts.
  var shape: [Int] {
    var shape: [Int] = []
    shape.reserveCapacity(fields.count)
    for (_, value) in fields {
      switch value {
      case .text: shape.append(0)
      case .absent, .flag(false): shape.append(1)
      case .flag(true): shape.append(2)
      case .row(let row): shape += [3] + row.shape
      case .rows(let rows):
        shape += [4, rows.count]
        for row in rows { shape += row.shape }
      }
    }
    return shape
  }

  /// All texts in one order, which rows of one shape share.
  var texts: [String] {
    var texts: [String] = []
    texts.reserveCapacity(fields.count)
    for (_, value) in fields {
      switch value {
      case .text(let text): texts.append(text)
      case .absent, .flag: break
      case .row(let row): texts += row.texts
      case .rows(let rows): for row in rows { texts += row.texts }
      }
    }
    return texts
  }

  /// The same row with other texts, which `replace` makes of each text's place in ``texts``.
  func replacingTexts(_ replace: (Int) -> String) -> Row {
    var place = 0
    return replacingTexts(from: &place, replace)
  }

  private func replacingTexts(from place: inout Int, _ replace: (Int) -> String) -> Row {
    var copy = self
    for (index, field) in fields.enumerated() {
      switch field.value {
      case .text:
        copy.fields[index].value = .text(replace(place))
        place += 1
      case .absent, .flag: break
      case .row(let row):
        copy.fields[index].value = .row(row.replacingTexts(from: &place, replace))
      case .rows(let rows):
        copy.fields[index].value = .rows(rows.map { $0.replacingTexts(from: &place, replace) })
      }
    }
    return copy
  }
}
