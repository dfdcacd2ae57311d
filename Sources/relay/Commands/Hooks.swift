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
    commandName: "install", abstract: "Install the hooks; others' hooks are left alone.")

  func run() throws {
    let session = try Session.open()
    let installation = try HookInstallation(session.repository)
    let folder = Session.shortened(installation.folder)
    for (name, state) in try installation.install() {
      switch state {
      case .installed: Terminal.line("\(name): installed in \(folder)")
      case .alreadyThere: Terminal.line("\(name): already there")
      case .missing: Terminal.line("\(name): missing")
      case .occupied: HooksStatus.explain(name, installation)
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

  func run() throws {
    let session = try Session.open()
    let installation = try HookInstallation(session.repository)
    let removed = try installation.uninstall()
    let folder = Session.shortened(installation.folder)
    for name in removed { Terminal.line("\(name): removed from \(folder)") }
    if removed.isEmpty { Terminal.line("No hooks of relay in \(folder).") }
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
      case .occupied: Self.explain(name, installation)
      }
    }
  }

  static func explain(_ name: String, _ installation: HookInstallation) {
    Terminal.line("\(name): somebody else's hook, left alone; to call relay add to it:")
    Terminal.line("  \(Inert.text(installation.line(for: name)))")
  }
}
