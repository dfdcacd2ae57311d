import ArgumentParser
import Git
import Ledger
import Proof
import SSHSignature

/// The command line.
@main
struct Relay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay",
    abstract: "Signed proofs of work, commit by commit, that a client can check alone.",
    discussion: """
      A commit whose message holds a tag such as #relay-123 becomes a signed record in a ledger \
      that lives in the repository. Client and arbiter check it with git, sha256sum and \
      ssh-keygen, or with relay verify.

      Start with: relay demo (a throw-away repository), or relay init 123 in your own.
      """,
    version: versionText,
    subcommands: [
      Init.self, Agree.self, Join.self, Admit.self, Hooks.self, Sync.self, Status.self, Log.self,
      Show.self, Use.self, Claim.self, Retract.self, MilestoneCommand.self, Submit.self,
      Withdraw.self, Approve.self, Reject.self, Release.self, PaymentCommand.self,
      ReceiptCommand.self, BundleCommand.self, Import.self, ReportCommand.self,
      ClientPageCommand.self, Verify.self, Keys.self, Doctor.self, Demo.self,
    ])

  static var versionText: String {
    """
    relay \(Version.text)
    ledger format \(Payload.version)
    libgit2 \(Library.version)
    \(Libcrypto.version)
    """
  }

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      if error is ExitCode || code == .success { exit(withError: error) }
      guard code == .validationFailure else { Terminal.fail(Wording(for: error)) }
      // The words quote what was typed, which may be anything.
      let lines = message(for: error).split(separator: "\n").map { Inert.text(String($0)) }
      Terminal.note("error: \(lines.joined(separator: " "))")
      Terminal.note("hint: see `relay --help`, or `relay help COMMAND`")
      exit(withError: code)
    }
  }
}
