import Git
import TestSupport
import Testing

/// Commits as git itself reads them, however odd.
@Suite struct CommitTests {
  private let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

  private func raw(author: [UInt8], committer: String? = nil, more: String = "") -> [UInt8] {
    let person = committer ?? "Ana <ana@example.com> 1772366400 +0100"
    return Array("tree \(tree)\nauthor ".utf8) + author
      + Array("\ncommitter \(person)\n\(more)\nA subject\n".utf8)
  }

  /// What `git log` says: times, addresses and names of author and committer.
  private func told(_ ids: [ObjectID], by fixture: GitFixture) throws -> [[[UInt8]]] {
    let list = ids.map { "\($0)\n" }.joined()
    let output = try fixture.git(
      [
        "log", "--no-walk=unsorted", "--stdin", "--encoding=none", "-z",
        "--format=tformat:%H%n%at%n%ae%n%an%n%ct%n%ce%n%cn",
      ], input: Array(list.utf8))
    let commits = output.output.split(separator: 0).map { commit in
      commit.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    }
    #expect(commits.map { $0[0] } == ids.map { Array($0.hex.utf8) })
    return commits.map { Array($0.dropFirst()) }
  }

  private func time(_ digits: [UInt8]) -> Int64 {
    // Records hold no more than this.
    guard let value = Int64(String(decoding: digits, as: UTF8.self)), value < 1 << 53 else {
      return 0
    }
    return value
  }

