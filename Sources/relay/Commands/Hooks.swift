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
    for hook in try installation.install(isTrial: dryRun) {
      switch hook.state {
      case .installed:
        Terminal.line("\(hook.name): \(dryRun ? "would be installed" : "installed") in \(folder)")
      case .chained:
        let verb = dryRun ? "would be installed" : "installed"
        Terminal.line("\(hook.name): \(verb); runs what was there first,")
        Terminal.line("  now \(Inert.text(Session.shortened(installation.kept(hook.name))))")
      default: HooksStatus.explain(hook, installation)
      }
      HooksStatus.tellOf(setAside: hook.setAside)
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
    for removed in removals {
      let path = removed.path
      let slash = path.lastIndex(of: "/") ?? path.startIndex
      let (name, folder) = (path[slash...].dropFirst(), Session.shortened(String(path[..<slash])))
      switch removed.removal {
      case .removed: Terminal.line("\(name): \(verb) from \(folder)")
      case .restored: Terminal.line("\(name): \(verb); the hook that it ran first takes its place")
      }
      HooksStatus.tellOf(setAside: removed.setAside)
    }
    let folder = Session.shortened(installation.folder)
    if removals.isEmpty { Terminal.line("No hooks of relay in \(folder).") }
    if let reach = installation.reach, removals.contains(where: { installation.holds($0.path) }) {
      Terminal.note(
        "\(reach) \(folder): other repositories that share it have relay's no more either")
    }
    for (_, path) in try installation.orphans() {
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
    for hook in try installation.status() {
      switch hook.state {
      case .alreadyThere, .installed: Terminal.line("\(hook.name): relay's")
      case .missing: Terminal.line("\(hook.name): missing (relay hooks install)")
      case .outdated:
        Terminal.line("\(hook.name): relay's, not as it should be (relay hooks install)")
      default: Self.explain(hook, installation)
      }
    }
  }

  /// Says where a script is that made way.
  static func tellOf(setAside path: String?) {
    guard let path else { return }
    Terminal.line("  what stood there before runs no more, and is kept:")
    Terminal.line("  \(Inert.text(Session.shortened(path)))")
  }

  static func explain(_ hook: HookInstallation.Standing, _ installation: HookInstallation) {
    let name = hook.name
    switch hook.state {
    case .installed: Terminal.line("\(name): installed")
    case .alreadyThere: Terminal.line("\(name): already there")
    case .outdated: Terminal.line("\(name): relay's, not as it should be")
    case .missing: Terminal.line("\(name): missing")
    case .extended: Terminal.line("\(name): relay's, with lines of yours")
    case .chained: Terminal.line("\(name): relay's, which runs what was there first")
    case .calling: Terminal.line("\(name): somebody else's hook, which calls relay's")
    case .unchained:
      Terminal.line("\(name): somebody else's hook (relay hooks install keeps it, to run first)")
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
