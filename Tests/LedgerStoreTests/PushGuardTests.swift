import Git
import LedgerStore
import TestSupport
import Testing

@Suite struct PushGuardTests {
  /// What git may say of one reference.
  private static let lines: [(line: String, local: String?, remote: String)] = [
    ("refs/heads/main \(one) refs/heads/main \(two)", "refs/heads/main", "refs/heads/main"),
    ("main@{1 hour ago} \(one) refs/heads/x \(zero)", "main@{1 hour ago}", "refs/heads/x"),
    ("(delete) \(zero) refs/heads/x \(one)", "(delete)", "refs/heads/x"),
    ("a  b \(one) refs/heads/x \(zero)", "a  b", "refs/heads/x"),
    ("\(one) refs/heads/x \(zero)", nil, ""),
    ("main \(one)  \(zero)", nil, ""),
    ("main 12 refs/heads/x \(zero)", nil, ""),
    ("main \(one) refs/heads/x 12", nil, ""),
    ("words", nil, ""),
  ]

  private static let zero = String(repeating: "0", count: 40)
  private static let one = String(repeating: "1", count: 40)
  private static let two = String(repeating: "2", count: 40)

  @Test(arguments: lines) func readsALine(
    _ line: (line: String, local: String?, remote: String)
  ) throws {
    let update = PushUpdate(line: Array(line.line.utf8))
    #expect(update?.localName == line.local)
    #expect(update?.remoteName ?? "" == line.remote)
    #expect(update?.isDeletion ?? false == (line.local == "(delete)"))
    if line.line.contains(Self.zero), line.local != "(delete)" { #expect(update?.remoteID == nil) }
  }

  @Test func readsAllLines() {
    let text = "main \(Self.one) refs/heads/main \(Self.zero)\nwords\n"
    #expect(PushUpdate.read(Array(text.utf8)).map { $0 == nil } == [false, true])
    #expect(PushUpdate.read([]).isEmpty)
  }

  /// Where a push goes, what the settings say, and whether it may carry a ledger.
  private static let destinations:
    [(name: String, url: String, settings: [String: String], mayHave: Bool, isLedgers: Bool)] = [
      ("origin", "/up.git", ["relay.remote": "origin"], true, true),
      ("/up.git", "/up.git", ["relay.remote": "origin"], true, true),
      ("/push.git", "/push.git", ["relay.remote": "origin"], true, true),
      ("fork", "/fork.git", ["relay.remote": "origin"], false, false),
      ("/fork.git", "/fork.git", ["relay.remote": "origin"], false, false),
      ("/fork.git", "/fork.git", ["relay.sharewith": "fork"], true, false),
      ("origin", "/up.git", [:], false, false),
      ("origin", "/up.git", ["relay.remote": "origin", "relay.push": "false"], false, false),
      (
        "fork", "/fork.git",
        ["relay.remote": "origin", "relay.push": "false", "relay.sharewith": "fork"], true, false
      ),
    ]

  @Test(arguments: destinations) func knowsTheRemote(
    _ row: (
      name: String, url: String, settings: [String: String], mayHave: Bool, isLedgers: Bool
    )
  ) throws {
    let fixture = try GitFixture()
    try fixture.git("config", "remote.origin.url", "/up.git")
    try fixture.git("config", "remote.origin.pushurl", "/push.git")
    try fixture.git("config", "remote.fork.url", "/fork.git")
    for (name, value) in row.settings { try fixture.git("config", name, value) }
    let pushGuard = try Self.pushGuard(fixture, to: .init(name: row.name, url: row.url))
    #expect(try pushGuard.mayHaveLedgers() == row.mayHave)
    #expect(try pushGuard.isLedgersRemote() == row.isLedgers)
  }

  /// What is pushed, and whether it carries the ledger of project 7.
  private static let pushed: [(name: String, carries: Bool)] = [
    ("relay-ledger/7", true), ("relay-ledger/7~1", true), ("upon", true), ("both", true),
    ("both~1", true), ("relay-ledger/7^{tree}", true), ("relay-ledger/7:records", true),
    ("relay-ledger/7:records/3f", true), ("tag", true), ("main", false), ("main^{tree}", false),
    ("side", false), ("main:a", false),
  ]

  @Test func findsALedgerByAnyName() throws {
    let fixture = try GitFixture()
    try fixture.write("a", "a\n")
    try fixture.commit("Start")
    // The commit at the bottom of every ledger, byte for byte.
    let tree = try fixture.write("tree", [])
    let person = "relay <relay@relay.invalid> 0 +0000"
    let root = try fixture.write(
      "commit",
      Array("tree \(tree)\nauthor \(person)\ncommitter \(person)\n\nrelay ledger\n".utf8))
    try fixture.git("checkout", "-q", "-b", "relay-ledger/7", "\(root)")
    let name = "records/3f/a9/3fa9" + String(repeating: "0", count: 60) + ".relay"
    try fixture.git("rm", "-r", "-q", "--ignore-unmatch", ".")
    try fixture.folder.write("repository/\(name)", "{}\n")
    try fixture.commit("relay: a record")
    try fixture.git("checkout", "-q", "-b", "upon")
    try fixture.commit("Upon it")
    try fixture.git("checkout", "-q", "-b", "side", "main")
    try fixture.commit("Side")
    try fixture.git("checkout", "-q", "-b", "both", "main")
    try fixture.git(
      "merge", "-q", "--allow-unrelated-histories", "-m", "Both", "relay-ledger/7~1")
    try fixture.commit("More")
    try fixture.git("tag", "-a", "-m", "Tag", "tag", "both")
    try fixture.git("tag", "-a", "-m", "Tag of a tag", "tags", "tag")
    let pushGuard = try Self.pushGuard(fixture, to: .init(name: "fork", url: "/fork.git"))
    for row in Self.pushed + [("tags", true)] {
      let update = PushUpdate(
        localName: "(some name)", localID: try fixture.id(row.name), remoteName: "refs/heads/x",
        remoteID: nil)
      let objection = try pushGuard.verdict(on: [update]).objection
      #expect((objection != nil) == row.carries, "\(row.name)")
    }
    let side = PushUpdate(
      localName: "side", localID: try fixture.id("side"), remoteName: "refs/heads/relay-ledger/9",
      remoteID: nil)
    #expect(try pushGuard.verdict(on: [side]).objection == .ledger(9))
    #expect(try pushGuard.verdict(on: [nil]).objection == .unreadable)
    #expect(try pushGuard.verdict(on: []).objection == nil)
  }

  private static func pushGuard(
    _ fixture: GitFixture, to destination: PushGuard.Destination
  ) throws -> PushGuard {
    let repository = try fixture.open()
    return PushGuard(
      of: repository, settings: try Settings.read(in: repository), to: destination)
  }
}