  private func compare(_ commits: [[UInt8]]) throws {
    let fixture = try GitFixture()
    let ids = try commits.map { try fixture.write("commit", $0) }
    let told = try told(ids, by: fixture)
    let repository = try fixture.open()
    var wrong: [String] = []
    for (id, fields) in zip(ids, told) {
      let commit = try repository.commit(id)
      let text = String(decoding: commit.bytes, as: UTF8.self).debugDescription
      for (person, told) in [(commit.author, fields[0..<3]), (commit.committer, fields[3..<6])] {
        let (digits, email, name) = (
          told[told.startIndex], told[told.startIndex + 1], told[told.startIndex + 2]
        )
        if person.time != time(digits) { wrong.append("time \(person.time) of \(text)") }
        if person.email != email { wrong.append("address \(shown(person.email)) of \(text)") }
        // Where git reads no person at all, a name for people to see does no harm.
        if !email.isEmpty, person.name != Array(name.drop { $0 == 0x20 }) {
          wrong.append("name \(shown(person.name)) of \(text)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(9).joined(separator: "\n"))")
  }

  private func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).debugDescription
  }

  @Test func readsPeopleAsGitDoes() throws {
    let lines = [
      "Ana <ana@example.com> 1772366400 +0100", "Ana <ana@example.com> 0 +0000",
      "Ana B. Uilder <ana@example.com> 1 -0330", "<ana@example.com> 1772366400 +0100",
      " <ana@example.com> 1772366400 +0100", "Ana <> 1772366400 +0100", "Ana <ana@example.com>",
      "Ana <ana@example.com> ", "Ana <ana@example.com> +0100", "Ana <ana@example.com> x +0100",
      "Ana <ana@example.com> 1772366400", "Ana <ana@example.com> 1772366400 ",
      "Ana <ana@example.com> 1772366400 0100", "Ana <ana@example.com> 1772366400 +",
      "Ana <ana@example.com> 1772366400 +x", "Ana <ana@example.com> 1772366400 +1",
      "Ana <ana@example.com> 1772366400 +01000", "Ana <ana@example.com> 1772366400 +0100 x",
      "Ana <ana@example.com> 1772366400+0100", "Ana <ana@example.com>1772366400 +0100",
      "Ana <ana@example.com>   1772366400   +0100  ", "Ana <ana@example.com>\t1772366400\t+0100",
      "Ana <ana@example.com> -1 +0100", "Ana <ana@example.com> +1 +0100",
      "Ana <ana@example.com> 1772366400.5 +0100", "Ana <ana@example.com> 1772366400x +0100",
      "Ana <ana@example.com> 0001772366400 +0100", "Ana <ana@example.com> 9007199254740991 +0100",
      "Ana <ana@example.com> 9007199254740992 +0100",
      "Ana <ana@example.com> 9223372036854775807 +0100",
      "Ana <ana@example.com> 9223372036854775808 +0100",
      "Ana <ana@example.com> 99999999999999999999999999 +0100",
      "Ana <ana@example.com> 1772366400 -9999", "Ana <a <b> c@example.com> 1772366400 +0100",
      "Ana <a>b> 1772366400 +0100", "Ana <a> <b> 1772366400 +0100", "Ana <a>> 1772366400 +0100",
      "Ana <<a>> 1772366400 +0100", "Ana <a@example.com 1772366400 +0100",
      "Ana a@example.com> 1772366400 +0100", "Ana 1772366400 +0100", "Ana", "", " ",
      "> 1772366400 +0100", "><a> 5 +0100", "Ana> <a> 5 +0100", "Ana <a> 5 +0100>",
      "Ana <a> 5 > 6 +0100", "Ana\t <a@example.com> 5 +0100", "  Ana  <a@example.com> 5 +0100",
      "\tAna <a@example.com> 5 +0100", "Ana < a@example.com > 5 +0100",
      "\"Ana\" <a@example.com> 5 +0100",
      "Ana, <a@example.com> 5 +0100", "Zo\u{eb} <zo\u{eb}@example.com> 5 +0100",
      "Ana\r <a@example.com> 5 +0100", "Ana <a@example.com> 5 +0100\r", "Ana <a@example.com> 5\r",
      "Ana <a@example.com> \u{661} +0100",
    ].map { Array($0.utf8) }
    let bytes: [[UInt8]] = [
      [0xff, 0xfe] + Array(" <a@example.com> 5 +0100".utf8),
      Array("Ana <a".utf8) + [0xe9] + Array("@example.com> 5 +0100".utf8),
      Array("Ana <a@example.com> 5".utf8) + [0x0b] + Array("+0100".utf8),
    ]
    try compare((lines + bytes).map { raw(author: $0) })
    try compare(
      lines.filter { !$0.isEmpty }.map { line in
        raw(
          author: Array("Ana <ana@example.com> 7 +0100".utf8),
          committer: String(decoding: line, as: UTF8.self))
      })
  }

  /// Lines put together from what matters to a reader.
  @Test func readsMadeUpPeopleAsGitDoes() throws {
    let parts = [
      "Ana", "<", ">", "a@example.com", " ", "  ", "\t", "1772366400", "5", "+0100", "-0000", "+",
      "x", ".",
    ]
    var generator = SeededGenerator(seed: 17)
    let lines = (0..<400).map { _ in
      Array((0...generator.below(9)).map { _ in parts[generator.below(parts.count)] }.joined().utf8)
    }
    try compare(Set(lines).map { raw(author: $0) })
  }

  @Test func readsHeadersAsGitDoes() throws {
    let ana = "Ana <ana@example.com> 5 +0100"
    let bob = "Bob <bob@example.com> 6 +0200"
    let fixture = try GitFixture()
    let parent = try fixture.commit("one").hex
    let other = try fixture.commit("two").hex
    let texts = [
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\n\nText\n",
      "tree \(tree)\nparent \(parent)\nauthor \(ana)\ncommitter \(bob)\n\nText\n",
      "tree \(tree)\nparent \(parent)\nparent \(other)\nauthor \(ana)\ncommitter \(bob)\n\nText\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\nparent \(parent)\n\nText\n",
      "tree \(tree)\nauthor \(ana)\nparent \(parent)\ncommitter \(bob)\n\nText\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\nencoding ISO-8859-1\n\nText\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\ngpgsig -----BEGIN\n author \(bob)\n parent x\n\nText\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\n\nauthor \(bob)\nparent \(parent)\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\n",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)",
      "tree \(tree)\nauthor \(ana)\ncommitter \(bob)\n\n",
      "tree \(tree)\ncommitter \(bob)\nauthor \(ana)\n\nText\n",
      "tree \(tree)\nx\nauthor \(ana)\ncommitter \(bob)\n\nText\n",
    ]
    let repository = try fixture.open()
    for text in texts {
      let id = try fixture.write("commit", Array(text.utf8))
      let commit = try repository.commit(id)
      let told = try fixture.git(
        "log", "-1", "--no-walk", "--encoding=none", "--format=%T%n%P%n%an%n%cn", "\(id)")
      let lines = told.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(commit.tree.hex == lines[0])
      #expect(commit.parents.map(\.hex).joined(separator: " ") == lines[1], "\(text)")
      #expect(String(decoding: commit.author.name, as: UTF8.self) == lines[2], "\(text)")
      #expect(String(decoding: commit.committer.name, as: UTF8.self) == lines[3], "\(text)")
      let body = try fixture.git(
        "log", "-1", "--no-walk", "--encoding=none", "--format=%B", "\(id)")
      let message = String(decoding: commit.message, as: UTF8.self)
      #expect(message == String(body.text.dropLast()) || message == body.text, "\(text)")
      #expect(commit.bytes == Array(text.utf8))
    }
  }

