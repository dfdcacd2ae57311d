import Git
import HookScripts
import Ledger
import LedgerStore
import Proof

/// Writes relay's hooks into git's folder, and takes them out again.
///
/// A hook that is there already is kept beside relay's under another name, and relay's runs it first
/// with the same arguments, input and exit status.
struct HookInstallation {
  /// How one hook stands.
  enum State: Equatable {
    case installed
    case alreadyThere
    case missing
    /// Somebody else's hook was there; relay's runs it.
    case chained
    /// Another manager has moved relay's hook and runs it.
    case runByManager
    /// Another manager has moved relay's hook and does not run it, or writes its own anew at will.
    case managed(Manager)
    /// Something is in the way that was left alone.
    case occupied

    /// Whether somebody must do something before it runs.
    var needsHelp: Bool {
      switch self {
      case .managed, .occupied: true
      case .installed, .alreadyThere, .missing, .chained, .runByManager: false
      }
    }
  }

  /// Programs that look after hooks themselves.
  enum Manager: String {
    case lefthook
    case husky
  }

  let folder: String
  private let program: String
  private let hooks: [HookScripts.Hook]

  /// Whether `core.hooksPath` moves the hooks somewhere that may serve other repositories too.
  let isShared: Bool

  /// Whether the folder is among the files of the work tree.
  let isInWorkTree: Bool

  init(_ repository: Repository) throws {
    let folder = try repository.hooksDirectory()
    self.folder = folder
    isShared = folder != repository.commonDirectory + "hooks"
    isInWorkTree =
      repository.workDirectory.map { folder.hasPrefix($0) } ?? false
      && !folder.hasPrefix(repository.commonDirectory)
    program = Self.hookProgram()
    // A bare repository may be a server's, or have linked work trees, or both.
    hooks = HookScripts.all + (repository.workDirectory == nil ? HookScripts.server : [])
  }

  /// The hooks' program, beside this one.
  private static func hookProgram() -> String {
    let own = ProgramPath.current
    let slash = own.lastIndex(of: "/") ?? own.startIndex
    return own[..<slash] + "/relay-hook"
  }

  /// The program's path for a shell.
  private var quoted: String {
    "'" + program.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// A hook's script as it is written. With `addsTags` commit-msg looks at every message.
  private func script(_ hook: HookScripts.Hook, addsTags: Bool) -> [UInt8] {
    var text = String(decoding: hook.script, as: UTF8.self)
    for (mark, value) in [("@RELAY_HOOK@", quoted), ("@ADDS@", addsTags ? "yes" : "no")] {
      text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: value)
    }
    return Array(text.utf8)
  }

  /// All scripts, for whoever puts them somewhere by hand.
  var scripts: [(name: String, text: String)] {
    hooks.map { ($0.name, String(decoding: script($0, addsTags: false), as: UTF8.self)) }
  }

  private static let longest = 1 << 20

