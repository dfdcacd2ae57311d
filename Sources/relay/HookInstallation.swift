import Git
import HookScripts
import Ledger
import LedgerStore
import Programs
import Proof

/// Writes relay's hooks into git's folder, and takes them out again.
///
/// A hook that is there already is kept, and relay's runs it first with the same arguments, input
/// and exit status.
struct HookInstallation {
  /// How one hook stands.
  enum State: Equatable {
    case installed
    case alreadyThere
    /// relay's, and not as this program would write it now.
    case outdated
    case missing
    /// relay's, with lines that its owner has added.
    case extended
    /// Somebody else's hook was there; relay's runs it.
    case chained
    /// Somebody else's hook, which calls relay's itself.
    case calling
    /// Somebody else's hook: installing relay's would keep it and run it first.
    case unchained
    /// Another manager has moved relay's hook and runs it.
    case runByManager
    /// Another manager has moved relay's hook and does not run it, or writes its own anew at will.
    case managed(HookManager)
    /// Something is in the way that neither can be read nor run, and was left alone.
    case occupied

    /// Whether somebody must do something before it runs.
    var needsHelp: Bool {
      switch self {
      case .managed, .occupied: true
      case .installed, .alreadyThere, .outdated, .missing, .extended, .chained, .calling,
        .unchained, .runByManager:
        false
      }
    }
  }

  /// One hook, and how it stands.
  struct Standing {
    let name: String
    let state: State

    /// Where that is which had to make way and is run no more: what relay's ran first before, or
    /// relay's own script as the user had changed it.
    var setAside: String?
  }

  /// Where git looks for hooks, with no link in the path.
  let folder: String

  /// The folder for hooks in the git directory, where they are unless a setting or a link leads
  /// elsewhere.
  let ownFolder: String
  private let program: String
  private let hooks: [HookScripts.Hook]
  private let kept: KeptHooks

  /// Whether `relay use` is in force, so that every message must be looked at.
  private let addsTags: Bool

  /// Why other repositories may have their hooks in the folder too; `nil` if they do not.
  let reach: String?

  /// Whether the folder is among the files of the work tree.
  let isInWorkTree: Bool

  init(_ repository: Repository) throws {
    let configuration = try repository.configuration()
    let common = Files.resolved(repository.commonDirectory)
    let place = Files.resolved(try Self.place(repository) ?? repository.hooksDirectory())
    folder = place
    ownFolder = common + "/hooks"
    if place == ownFolder {
      reach = nil
    } else {
      let isSet = configuration["core.hookspath"]?.isEmpty == false
      reach = isSet ? "core.hooksPath names" : "the folder of the hooks is"
    }
    isInWorkTree =
      repository.workDirectory.map { place.hasPrefix(Files.resolved($0) + "/") } ?? false
      && !place.hasPrefix(common + "/")
    program = Self.hookProgram()
    // A bare repository may be a server's, or have linked work trees, or both.
    hooks = HookScripts.all + (repository.workDirectory == nil ? HookScripts.server : [])
    kept = KeptHooks(beside: place, names: Self.names)
    addsTags = DefaultTag.isInUse(configuration)
  }

  /// Every hook that relay may have put somewhere.
  private static let names = (HookScripts.all + HookScripts.server).map(\.name)

  /// Asks git, which knows of settings that are included by conditions.
  private static func place(_ repository: Repository) -> String? {
    let directory = repository.workDirectory ?? repository.gitDirectory
    let outcome = try? Program("git").run(
      ["--git-dir=\(repository.gitDirectory)", "rev-parse", "--git-path", "hooks"], in: directory)
    guard let outcome, outcome.status == 0, outcome.output.count > 1 else { return nil }
    let path = String(decoding: outcome.output.dropLast(), as: UTF8.self)
    // Relative to where hooks run.
    return path.hasPrefix("/") ? path : directory + path
  }

  /// The hooks' program, beside this one.
  private static func hookProgram() -> String {
    let own = ProgramPath.current
    let slash = own.lastIndex(of: "/") ?? own.startIndex
    return own[..<slash] + "/relay-hook"
  }

  /// The program's path for a shell.
  private var quoted: String { program.shellWord(isAlwaysQuoted: true) }

  /// A hook's script as it is written.
  private func script(_ hook: HookScripts.Hook) -> [UInt8] {
    HookScript.sealed(hook.script(program: quoted, addsTags: addsTags))
  }

  /// Whether a hook's path is in the folder in which git looks.
  func holds(_ path: String) -> Bool { path.hasPrefix(folder + "/") }

  /// All scripts, for whoever puts them somewhere by hand.
  var scripts: [(name: String, text: String)] {
    hooks.map { ($0.name, String(decoding: script($0), as: UTF8.self)) }
  }

  private static let longest = 1 << 20

  private static func read(_ path: String) -> [UInt8]? {
    (try? Files.read(path, limit: longest, followsLinks: true)) ?? nil
  }

  /// What relay has written to a path, by this version or another.
  private static func own(at path: String) -> HookScript? { read(path).flatMap(HookScript.init) }

  private static func isOurs(at path: String) -> Bool { own(at: path) != nil }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Where somebody else's hook is kept, or will be, that relay's runs first.
  func kept(_ name: String) -> String {
    ((try? kept.path(name)) ?? nil) ?? kept.newPath(name)
  }

  /// Whether git's folder for hooks is none, such as `/dev/null`, so that git runs no hooks.
  var isNoFolder: Bool {
    let kind = (try? Files.kind(folder)) ?? nil
    return kind != nil && kind != .folder
  }