  @Test func findsTheEncodingAndTheSubject() throws {
    let id = try #require(ObjectID(hex: tree))
    func commit(_ text: String) throws -> Commit {
      try Commit(id: id, bytes: Array("tree \(tree)\n\(text)".utf8))
    }
    #expect(try commit("encoding latin1\n\nx").encoding == Array("latin1".utf8))
    #expect(try commit("\nx").encoding == nil)
    #expect(try commit("\nencoding latin1").encoding == nil)
    #expect(try Array(commit("\nOne\nTwo\n").subject) == Array("One".utf8))
    #expect(try Array(commit("\n\n\nOne").subject) == Array("One".utf8))
    #expect(try Array(commit("\n").subject).isEmpty)
    #expect(try Array(commit("").message).isEmpty)
    #expect(try Array(commit("\n\u{0}\u{1}\n").message) == [0, 1, 0x0A])
  }

  @Test func readsZones() throws {
    let id = try #require(ObjectID(hex: tree))
    let zones = [
      "+0000": 0, "+0100": 60, "-0330": -210, "+1400": 840, "-0000": 0, "+01": 0, "0100": 0,
    ]
    for (zone, minutes) in zones {
      let text = "tree \(tree)\nauthor A <a> 5 \(zone)\n\n"
      #expect(try Commit(id: id, bytes: Array(text.utf8)).author.offset == minutes, "\(zone)")
    }
  }

  @Test func refusesWhatIsNoCommit() throws {
    let id = try #require(ObjectID(hex: tree))
    for text in [
      "", "\n", "author A <a> 5 +0000\n\n", "tree \n\n", "tree 4b825dc6\n\n",
      "tree \(tree.uppercased())\n\n", "tree \(tree)0\n\n", "tree \(tree)\nparent x\n\n",
      "tree \(tree)\nparent \(tree)0\n\n", "parent \(tree)\ntree \(tree)\n\n",
    ] {
      let error = #expect(throws: GitError.self, "\(text)") {
        try Commit(id: id, bytes: Array(text.utf8))
      }
      #expect(error?.kind == .corrupt)
    }
    let fixture = try GitFixture()
    let blob = try fixture.write("blob", [1])
    let repository = try fixture.open()
    #expect(throws: GitError.self) { try repository.commit(blob) }
    #expect(try #require(throws: GitError.self) { try repository.commit(id) }.kind != .other)
  }
}
