public import Ledger
internal import SSHSignature

/// What a report was made from beside its records: who was trusted, which repository was at hand,
/// what it said of each commit, and what was left out of the ledger.
///
/// With the bundle this is all: the same give the same page, which is how one is checked. Written as
/// lines, each a JSON object in canonical form:
///
///     {"branch":…,"builder_pin":…,"client_pin":…,"frame":"…","head":…,"own":true,"relay":"0.1.0",…}
///     {"check":"checked","count":9990,"reason":""}
///     {"check":"object checked","count":1,"reason":"what it changed did not come along"}
///     {"path":"records/…","verdict":"invalid"}
///
/// Somebody has written the page, so every value has a form that can say nothing but what it is for:
/// ids, fingerprints, words of a list. What parses is written back to the same bytes.
public struct ReportData: Sendable {
  /// What was found out about one proof's commit.
  public struct Check: Sendable, Equatable {
    public let word: CheckWord
    public let reason: String

    /// Describes a check.
    public init(_ word: CheckWord, reason: String = "") {
      self.word = word
      self.reason = word.reason(reason)
    }
  }

  /// The version of relay that wrote the page.
  public let version: String
  public let project: Int64
  public let setting: ReportModel.Setting

  /// One for each of the ledger's proofs, in its order.
  public let checks: [Check]

  /// The files that are no part of the ledger, without their reasons; see ``shown(_:)``.
  public let findings: [Finding]

  /// Gathers what a page is made from.
  public init(
    version: String, project: Int64, setting: ReportModel.Setting, checks: [Check],
    findings: [Finding]
  ) {
    self.version = version
    self.project = project
    self.setting = setting
    self.checks = checks
    self.findings = findings.map(Self.shown)
  }

  /// What nobody can check who has only the page, in sentences: its writer says so.
  public var claims: [String] {
    var claims: [String] = []
    func count(_ word: CheckWord) -> Int { checks.count { $0.word == word } }
    if count(.checked) > 0 {
      let commits = DisplayText.count(count(.checked), "commit")
      claims.append("the counts of \(commits) were recomputed from the repository")
    }
    if count(.contradicts) > 0 {
      let proofs = DisplayText.count(count(.contradicts), "proof")
      claims.append(
        "\(proofs) \(count(.contradicts) == 1 ? "contradicts" : "contradict") the repository")
    }
    if let origin = setting.origin {
      let branch = origin.branch.map { " of branch \($0)" } ?? ""
      claims.append("the repository was at commit \(origin.head)\(branch)")
      if let website = origin.website { claims.append("the repository is \(website.address)") }
    }
    if !findings.isEmpty {
      claims.append("\(DisplayText.count(findings.count, "file")) beside the ledger left out")
    }
    return claims
  }

  /// A finding as a page shows it: reasons, and names of files that no ledger has, are anybody's
  /// words, and the page is read by somebody who cannot look at the file.
  static func shown(_ finding: Finding) -> Finding {
    let isOurs = LedgerPath(Array(finding.path.utf8)) != .other
    return Finding(path: Array((isOurs ? finding.path : foreign).utf8), finding.verdict, "")
  }

  /// Stands for a file that no ledger has.
  static let foreign = "another file"
}

// The lines.
extension ReportData {
  func serialize(_ templates: ReportTemplates) -> [UInt8] {
    var lines: [JSON] = []
    let origin = setting.origin
    lines.append(
      .object([
        .init("builder_pin", text(setting.pins.builder)),
        .init("client_pin", text(setting.pins.client)),
        .init("frame", .string(templates.fingerprint)), .init("own", .bool(templates.isOwn)),
        .init("head", text(origin?.head)), .init("branch", text(origin?.branch)),
        .init("website", text(origin?.website?.address)), .init("relay", .string(version)),
        .init("project", .integer(project)),
        .init("milestone", setting.scope.map { .integer($0) } ?? .null),
      ]))
    var index = 0
    while index < checks.count {
      let check = checks[index]
      let same = checks[index...].prefix { $0 == check }.count
      lines.append(
        .object([
          .init("check", .string(check.word.rawValue)), .init("count", .integer(Int64(same))),
          .init("reason", .string(check.reason)),
        ]))
      index += same
    }
    for finding in findings {
      lines.append(
        .object([
          .init("path", .string(finding.path)), .init("verdict", .string(finding.verdict.word)),
        ]))
    }
    return lines.flatMap { $0.serialize() + [UInt8(ascii: "\n")] }
  }

  private func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  /// The most proofs that a report has.
  private static let mostChecks: Int64 = 4_000_000

  /// Why this program cannot write a page again that was made from this; `nil` if it can.
  ///
  /// What another version has written may have another form.
  static func obstacle(in bytes: [UInt8]) -> String? {
    let head = bytes.prefix { $0 != UInt8(ascii: "\n") }
    guard let fields = try? Fields(canonical: head),
      case .string(let frame) = fields["frame"], case .bool(let isOwn) = fields["own"]
    else { return nil }
    if !isOwn { return "it has a template of its writer's own" }
    return frame == ReportTemplates.own.fingerprint
      ? nil : "it was written by another version of relay"
  }

