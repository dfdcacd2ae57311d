import Ledger
import LedgerStore
import Programs
import Proof

/// The demonstration's folder: a remote, a builder's clone, a client's clone, keys of their own.
struct DemoStage {
  private let folder: String

  static func make(at folder: String?) throws -> DemoStage {
    if let folder {
      guard try Files.kind(folder) == nil else {
        throw Wording("\(Inert.text(folder)) exists already", hint: "name a folder that does not")
      }
      let absolute = try Session.absolute(folder)
      try Files.makeFolder(absolute, under: "")
      return DemoStage(folder: absolute)
    }
    let base = Session.variable("TMPDIR") ?? "/tmp"
    do {
      return DemoStage(folder: try Files.makeTemporaryFolder("\(base)/relay-demo."))
    } catch {
      throw Wording("no folder could be made in \(Inert.text(base))")
    }
  }

  func play() throws {
    try git(["init", "--quiet", "--bare", "--initial-branch=main", "shop.git"], in: "", as: "ana")
    say("Ana builds a shop for Bob. She sets up project 123 in her clone.")
    try git(["clone", "--quiet", "shop.git", "ana"], in: "", as: "ana", quiet: true)
    try git(["config", "init.defaultBranch", "main"], in: "ana", as: "ana")
    try commit("Start the shop", ["README": "A shop.\n"])
    try git(["push", "--quiet", "origin", "HEAD"], in: "ana", as: "ana")
    try relay(
      [
        "init", "123", "--title", "Bob's shop", "--client", "Bob <bob@example.com>", "--budget",
        "12000 EUR",
      ], in: "ana", as: "ana")
    say("She offers a first milestone.")
    try relay(
      [
        "milestone", "add", "1", "--title", "Login and basket", "--percent", "25%",
        "--deliverable", "Login page", "--deliverable", "Basket", "--criterion", "Works offline",
      ], in: "ana", as: "ana")
    say("She commits as always. The hook proves each commit that names the project.")
    try commit(
      "Add the login page #relay-123", ["login.html": "<form>\n<input name=user>\n</form>\n"])
    try commit("Tidy up, for nobody", ["README": "A small shop.\n"])
    try commit(
      "Add the basket [relay-123]", ["basket.html": "<ul>\n<li>nothing yet</li>\n</ul>\n"])
    try relay(["log"], in: "ana", as: "ana")
    say("She pushes. The ledger goes along.")
    try git(["push", "--quiet", "origin", "HEAD"], in: "ana", as: "ana")
    say("Bob clones, compares Ana's fingerprint with the one from her letter, and agrees.")
    try git(["clone", "--quiet", "shop.git", "bob"], in: "", as: "bob")
    try relay(["agree", "123", "--yes"], in: "bob", as: "bob")
    try relay(["sync"], in: "bob", as: "bob")
    let ana = try fingerprint("ana")
    let bob = try fingerprint("bob")
    say("Ana compares Bob's fingerprint too, lets his key in, and hands the milestone in.")
    try relay(["sync"], in: "ana", as: "ana", quiet: true)
    try relay(["admit", bob, "--yes"], in: "ana", as: "ana")
    try relay(["submit", "1", "--note", "Please have a look", "--yes"], in: "ana", as: "ana")
    try relay(["sync"], in: "ana", as: "ana")
    say("Bob checks everything, with the two keys that he knows, and approves.")
    try git(["pull", "--quiet"], in: "bob", as: "bob", quiet: true)
    try relay(["sync"], in: "bob", as: "bob", quiet: true)
    try relay(["verify", "--builder", ana, "--client", bob], in: "bob", as: "bob")
    try relay(["approve", "1", "--yes"], in: "bob", as: "bob")
    try relay(["sync"], in: "bob", as: "bob", quiet: true)
    say("Bob pays. Ana says that the money has come, and writes the report.")
    try relay(["sync"], in: "ana", as: "ana", quiet: true)
    try git(["config", "relay.123.client", bob], in: "ana", as: "ana")
    try relay(["receipt", "1", "--yes"], in: "ana", as: "ana")
    try relay(["status"], in: "ana", as: "ana")
    try relay(["report", "-o", folder + "/report.html"], in: "ana", as: "ana")
    printEnding()
  }

