/// The settings that git was given for one command, which it hands on to hooks in its environment:
/// `git -c relay.push=false push`. libgit2 does not know of them.
struct GivenSettings: Equatable, Sendable {
  /// A name, section and variable in lower case, and its value; `nil` where only the name was given,
  /// which means true.
  struct Setting: Equatable, Sendable {
    let name: String
    let value: String?
  }

  /// In the order in which they outrank each other, the strongest last.
  let settings: [Setting]

  /// What this process was started with.
  static let ofGit = GivenSettings(variable: ConfigurationFiles.variable)

  init(settings: [Setting]) {
    self.settings = settings
  }

  /// Reads `GIT_CONFIG_COUNT` with its keys and values, then `GIT_CONFIG_PARAMETERS`.
  ///
  /// What git itself would refuse to read is left out.
  init(variable: (String) -> String?) {
    var settings: [Setting] = []
    if let count = variable("GIT_CONFIG_COUNT").flatMap({ Int($0) }), count > 0, count <= Self.most
    {
      for index in 0..<count {
        guard let key = variable("GIT_CONFIG_KEY_\(index)"),
          let value = variable("GIT_CONFIG_VALUE_\(index)")
        else { continue }
        settings.append(Setting(name: Self.folded(key), value: value))
      }
    }
    if let parameters = variable("GIT_CONFIG_PARAMETERS"), !parameters.isEmpty {
      settings += Self.parse(parameters)
    }
    self.settings = settings
  }

  /// No more are looked at.
  private static let most = 10_000

  /// The one that counts; `nil` if none has that name.
  func last(_ name: String) -> Setting? {
    settings.isEmpty ? nil : settings.last { $0.name == name }
  }

  /// All that have a name, in order.
  func all(_ name: String) -> [Setting] {
    settings.isEmpty ? [] : settings.filter { $0.name == name }
  }

  /// Reads `'relay.push'='false' 'relay.use'`, and `'relay.push=false'` as git wrote it before 2.31.
  private static func parse(_ text: String) -> [Setting] {
    var settings: [Setting] = []
    var rest = Array(text.utf8)[...]
    while true {
      rest = rest.drop { $0 == UInt8(ascii: " ") }
      guard !rest.isEmpty, let first = quoted(&rest) else { return settings }
      if rest.first == UInt8(ascii: "=") {
        rest = rest.dropFirst()
        let isNamedOnly = rest.isEmpty || rest.first == UInt8(ascii: " ")
        guard isNamedOnly || rest.first == UInt8(ascii: "'") else { return settings }
        let value = isNamedOnly ? nil : quoted(&rest)
        settings.append(Setting(name: folded(first), value: value))
      } else {
        let halves = first.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        settings.append(
          Setting(name: folded(halves[0]), value: halves.count > 1 ? String(halves[1]) : nil))
      }
    }
  }

  /// Takes a word that is quoted for a shell, as git does: `'a'\''b'`.
  private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
    let quote = UInt8(ascii: "'")
    guard rest.first == quote else { return nil }
    rest = rest.dropFirst()
    var word: [UInt8] = []
    while let end = rest.firstIndex(of: quote) {
      word += rest[..<end]
      rest = rest[(end + 1)...]
      let next = rest.prefix(3)
      guard next.count == 3, next.first == UInt8(ascii: "\\"), next.last == quote else {
        return String(decoding: word, as: UTF8.self)
      }
      word.append(next[next.startIndex + 1])
      rest = rest.dropFirst(3)
    }
    return nil
  }

  /// Section and variable in lower case; what stands between them is as it is.
  private static func folded(_ name: some StringProtocol) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, let first = parts.first, let last = parts.last else {
      return name.lowercased()
    }
    let middle = parts.dropFirst().dropLast().joined(separator: ".")
    return "\(first.lowercased()).\(middle).\(last.lowercased())"
  }
}
