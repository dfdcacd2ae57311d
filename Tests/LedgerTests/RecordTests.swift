import Ledger
import SSHSignature
import TestSupport
import Testing

/// Single records, beside the vectors.
@Suite struct RecordTests {
  let ana: Party

  init() throws { ana = try Party("ana") }

  private func line(_ json: String) -> [UInt8] { Array(json.utf8) + [0x0A] }

  private func payload(extra: String = "") -> String {
    let id = String(repeating: "a", count: 64)
    return #"{"accepts":["\#(id)"],"at":"2026-03-01T12:00:00Z","by":"\#(ana.fingerprint)","#
      + #""genesis":"\#(id)","parents":["\#(id)"],"project":123,"type":"agreement","v":1\#(extra)}"#
  }

  @Test func aLineOfAMebibyteIsReadAndNotOneByteMore() throws {
    let frame = payload(extra: #","x":"""#).utf8.count
    for (count, isRead) in [(1 << 20, true), (1 << 20 + 1, false)] {
      let text = String(repeating: "x", count: count - frame)
      let bytes = try ana.sign(line: line(payload(extra: #","x":"\#(text)""#)))
      #expect(((try? UnverifiedRecord(parsing: bytes)) != nil) == isRead)
    }
    let long = [UInt8](repeating: 0x0A, count: UnverifiedRecord.longestFile + 1)
    #expect(throws: RecordError.self) { try UnverifiedRecord(parsing: long) }
  }

  @Test func aDraftReadsBackAsItWasMeant() throws {
    let bob = try Party("bob")
    let terms = ProjectTerms(
      title: "Shop \u{1f600}", description: "two\nlines",
      roots: [String(repeating: "1", count: 40)],
      currency: "EUR", budget: 1_500_000,
      client: ProjectTerms.Person(name: "Bob", email: "bob@example.com", key: bob.publicKey),
      builders: [ana.builder], tickets: ["SHOP"], nonce: String(repeating: "0", count: 32))
    let draft = try Draft(
      terms, project: 7, genesis: nil, parents: [], signer: ana.publicKey,
      time: Timestamp(seconds: 0))
    let record = try ana.sign(draft)
    #expect(record.id == draft.id)
    #expect(Array(record.line) == draft.line)
    #expect(record.payload.time.description == "1970-01-01T00:00:00Z")
    let read = try #require(record.statement as? ProjectTerms)
    #expect(read.title == terms.title)
    #expect(read.description == "two\nlines")
    #expect(read.roots == terms.roots)
    #expect(read.currency == "EUR")
    #expect(read.budget == 1_500_000)
    #expect(read.tickets == ["SHOP"])
    #expect(read.client.key == bob.publicKey)
    #expect(read.builders.map(\.emails) == [["ana@example.com"]])
    #expect(read.role(of: bob.fingerprint) == .client)
    #expect(read.role(of: ana.fingerprint) == .builder)
    #expect(read.role(of: "SHA256:") == nil)
  }

  @Test func aDraftSortsWhatMustBeSorted() throws {
    let ids = (0..<9).map { RecordID(hashing: [UInt8($0)]) }
    let draft = try Draft(
      Agreement(accepts: ids.reversed(), name: nil, email: nil), project: 7, genesis: ids[0],
      parents: ids, signer: ana.publicKey, time: Timestamp(seconds: 0))
    let record = try ana.sign(draft)
    #expect(record.payload.parents == ids.sorted())
    #expect((record.statement as? Agreement)?.accepts == ids.sorted())
  }

  @Test func aDraftThatNobodyCouldReadIsNotMade() {
    let time = Timestamp(seconds: 0)
    let id = RecordID(hashing: [1])
    let bad: [(any Statement, Int64, RecordID?, [RecordID])] = [
      (Agreement(accepts: [], name: nil, email: nil), 7, id, [id]),
      (Agreement(id), 0, id, [id]),
      (Agreement(id), 1 << 53, id, [id]),
      (Agreement(id), 7, nil, [id]),
      (Agreement(id), 7, id, []),
      (Agreement(id), 7, id, [id, id]),
      (ProjectTerms.sample(client: ana, builders: [ana]), 7, nil, []),
      (ProjectTerms.sample(builders: []), 7, nil, []),
      (ProjectTerms.sample(builders: [ana], tickets: ["relay"]), 7, nil, []),
    ]
    for (statement, project, genesis, parents) in bad {
      #expect(throws: RecordError.self) {
        try Draft(
          statement, project: project, genesis: genesis, parents: parents, signer: ana.publicKey,
          time: time)
      }
    }
  }

  @Test func aSignatureOverSomethingElseIsNotTaken() throws {
    let eve = try Party("eve")
    let id = RecordID(hashing: [1])
    let draft = try Draft(
      Agreement(id), project: 7, genesis: id, parents: [id], signer: ana.publicKey,
      time: Timestamp(seconds: 0))
    let space = UnverifiedRecord.namespace
    #expect(throws: RecordError.self) {
      try draft.signed(with: ana.key.sign(Array(draft.line.dropLast()), namespace: space))
    }
    #expect(throws: RecordError.self) {
      try draft.signed(with: ana.key.sign(draft.line, namespace: "git"))
    }
    #expect(throws: RecordError.self) {
      try draft.signed(with: eve.key.sign(draft.line, namespace: space))
    }
  }