  private func printEnding() {
    let folder = Inert.text(folder)
    Terminal.line()
    Terminal.line("Everything is in \(folder)")
    Terminal.line("  report.html   the report, for a browser")
    Terminal.line("  ana, bob      the two clones; shop.git is their remote")
    Terminal.line()
    Terminal.line("Try next:")
    Terminal.line("  cd \(folder)/ana")
    Terminal.line("  \(Inert.text(ProgramPath.current)) show \\")
    Terminal.line("    $(git rev-parse HEAD)          # one proof, and its check by stock tools")
    Terminal.line("  ls -R .relay/123               # the ledger as plain files")
    Terminal.line("In a repository of your own: relay init 123")
  }

  private func say(_ text: String) {
    Terminal.line()
    Terminal.line(Terminal.styled(text, .bold))
  }

  private func commit(_ message: String, _ files: [String: String]) throws {
    for (name, content) in files {
      try Files.write(Array(content.utf8), to: "\(folder)/ana/\(name)")
    }
    try git(["add", "--all"], in: "ana", as: "ana")
    Terminal.line("$ git commit -m \"\(message)\"")
    try git(["commit", "--quiet", "-m", message], in: "ana", as: "ana")
  }

  /// The variables that make a program believe that it is somebody's own.
  private func environment(of person: String) -> [String: String?] {
    let name = person == "ana" ? "Ana Builder" : "Bob Client"
    var variables: [String: String?] = [
      "HOME": .some("\(folder)/home-\(person)"), "XDG_CONFIG_HOME": nil,
      "GIT_CONFIG_NOSYSTEM": .some("1"), "GIT_CONFIG_GLOBAL": nil,
      "SSH_AUTH_SOCK": nil, "NO_COLOR": .some("1"),
      "GIT_AUTHOR_NAME": .some(name), "GIT_AUTHOR_EMAIL": .some("\(person)@example.com"),
      "GIT_COMMITTER_NAME": .some(name), "GIT_COMMITTER_EMAIL": .some("\(person)@example.com"),
    ]
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "RELAY"] {
      variables[name] = .some(nil)
    }
    return variables
  }

  private func git(
    _ arguments: [String], in clone: String, as person: String, quiet: Bool = false
  ) throws {
    try run(
      Program("git", environment: environment(of: person)), arguments, in: clone, quiet: quiet)
  }

  private func relay(
    _ arguments: [String], in clone: String, as person: String, quiet: Bool = false
  ) throws {
    if !quiet {
      let words = arguments.map(Self.shown).joined(separator: " ")
      Terminal.paragraph("$ relay \(words)", continuation: " \\")
    }
    let program = Program(ProgramPath.current, environment: environment(of: person))
    try run(program, arguments, in: clone, quiet: quiet)
  }

  /// An argument as one would type it.
  private static func shown(_ argument: String) -> String {
    let text = Inert.text(argument)
    return text.contains { " '<>%".contains($0) } ? "\"\(text)\"" : text
  }

  private func run(
    _ program: Program, _ arguments: [String], in clone: String, quiet: Bool
  ) throws {
    try Files.makeFolder("home-ana", under: folder)
    try Files.makeFolder("home-bob", under: folder)
    let directory = clone.isEmpty ? folder : folder + "/" + clone
    let outcome: Program.Outcome
    do { outcome = try program.run(arguments, in: directory) } catch {
      throw Wording(error.message)
    }
    let printed = outcome.output + (quiet ? [] : outcome.errors)
    if !quiet { for line in lines(printed) { Terminal.line(line) } }
    guard outcome.status == 0 else {
      let reason = lines(outcome.errors).last ?? "status \(outcome.status)"
      throw Wording("\(program.name) \(arguments.first ?? ""): \(reason)")
    }
  }

  private func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .map { Inert.text($0) }
  }

  private func fingerprint(_ person: String) throws -> String {
    try Session.fingerprint("\(folder)/home-\(person)/.config/relay/id_ed25519.pub")
  }
}
