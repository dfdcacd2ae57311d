import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay join`: asks for a role.
struct Join: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask for a role in a project, with your key.",
    usage: "relay join [<number>] [<options>]",
    discussion: """
      The client lets builders and witnesses in with `relay admit`; a builder lets the client's first \
      key in. An escrow agent is named in the terms (relay init --escrow), which both accept.
      """)

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(name: .customLong("as"), help: "The role: builder, client or witness.")
  var wanted: RoleArgument = .builder

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(number, options)
    let role = wanted.role
    let identity = try Identity.configured(in: signing.desk.configuration)
    if let held = signing.state.shownParties.role(of: signing.signer.key.fingerprint) {
      throw Wording("your key is the \(held.title)'s already")
    }
    let application = Application(role: role, name: identity.name, emails: identity.emails)
    let admitter = role == .client ? "builder" : "client"
    try signing.sign("application", [application]) { reach in
      [
        reach.line(to: admitter, number: signing.number),
        "Tell the \(admitter) your fingerprint by another way, to be compared:",
        "  \(signing.signer.key.fingerprint)",
      ]
    }
  }
}