  /// Whether a file is a hook that relay has written, by this version or another.
  private static func isOurs(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3)
    return lines.count > 2
      && lines[1].starts(with: "# relay: ".utf8)
      && lines[2].starts(with: "# Installed by `relay hooks install`".utf8)
  }

  private func isOurs(at path: String) -> Bool {
    let bytes = try? Files.read(path, limit: Self.longest, followsLinks: true)
    return bytes.map(Self.isOurs) ?? false
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Where somebody else's hook is kept that relay's runs first.
  func kept(_ name: String) -> String { path(name) + ".before-relay" }

  /// Where pre-commit moves a hook that it runs, and lefthook one that it does not.
  private func moved(_ name: String) -> (run: String, idle: String) {
    (path(name) + ".legacy", path(name) + ".old")
  }

  /// Installs what is missing; with `isTrial` only says what would be done.
  func install(isTrial: Bool = false) throws -> [(name: String, state: State)] {
    try hooks.map { ($0.name, try install($0, isTrial: isTrial)) }
  }

  /// Installs the hook that adds tags.
  func installTagging() throws -> State {
    guard let hook = hooks.first(where: { $0.name == "commit-msg" }) else { return .missing }
    return try install(hook, addsTags: true)
  }

  private func install(
    _ hook: HookScripts.Hook, addsTags: Bool = false, isTrial: Bool = false
  ) throws -> State {
    let path = path(hook.name)
    let present = try? Files.read(path, limit: Self.longest, followsLinks: true)
    let isOurs = present.map(Self.isOurs) ?? false
    // What `relay use` has switched on stays.
    let wanted = script(hook, addsTags: addsTags || present.map(Self.addsTags) ?? false)
    if present == wanted, try Files.isExecutable(path) { return .alreadyThere }
    let isThere = try Files.kind(path) != nil
    if isThere, !isOurs {
      switch try state(hook.name) {
      case .occupied where present != nil: break
      case let other: return other
      }
    }
    // Somebody has put another hook over relay's: what was there first is not to be lost for it.
    if isThere, !isOurs, try Files.kind(kept(hook.name)) != nil,
      try Files.read(kept(hook.name), limit: Self.longest, followsLinks: true) != present
    {
      return .occupied
    }
    if isTrial { return isThere && !isOurs ? .chained : .installed }
    try Files.makeFolder(folder, under: "")
    guard isThere, !isOurs else {
      try Files.write(wanted, to: path, mode: 0o755)
      return .installed
    }
    try Files.move(path, to: kept(hook.name))
    do { try Files.write(wanted, to: path, mode: 0o755) } catch {
      try? Files.move(kept(hook.name), to: path)
      throw error
    }
    return .chained
  }

  private static func addsTags(_ script: [UInt8]) -> Bool {
    isOurs(script) && String(decoding: script, as: UTF8.self).contains("\nadds=yes ")
  }

  /// What uninstalling did with a hook.
  enum Removal: Equatable {
    case removed
    /// Removed, and what was there before is in its place again.
    case restored
  }

  /// Removes relay's own hooks, wherever another manager has moved them, and puts back what was
  /// there before.
  func uninstall(isTrial: Bool = false) throws -> [(name: String, removal: Removal)] {
    var result: [(name: String, removal: Removal)] = []
    for (name, _) in HookScripts.all + HookScripts.server {
      let (run, idle) = moved(name)
      for path in [run, idle] where isOurs(at: path) {
        if !isTrial { try Files.remove(path) }
        result.append((path.split(separator: "/").last.map(String.init) ?? name, .removed))
      }
      guard isOurs(at: path(name)) else { continue }
      let isKept = try Files.kind(kept(name)) != nil
      if !isTrial {
        if isKept {
          try Files.move(kept(name), to: path(name))
        } else {
          try Files.remove(path(name))
        }
      }
      result.append((name, isKept ? .restored : .removed))
    }
    return result
  }

  /// Hooks that others had here and that nothing runs any more.
  func orphans() throws -> [String] {
    try (HookScripts.all + HookScripts.server).map(\.name).filter { name in
      try Files.kind(kept(name)) != nil && !isOurs(at: path(name)) && !isOurs(at: moved(name).run)
    }.map(kept)
  }

  /// What is there now.
  func status() throws -> [(name: String, state: State)] {
    try hooks.map { ($0.name, try state($0.name)) }
  }

  private func state(_ name: String) throws -> State {
    let path = path(name)
    guard try Files.kind(path) != nil else { return .missing }
    // A link that leads nowhere is somebody's too.
    guard let present = try? Files.read(path, limit: Self.longest, followsLinks: true) else {
      return .occupied
    }
    if Self.isOurs(present) {
      // Without its run bit git skips it.
      guard try Files.isExecutable(path) else { return .missing }
      return try Files.kind(kept(name)) == nil ? .alreadyThere : .chained
    }
    if isOurs(at: moved(name).run) { return .runByManager }
    if folder.hasSuffix("/.husky/_") || folder.hasSuffix("/.husky/_/") { return .managed(.husky) }
    let text = String(decoding: present, as: UTF8.self)
    if text.contains("lefthook") { return .managed(.lefthook) }
    return .occupied
  }

  /// The line that makes somebody else's hook call relay's.
  func line(for name: String) -> String {
    "\(quoted) \(name) \"$@\" \(guardian(of: name))"
  }

  /// What keeps a failure of relay's from becoming the hook's, but for a push that it stops.
  func guardian(of name: String) -> String {
    name == "pre-push" ? "|| [ $? != 3 ] || exit 1" : "|| true"
  }
}
