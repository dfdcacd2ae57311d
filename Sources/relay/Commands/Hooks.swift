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
      arguments, input and exit status. A bare repository gets the server's hook, too. A second \
      install changes nothing.
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
    if let reach = installation.reach {
      Terminal.note("\(reach) \(folder): it may serve other repositories too")
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
    let verb = dryRun ? "would be removed" : "removed"
    for (path, removal) in removals {
      let slash = path.lastIndex(of: "/") ?? path.startIndex
      let (name, folder) = (path[slash...].dropFirst(), Session.shortened(String(path[..<slash])))
      switch removal {
      case .removed: Terminal.line("\(name): \(verb) from \(folder)")
      case .restored: Terminal.line("\(name): \(verb); the hook that it ran first takes its place")
      }
    }
    let folder = Session.shortened(installation.folder)
    if removals.isEmpty { Terminal.line("No hooks of relay in \(folder).") }
    if let reach = installation.reach, removals.contains(where: { installation.holds($0.path) }) {
      Terminal.note(
        "\(reach) \(folder): other repositories that share it have relay's no more either")
    }
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
      case .outdated: Terminal.line("\(name): relay's, not as it should be (relay hooks install)")
      default: Self.explain(name, state, installation)
      }
    }
  }

  static func explain(
    _ name: String, _ state: HookInstallation.State, _ installation: HookInstallation
  ) {
    switch state {
    case .installed: Terminal.line("\(name): installed")
    case .alreadyThere: Terminal.line("\(name): already there")
    case .outdated: Terminal.line("\(name): relay's, not as it should be")
    case .missing: Terminal.line("\(name): missing")
    case .chained: Terminal.line("\(name): relay's, which runs what was there first")
    case .runByManager: Terminal.line("\(name): relay's, run by pre-commit")
    case .managed(let manager):
      guard let (place, lines) = manager.advice(for: name) else { return }
      let position = HookCall.reads(name) && manager == .husky ? "at the top of" : "to"
      Terminal.line("\(name): \(manager.rawValue)'s; to call relay add \(position) \(place):")
      for line in lines { Terminal.line("  " + line) }
    case .occupied:
      let place = HookCall.reads(name) ? "at its top" : "to it"
      Terminal.line("\(name): somebody else's hook, left alone; to call relay add \(place):")
      for line in installation.lines(for: name) { Terminal.line("  \(Inert.text(line))") }
    }
  }
}
