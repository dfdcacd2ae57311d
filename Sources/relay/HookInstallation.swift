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
    /// Somebody else's hook was there; relay's runs it.
    case chained
    /// Another manager has moved relay's hook and runs it.
    case runByManager
    /// Another manager has moved relay's hook and does not run it, or writes its own anew at will.
    case managed(HookManager)
    /// Something is in the way that was left alone.
    case occupied

    /// Whether somebody must do something before it runs.
    var needsHelp: Bool {
      switch self {
      case .managed, .occupied: true
      case .installed, .alreadyThere, .outdated, .missing, .chained, .runByManager: false
      }
    }
  }

  /// Where git looks for hooks, with no link in the path.
  let folder: String

  /// The folder for hooks in the git directory, where they are unless a setting or a link leads
  /// elsewhere.
  private let ownFolder: String
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
    hook.script(program: quoted, addsTags: addsTags)
  }

  /// Whether a hook's path is in the folder in which git looks.
  func holds(_ path: String) -> Bool { path.hasPrefix(folder + "/") }

  /// All scripts, for whoever puts them somewhere by hand.
  var scripts: [(name: String, text: String)] {
    hooks.map { ($0.name, String(decoding: script($0), as: UTF8.self)) }
  }

  private static let longest = 1 << 20

  /// Whether a file is a hook that relay has written, by this version or another.
  private static func isOurs(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3)
    return lines.count > 2
      && lines[1].starts(with: "# relay: ".utf8)
      && lines[2].starts(with: "# Installed by `relay hooks install`".utf8)
  }

  private static func read(_ path: String) -> [UInt8]? {
    (try? Files.read(path, limit: longest, followsLinks: true)) ?? nil
  }

  private static func isOurs(at path: String) -> Bool { read(path).map(isOurs) ?? false }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Where somebody else's hook is kept, or will be, that relay's runs first.
  func kept(_ name: String) -> String {
    ((try? kept.path(name)) ?? nil) ?? kept.newPath(name)
  }

  /// Installs what is missing; with `isTrial` only says what would be done.
  func install(isTrial: Bool = false) throws -> [(name: String, state: State)] {
    let states = try hooks.map { ($0.name, try install($0, isTrial: isTrial)) }
    if !isTrial { try kept.tidy() }
    return states
  }

  /// Installs the hook that adds tags, or lets it look at fewer messages.
  func installTagging() throws -> State {
    guard let hook = hooks.first(where: { $0.name == "commit-msg" }) else { return .missing }
    let state = try install(hook, isTrial: false)
    try kept.tidy()
    return state
  }

  private func install(_ hook: HookScripts.Hook, isTrial: Bool) throws -> State {
    let path = path(hook.name)
    let present = Self.read(path)
    let isOurs = present.map(Self.isOurs) ?? false
    let wanted = script(hook)
    if present == wanted, try Files.isExecutable(path) { return .alreadyThere }
    if try isOurs || Files.kind(path) == nil {
      if isTrial { return .installed }
      try Files.makeFolders(folder)
      try kept.settle(hook.name)
      try Files.write(wanted, to: path, mode: 0o755)
      try kept.forgetFormer(hook.name)
      return .installed
    }
    switch try state(hook) {
    case .occupied where present != nil: break
    case let other: return other
    }
    // Somebody has put another hook over relay's: what was there first is not to be lost for it.
    if let first = try kept.path(hook.name), Self.read(first) != present { return .occupied }
    if isTrial { return .chained }
    try kept.keep(hook.name)
    do { try Files.write(wanted, to: path, mode: 0o755) } catch {
      try? kept.restore(hook.name)
      throw error
    }
    return .chained
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
  func uninstall(isTrial: Bool = false) throws -> [(path: String, removal: Removal)] {
    var result: [(path: String, removal: Removal)] = []
    for folder in folder == ownFolder ? [folder] : [folder, ownFolder] {
      let kept = KeptHooks(beside: folder, names: Self.names)
      for name in Self.names {
        let path = "\(folder)/\(name)"
        for path in [HookManager.legacy(path), HookManager.old(path)] where Self.isOurs(at: path) {
          if !isTrial { try Files.remove(path) }
          result.append((path, .removed))
        }
        guard Self.isOurs(at: path) else {
          if !isTrial { try kept.dropTwin(of: name) }
          continue
        }
        let isKept = try kept.path(name) != nil
        if !isTrial {
          if isKept { try kept.restore(name) } else { try Files.remove(path) }
        }
        result.append((path, isKept ? .restored : .removed))
      }
      if !isTrial { try kept.tidy() }
    }
    return result
  }

  /// Hooks that others had here and that nothing runs any more.
  func orphans() throws -> [String] {
    try Self.names.compactMap { name in
      let path = path(name)
      guard let first = try kept.path(name), !Self.isOurs(at: path),
        !Self.isOurs(at: HookManager.legacy(path)), Self.read(path) != Self.read(first)
      else { return nil }
      return first
    }
  }

  /// What is there now.
  func status() throws -> [(name: String, state: State)] {
    try hooks.map { ($0.name, try state($0)) }
  }

  private func state(_ hook: HookScripts.Hook) throws -> State {
    let path = path(hook.name)
    guard try Files.kind(path) != nil else { return .missing }
    // A link that leads nowhere is somebody's too.
    guard let present = Self.read(path) else { return .occupied }
    if Self.isOurs(present) {
      // Without its run bit git skips it.
      guard try Files.isExecutable(path) else { return .missing }
      if present != script(hook) { return .outdated }
      return try kept.path(hook.name) == nil ? .alreadyThere : .chained
    }
    switch HookManager.owning(present, of: hook.name, in: folder) {
    case .preCommit?:
      // It runs what was there before it, unless that cannot be run.
      let legacy = HookManager.legacy(path)
      return Self.isOurs(at: legacy) && (try? Files.isExecutable(legacy)) == true
        ? .runByManager : .occupied
    case let manager?: return .managed(manager)
    case nil: return .occupied
    }
  }

  /// The lines that make somebody else's hook call relay's.
  func lines(for name: String) -> [String] { HookCall.lines(of: name, program: quoted) }
}