  /// The check that the Readme of every ledger describes.
  @Test func stockToolsAgree() throws {
    let folder = try TemporaryFolder()
    for name in [
      "project", "agreement", "proof", "key-p256", "key-rsa", "key-security-key", "unknown-type",
    ] {
      let bytes = try Vectors.read("records/valid/\(name).relay")
      let record = try UnverifiedRecord(parsing: bytes)
      try folder.write("RECORD", bytes)
      let signers = try AllowedSigners.line(
        principal: "ana@example.com", key: record.publicKey,
        namespaces: [UnverifiedRecord.namespace])
      try folder.write("allowed_signers", signers + "\n")
      let check = """
        cd "$HOME" && head -n 1 RECORD | sha256sum && head -n 1 RECORD | ssh-keygen -Y verify \
        -f allowed_signers -I ana@example.com -n relay-ledger-v1 -s <(tail -n +2 RECORD)
        """
      let output = try Tool.succeed("bash", ["-c", check], in: folder)
      #expect(output.lines.first == "\(record.id)  -")
      #expect(output.lines.last?.hasPrefix("Good \"relay-ledger-v1\" signature") == true)
    }
  }

  @Test func whatReadersLeaveAloneStaysInTheFile() throws {
    let bytes = try Vectors.read("records/valid/unknown-field.relay")
    guard case .valid(let record) = try UnverifiedRecord(parsing: bytes).verify() else {
      throw SetupError("not valid")
    }
    #expect(record.bytes == bytes)
    #expect(String(decoding: record.line, as: UTF8.self).contains(#""x_mood":"glad""#))
    #expect(record.statement is Agreement)
  }

  @Test func idsAreReadInOneSpelling() throws {
    let id = RecordID(hashing: Array("hello\n".utf8)[...])
    #expect(id.hex == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
    #expect(RecordID(hex: id.hex) == id)
    #expect(id.short == "5891b5b522")
    #expect("\(id)" == id.hex)
    for text in [
      "", String(id.hex.dropLast()), id.hex + "0", id.hex.uppercased(), "g" + id.hex.dropFirst(),
      "\u{ff15}" + id.hex.dropFirst(3), " " + id.hex.dropFirst(),
    ] { #expect(RecordID(hex: text) == nil, "\(text)") }
    var generator = SeededGenerator(seed: 3)
    let ids = (0..<200).map { _ in
      RecordID(hashing: [UInt8(generator.below(256)), UInt8(generator.below(256))])
    }
    #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
  }
}
