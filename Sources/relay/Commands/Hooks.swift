import ArgumentParser
import Ledger
import Proof

/// `relay hooks`: git's hooks of this repository.
struct Hooks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Install or remove the git hooks, or show how they stand.",
    subcommands: [HooksInstall.self, HooksUninstall.self, HooksStatus.self],
    defaultSubcommand: HooksStatus.self)
}

/// `relay hooks install`.
struct HooksInstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Install the hooks; others' hooks go on running.",
    discussion: """
      Where a hook is already, it is kept beside relay's, which runs it first with the same \
      arguments, input and exit status. A bare repository gets the server's hook.
      """)

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  @Flag(name: .customLong("print"), help: "Only print the scripts.")
  var prints = false

  func run() throws {
    let session = try Session.open()
    let installation = try HookInstallation(session.repository)
    if prints {
      for (name, text) in installation.scripts {
        Terminal.line("# \(name)")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
          Terminal.line(String(line))
        }
      }
      return
    }
    let folder = Session.shortened(installation.folder)
    for (name, state) in try installation.install(isTrial: dryRun) {
      switch state {
      case .installed:
        Terminal.line("\(name): \(dryRun ? "would be installed" : "installed") in \(folder)")
      case .chained:
        let verb = dryRun ? "would be installed" : "installed"
        Terminal.line("\(name): \(verb); runs what was there first,")
        Terminal.line("  now \(Inert.text(Session.shortened(installation.kept(name))))")
      default: HooksStatus.explain(name, state, installation)
      }
    }
    if installation.isShared {
      Terminal.note("core.hooksPath names \(folder): it may serve other repositories too")
    }
  }
}

/// `relay hooks uninstall`.
struct HooksUninstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Remove relay's hooks, and nothing else.")

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  func run() throws {
    let session = try Session.open()
    let installation = try HookInstallation(session.repository)
    let removals = try installation.uninstall(isTrial: dryRun)
    let folder = Session.shortened(installation.folder)
    let verb = dryRun ? "would be removed" : "removed"
    for (name, removal) in removals {
      switch removal {
      case .removed: Terminal.line("\(name): \(verb) from \(folder)")
      case .restored: Terminal.line("\(name): \(verb); what was there before is back")
      }
    }
    if removals.isEmpty { Terminal.line("No hooks of relay in \(folder).") }
    for path in try installation.orphans() {
      Terminal.note(
        "hint: another program has replaced relay's hook; what was there before it is still"
          + " \(Inert.text(Session.shortened(path)))")
    }
  }
}

/// `relay hooks status`.
struct HooksStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show which hooks are there.")

  func run() throws {
    let session = try Session.open()
    let installation = try HookInstallation(session.repository)
    Terminal.line("Hooks in \(Session.shortened(installation.folder)):")
    for (name, state) in try installation.status() {
      switch state {
      case .alreadyThere, .installed: Terminal.line("\(name): relay's")
      case .missing: Terminal.line("\(name): missing (relay hooks install)")
      default: Self.explain(name, state, installation)
      }
    }
  }

  /// Not in one line, where YAML would take {0} for its own.
  private static func lefthookLines(
    _ name: String, _ installation: HookInstallation
  ) -> [String] {
    let command = "relay-hook \(name) {0} \(installation.guardian(of: name))"
    let lines = ["\(name):", "  commands:", "    relay:", "      use_stdin: true"]
    guard name == "pre-push" else { return lines + ["      run: \(command)"] }
    // A push in which it sees no changed file is none of relay's business for lefthook.
    return lines + ["      files: git ls-files | head -n 1", "      run: \"\(command) # {files}\""]
  }

  static func explain(
    _ name: String, _ state: HookInstallation.State, _ installation: HookInstallation
  ) {
    switch state {
    case .installed: Terminal.line("\(name): installed")
    case .alreadyThere: Terminal.line("\(name): already there")
    case .missing: Terminal.line("\(name): missing")
    case .chained: Terminal.line("\(name): relay's, which runs what was there first")
    case .runByManager: Terminal.line("\(name): relay's, run by pre-commit")
    case .managed(.husky):
      Terminal.line("\(name): husky's; to call relay add to .husky/\(name):")
      Terminal.line("  relay-hook \(name) \"$@\" \(installation.guardian(of: name))")
    case .managed(.lefthook):
      Terminal.line("\(name): lefthook's; to call relay add to lefthook.yml:")
      for line in lefthookLines(name, installation) { Terminal.line("  " + line) }
    case .occupied:
      Terminal.line("\(name): somebody else's hook, left alone; to call relay add to it:")
      Terminal.line("  \(Inert.text(installation.line(for: name)))")
    }
  }
}