  /// Reads what ``serialize(_:)`` has written, for this program's own templates unless it may be
  /// `ofAnyForm`.
  init(_ bytes: [UInt8], ofAnyForm: Bool = false) throws(ReportError) {
    guard bytes.last == UInt8(ascii: "\n") else {
      throw ReportError("it does not say what it is made from")
    }
    do throws(RecordError) {
      var lines = bytes.dropLast().split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
      let head = try HeadLine(try Fields(canonical: lines.removeFirst()), ofAnyForm: ofAnyForm)
      (version, project, setting) = (head.version, head.project, head.setting)
      var checks: [Check] = []
      var findings: [Finding] = []
      for line in lines {
        let fields = try Fields(canonical: line)
        if fields["check"] != nil {
          guard findings.isEmpty else { throw .malformed("a check after a finding") }
          let (check, count) = try Self.check(fields, room: Self.mostChecks - Int64(checks.count))
          if let last = checks.last, last == check { throw .malformed("a check twice") }
          checks += Array(repeating: check, count: Int(count))
        } else {
          findings.append(try Self.finding(fields))
        }
      }
      self.checks = checks
      self.findings = findings
    } catch {
      throw ReportError("what it was made from cannot be read: \(error.message)")
    }
  }

  private static func check(
    _ fields: Fields, room: Int64
  ) throws(RecordError) -> (Check, Int64) {
    try fields.only(["check", "count", "reason"])
    guard let word = CheckWord(rawValue: try fields.string("check")) else {
      throw .malformed("an unknown check")
    }
    guard room > 0 else { throw .malformed("too many checks") }
    let count = try fields.integer("count", in: 1...room)
    let reason = try fields.string("reason")
    guard word.allows(reason) else { throw .malformed("a reason that no check has") }
    return (Check(word, reason: reason), count)
  }

  private static func finding(_ fields: Fields) throws(RecordError) -> Finding {
    try fields.only(["path", "verdict"])
    let path = try fields.string("path")
    guard path == foreign || LedgerPath(Array(path.utf8)) != .other else {
      throw .malformed("a path of no ledger")
    }
    guard let verdict = Finding.Verdict(word: try fields.string("verdict")) else {
      throw .malformed("an unknown verdict")
    }
    return Finding(path: Array(path.utf8), verdict, "")
  }
}

/// The first line, each value in its form.
private struct HeadLine {
  let version: String
  let project: Int64
  let setting: ReportModel.Setting
  private static let names: Set<String> = [
    "branch", "builder_pin", "client_pin", "frame", "head", "milestone", "own", "project", "relay",
    "website",
  ]

  init(_ fields: Fields, ofAnyForm: Bool) throws(RecordError) {
    try fields.only(Self.names)
    for name in Self.names where fields[name] == nil { throw .malformed("\"\(name)\" is missing") }
    func optional<Value>(
      _ name: String, _ read: (String) -> Value?
    ) throws(RecordError) -> Value? {
      if case .null = fields[name] { return nil }
      guard let value = read(try fields.string(name)) else {
        throw .malformed("\"\(name)\" has another form")
      }
      return value
    }
    func required(_ name: String, _ isGood: (String) -> Bool) throws(RecordError) -> String {
      let text = try fields.string(name)
      guard isGood(text) else { throw .malformed("\"\(name)\" has another form") }
      return text
    }
    version = try required("relay", Self.isVersion)
    project = try fields.integer("project", in: 1...JSON.largestInteger)
    _ = try required("frame") { ofAnyForm || $0 == ReportTemplates.own.fingerprint }
    guard try fields.flag("own") || ofAnyForm else { throw .malformed("\"own\" has another form") }
    let website = try optional("website") { text in
      Website(remote: text).flatMap { $0.address == text ? $0 : nil }
    }
    let branch = try optional("branch") { Self.isBranch($0) ? $0 : nil }
    let head = try optional("head") { CheckWord.isHex($0, [40, 64]) ? $0 : nil }
    guard head != nil || (branch == nil && website == nil) else {
      throw .malformed("a branch or a website without a commit")
    }
    var scope: Int64?
    if case .null = fields["milestone"] {
    } else {
      scope = try fields.integer("milestone", in: 1...JSON.largestInteger)
    }
    setting = ReportModel.Setting(
      scope: scope,
      pins: Pins(
        client: try optional("client_pin") { Fingerprint($0)?.text },
        builder: try optional("builder_pin") { Fingerprint($0)?.text }),
      origin: head.map { Origin(head: $0, branch: branch, website: website) })
  }

  /// `1.2.3`, `1.2.3-rc.1`.
  private static func isVersion(_ text: String) -> Bool {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    func isNumber(_ part: Substring) -> Bool {
      (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
    }
    guard (2...3).contains(numbers.count), numbers.allSatisfy(isNumber) else { return false }
    guard parts.count == 2 else { return true }
    let words = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return words.count <= 2 && ["alpha", "beta", "rc", "dev"].contains(words[0])
      && words.dropFirst().allSatisfy(isNumber)
  }

  /// A name that git allows, as it shows: whoever wrote the page has chosen it.
  private static func isBranch(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 4_000 && Inert.text(text) == text
      && !text.unicodeScalars.contains { " ~^:?*[".unicodeScalars.contains($0) }
  }
}
