/// The repository whose commits were looked at.
public struct Origin: Sendable, Equatable {
  /// The commit that was checked out: 40 or 64 hex digits.
  public let head: String

  /// The branch that was checked out.
  public let branch: String?

  /// Where people look at it in a browser.
  public let website: Website?

  /// Describes a repository.
  public init(head: String, branch: String?, website: Website?) {
    self.head = head
    self.branch = branch
    self.website = website
  }
}

/// Where a forge shows a repository.
///
/// The address is somebody's setting: only what is surely an address becomes a link.
public struct Website: Sendable, Equatable {
  private enum Kind {
    case common
    case gitLab
    case bitbucket
  }

  /// `https://host/path`, without a slash at the end.
  public let address: String

  private var kind: Kind {
    let host = address.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
    if host.contains("gitlab") { return .gitLab }
    return host.contains("bitbucket") ? .bitbucket : .common
  }

  /// Reads a remote's URL; `nil` unless it is plain and of http, https or ssh. Forges show under
  /// https what they give over ssh.
  ///
  /// A user's name or token before the host is left out: it is nobody's business.
  public init?(remote url: String) {
    let bytes = Array((Self.address(ofSSH: url) ?? url).utf8)
    guard bytes.count <= 500,
      let scheme = ["https://", "http://"].first(where: { bytes.starts(with: $0.utf8) })
    else { return nil }
    let parts = bytes.dropFirst(scheme.utf8.count)
      .split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let authority = parts[0].split(
      separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard (1...2).contains(authority.count), let host = authority.last else { return nil }
    let hostParts = host.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (1...2).contains(hostParts.count), Self.isName(hostParts[0]),
      hostParts.dropFirst().allSatisfy({ (1...5).contains($0.count) && $0.allSatisfy(Self.isDigit) }
      )
    else { return nil }
    var path = parts[1]
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    if path.count > 4, path.suffix(4).elementsEqual(".git".utf8) { path.removeLast(4) }
    let names = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard names.allSatisfy(Self.isName) else { return nil }
    address =
      scheme + String(decoding: host, as: UTF8.self) + "/"
      + String(decoding: path, as: UTF8.self)
  }

  /// `https://host/path` for `ssh://user@host:port/path` and `user@host:path`.
  private static func address(ofSSH url: String) -> String? {
    if url.hasPrefix("ssh://") {
      let parts = url.dropFirst("ssh://".count).split(
        separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      // The port is ssh's own.
      let authority = parts[0].split(separator: ":", omittingEmptySubsequences: false)
      return "https://\(authority[0])/\(parts[1])"
    }
    let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].contains("@"), !parts[0].contains("/"),
      !parts[1].hasPrefix("/")
    else { return nil }
    return "https://\(parts[0])/\(parts[1])"
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A part of a host or path that means itself: letters, digits, `-`, `_`, `.`, `~`.
  private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
    guard !name.isEmpty, name != [UInt8(ascii: ".")], !name.elementsEqual("..".utf8) else {
      return false
    }
    return name.allSatisfy { byte in
      isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || "-_.~".utf8.contains(byte)
    }
  }

  /// The page of a commit; `nil` unless the id is 40 or 64 hex digits.
  func commit(_ id: String) -> String? {
    let isHex = id.utf8.allSatisfy {
      Self.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
    guard isHex, id.utf8.count == 40 || id.utf8.count == 64 else { return nil }
    switch kind {
    case .common: return "\(address)/commit/\(id)"
    case .gitLab: return "\(address)/-/commit/\(id)"
    case .bitbucket: return "\(address)/commits/\(id)"
    }
  }

  /// The page of the pull request that a subject names, with its name there.
  ///
  /// `Add it (#12)`, `Merge pull request #12 from …`, `See merge request group/project!12`.
  func pullRequest(subject: String, message: String) -> (name: String, address: String)? {
    switch kind {
    case .gitLab:
      guard let number = Self.number(after: "See merge request ", upTo: "!", in: message) else {
        return nil
      }
      return ("!\(number)", "\(address)/-/merge_requests/\(number)")
    case .common, .bitbucket:
      guard let number = Self.number(ofSubject: subject) else { return nil }
      let folder = kind == .bitbucket ? "pull-requests" : "pull"
      return ("#\(number)", "\(address)/\(folder)/\(number)")
    }
  }

  private static func number(ofSubject subject: String) -> String? {
    let opening = "Merge pull request #"
    if subject.hasPrefix(opening) { return number(subject.dropFirst(opening.count)) }
    guard subject.hasSuffix(")"), let start = subject.range(of: "(#", last: true) else {
      return nil
    }
    let digits = subject[start.upperBound...].dropLast()
    return number(digits).flatMap { $0.count == digits.count ? $0 : nil }
  }

  private static func number(after opening: String, upTo mark: Character, in text: String)
    -> String?
  {
    guard let start = text.range(of: opening, last: true) else { return nil }
    let line = text[start.upperBound...].prefix { !$0.isNewline }
    guard let sign = line.lastIndex(of: mark) else { return nil }
    return number(line[line.index(after: sign)...])
  }

  private static func number(_ text: Substring) -> String? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    return (1...9).contains(digits.count) ? String(digits) : nil
  }
}

extension String {
  fileprivate func range(of text: String, last: Bool) -> Range<String.Index>? {
    let ranges = ranges(of: text)
    return last ? ranges.last : ranges.first
  }
}