  /// Installs what is missing; with `isTrial` only says what would be done.
  func install(isTrial: Bool = false) throws -> [Standing] {
    guard !isNoFolder else {
      throw Wording(
        "core.hooksPath is \(Inert.text(folder)), which is no folder: git runs no hooks",
        hint: "`relay doctor` names the command that changes it")
    }
    let standings = try hooks.map { try install($0, isTrial: isTrial) }
    if !isTrial { try kept.tidy() }
    return standings
  }

  /// Installs the hook that adds tags, or lets it look at fewer messages.
  func installTagging() throws -> Standing {
    let name = "commit-msg"
    guard let hook = hooks.first(where: { $0.name == name }) else {
      return Standing(name: name, state: .missing)
    }
    let standing = try install(hook, isTrial: false)
    try kept.tidy()
    return standing
  }

  private func install(_ hook: HookScripts.Hook, isTrial: Bool) throws -> Standing {
    let name = hook.name
    let path = path(name)
    var setAside: String?
    let state = try state(hook)
    switch state {
    case .missing, .outdated:
      guard !isTrial else { break }
      try Files.makeFolders(folder)
      setAside = try saveChanged(path, name, kept)
      try kept.settle(name)
      try Files.write(script(hook), to: path, mode: 0o755)
      try kept.forgetFormer(name)
    case .unchained:
      guard !isTrial else { return Standing(name: name, state: .chained) }
      // Somebody has put another hook over relay's: what was there first is not to be lost for it.
      if let first = try kept.path(name), Self.read(first) != Self.read(path) {
        setAside = try kept.setAside(first, name)
      }
      try kept.keep(name)
      do { try Files.write(script(hook), to: path, mode: 0o755) } catch {
        try? kept.restore(name)
        throw error
      }
      return Standing(name: name, state: .chained, setAside: setAside)
    case .chained: return Standing(name: name, state: .alreadyThere)
    default: return Standing(name: name, state: state)
    }
    return Standing(name: name, state: .installed, setAside: setAside)
  }

  /// A hook that was removed.
  struct Removed {
    let path: String
    let removal: Removal

    /// Where the script is now that the user had changed.
    var setAside: String?
  }

  /// What uninstalling did with a hook.
  enum Removal: Equatable {
    case removed
    /// Removed, and the hook that was kept is in its place: mostly what was there before, or what
    /// the user has put among those kept.
    case restored
  }

  /// Removes relay's own hooks, wherever another manager has moved them, and puts back what was
  /// there before; also where git looks no more.
  func uninstall(isTrial: Bool = false) throws -> [Removed] {
    var result: [Removed] = []
    for folder in folder == ownFolder ? [folder] : [folder, ownFolder] {
      let kept = KeptHooks(beside: folder, names: Self.names)
      for name in Self.names {
        let path = "\(folder)/\(name)"
        for path in [HookManager.legacy(path), HookManager.old(path)] where Self.isOurs(at: path) {
          var removed = Removed(path: path, removal: .removed)
          if !isTrial {
            removed.setAside = try saveChanged(path, name, kept)
            try Files.remove(path)
          }
          result.append(removed)
        }
        guard Self.isOurs(at: path) else {
          if !isTrial { try kept.dropTwin(of: name) }
          continue
        }
        let isKept = try kept.path(name) != nil
        var removed = Removed(path: path, removal: isKept ? .restored : .removed)
        if !isTrial {
          removed.setAside = try saveChanged(path, name, kept)
          if isKept { try kept.restore(name) } else { try Files.remove(path) }
        }
        result.append(removed)
      }
      if !isTrial { try kept.tidy() }
    }
    return result
  }

  /// Sets a script of relay's aside if the user has put lines into it.
  private func saveChanged(_ path: String, _ name: String, _ kept: KeptHooks) throws -> String? {
    guard let own = Self.own(at: path), !own.isUntouched else { return nil }
    return try kept.setAside(path, name)
  }

  /// Hooks that others had here and that nothing runs any more.
  func orphans() throws -> [(name: String, path: String)] {
    try Self.names.compactMap { name in
      let path = path(name)
      guard let first = try kept.path(name), !Self.isOurs(at: path),
        !Self.isOurs(at: HookManager.legacy(path)), Self.read(path) != Self.read(first)
      else { return nil }
      return (name, first)
    }
  }

  /// What is there now.
  func status() throws -> [Standing] {
    try hooks.map { Standing(name: $0.name, state: try state($0)) }
  }

  private func state(_ hook: HookScripts.Hook) throws -> State {
    let path = path(hook.name)
    guard try Files.kind(path) != nil else { return .missing }
    // A link that leads nowhere is somebody's too.
    guard let present = Self.read(path) else { return .occupied }
    if let own = HookScript(present) {
      // Without its run bit git skips it.
      guard try Files.isExecutable(path) else { return .missing }
      let wanted = script(hook)
      if present != wanted { return own.holds(wanted) ? .extended : .outdated }
      return try kept.path(hook.name) == nil ? .alreadyThere : .chained
    }
    switch HookManager.owning(present, of: hook.name, in: folder) {
    case .preCommit?:
      // It runs what was there before it, unless that cannot be run.
      let legacy = HookManager.legacy(path)
      return Self.isOurs(at: legacy) && (try? Files.isExecutable(legacy)) == true
        ? .runByManager : .unchained
    case let manager?: return .managed(manager)
    case nil:
      let isCalling = try HookCall.isIn(present, hook.name) && Files.isExecutable(path)
      return isCalling ? .calling : .unchained
    }
  }

  /// The lines that make somebody else's hook call relay's.
  func lines(for name: String) -> [String] { HookCall.lines(of: name, program: quoted) }
}
