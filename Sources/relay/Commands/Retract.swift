import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay retract`: takes proofs back.
struct Retract: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take proofs back that should not count. They stay in the ledger, so marked.",
    usage: """
      relay retract <proof> ... <project> [<options>]
             relay retract --gone [<project>] [<options>]
      """)

  @Argument(
    help: """
      Proofs by id or by their commits: at least 7 digits, or as git names a commit; then PROJECT.
      """)
  var arguments: [String] = []

  @Flag(
    help: """
      All of yours whose commits no branch, tag or work tree reaches any more, unless they are \
      submitted.
      """)
  var gone = false

  @Option(help: "Why, for the client to read.")
  var reason: String?

  @OptionGroup var options: SigningOptions

  func validate() throws {
    if gone {
      guard arguments.count < 2, arguments.allSatisfy({ Int64($0) != nil }) else {
        throw ValidationError("--gone finds the proofs itself; name at most a project")
      }
    } else if arguments.count < 2 || arguments.last.flatMap({ Int64($0) }) == nil {
      throw ValidationError("name proofs, then PROJECT")
    }
  }

  func run() throws {
    let signing = try Signing.open(arguments.last.flatMap { Int64($0) }, options)
    let named = gone ? try found(signing) : try signing.proofs(arguments.dropLast())
    guard !named.isEmpty else {
      throw Wording("no proof of yours is of a commit that no branch, tag or work tree reaches")
    }
    let ids = alike(named, signing).filter { signing.state.retraction(of: $0) == nil }
    let done = named.filter { signing.state.retraction(of: $0) != nil }.map(\.short)
    if !done.isEmpty {
      Terminal.note("taken back already: \(done.joined(separator: ", "))")
    }
    guard !ids.isEmpty else { return signing.signNothing() }
    let noun = ids.count == 1 ? "proof" : "proofs"
    try signing.sign(
      "retraction", [Retraction(proofs: ids, reason: reason)],
      saying: [
        "I take back \(ids.count) \(noun) of project \(signing.number):",
        "  " + ids.map(\.short).joined(separator: ", "),
      ]
    ) { reach in
      [reach.line(to: "client", number: signing.number)]
    }
  }

  /// Some proofs, with all others of the signer's for the same commits: where two machines have proven
  /// one at the same time, the other would stand in the place of what is taken back.
  private func alike(_ named: [RecordID], _ signing: Signing) -> [RecordID] {
    let commits = Set(
      signing.state.proofs.filter { named.contains($0.id) }.map(\.proof.commit))
    let others = signing.state.proofs.filter {
      commits.contains($0.proof.commit) && $0.signer == signing.signer.key.fingerprint
        && signing.state.replacement(of: $0.id) == nil && !named.contains($0.id)
    }
    return named + others.map(\.id).sorted()
  }

  private func found(_ signing: Signing) throws -> [RecordID] {
    guard let repository = signing.desk.session?.repository else {
      throw Wording("only a repository tells what its branches reach", hint: "name the proofs")
    }
    return try Backfill(signing.ledger, in: repository).find(
      in: Backfill.Scope(), signer: signing.signer
    ) { _, _ in }.gone
  }
}
