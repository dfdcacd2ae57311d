public import Ledger
internal import SSHSignature

/// What a report was made from beside its records: who was trusted, which repository was at hand,
/// what it said of each commit, and what was left out of the ledger.
///
/// With the bundle this is all: the same give the same page, which is how one is checked. Written as
/// lines, each a JSON object in canonical form:
///
///     {"builder_pin":…,"client_pin":…,"frame":"…","origin":{…},"own":true,"relay":"0.1.0",…}
///     {"check":"checked","count":9990}
///     {"check":"contradicts","count":1,"reason":"…"}
///     {"path":"…","reason":"…","verdict":"invalid"}
public struct ReportData: Sendable {
  /// What was found out about one proof's commit.
  public struct Check: Sendable, Equatable {
    public let word: String
    public let reason: String

    /// Describes a check.
    public init(word: String, reason: String = "") {
      self.word = word
      self.reason = reason
    }
  }

  /// The version of relay that wrote the page.
  public let version: String
  public let project: Int64
  public let setting: ReportModel.Setting

  /// One for each of the ledger's proofs, in its order.
  public let checks: [Check]
  public let findings: [Finding]

  /// The page's form, where the page says so; see ``ReportTemplates``.
  private let frame: String?
  private let isOwn: Bool

  /// Gathers what a page is made from.
  public init(
    version: String, project: Int64, setting: ReportModel.Setting, checks: [Check],
    findings: [Finding]
  ) {
    self.version = version
    self.project = project
    self.setting = setting
    self.checks = checks
    self.findings = findings
    frame = nil
    isOwn = true
  }

  /// Why this program cannot write the page again; `nil` if it can.
  public var difference: String? {
    if !isOwn { return "it has a template of its writer's own" }
    guard frame == ReportTemplates.own.fingerprint else {
      return "it was written by another version of relay, \(DisplayText.line(version, limit: 20))"
    }
    return nil
  }

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
          .init("check", .string(check.word)), .init("count", .integer(Int64(same))),
          .init("reason", .string(check.reason)),
        ]))
      index += same
    }
    for finding in findings {
      lines.append(
        .object([
          .init("path", .string(finding.path)), .init("reason", .string(finding.reason)),
          .init("verdict", .string(HTMLView.word(finding.verdict))),
        ]))
    }
    return lines.flatMap { $0.serialize() + [UInt8(ascii: "\n")] }
  }

  private func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  /// Reads what ``serialize(_:)`` has written.
  init(_ bytes: [UInt8]) throws(ReportError) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    var objects: [Fields] = []
    for line in lines {
      do { objects.append(try Fields(canonical: line)) } catch {
        throw ReportError("what it was made from cannot be read: \(error.message)")
      }
    }
    guard let head = objects.first else {
      throw ReportError("it does not say what it is made from")
    }
    do throws(RecordError) {
      func optional(_ name: String) throws(RecordError) -> String? {
        if case .null = head[name] { return nil }
        return try head.optionalString(name)
      }
      version = try head.string("relay")
      project = try head.integer("project", in: 1...JSON.largestInteger)
      frame = try head.string("frame")
      if case .bool(let own) = head["own"] { isOwn = own } else { isOwn = false }
      let website = try optional("website").flatMap { Website(remote: $0) }
      let branch = try optional("branch")
      let origin = try optional("head").map { Origin(head: $0, branch: branch, website: website) }
      var scope: Int64?
      if case .integer(let number) = head["milestone"] { scope = number }
      setting = ReportModel.Setting(
        scope: scope,
        pins: Pins(client: try optional("client_pin"), builder: try optional("builder_pin")),
        origin: origin)
      var checks: [Check] = []
      var findings: [Finding] = []
      for object in objects.dropFirst() {
        if object["check"] != nil {
          let count = try object.integer("count", in: 1...4_000_000)
          guard checks.count + Int(count) <= 4_000_000 else { throw .malformed("too many checks") }
          let check = Check(word: try object.string("check"), reason: try object.string("reason"))
          checks += Array(repeating: check, count: Int(count))
        } else {
          findings.append(
            Finding(
              path: Array(try object.string("path").utf8), try Self.verdict(object),
              try object.string("reason")))
        }
      }
      self.checks = checks
      self.findings = findings
    } catch {
      throw ReportError("what it was made from cannot be read: \(error.message)")
    }
  }

  private static func verdict(_ fields: Fields) throws(RecordError) -> Finding.Verdict {
    switch try fields.string("verdict") {
    case "invalid": .invalid
    case "unknown signer": .unknownSigner
    case "unsupported": .unsupported
    default: throw .malformed("an unknown verdict")
    }
  }
}
