import Git
import HookScripts
import Ledger
import LedgerStore
import Proof

/// Writes relay's hooks into git's folder, and takes them out again.
struct HookInstallation {
  /// What became of one hook.
  enum State: Equatable {
    case installed
    case alreadyThere
    case missing
    /// Somebody else's hook is in the way; it was left alone.
    case occupied
  }

  let folder: String
  private let program: String

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

  private func script(_ hook: (name: String, script: [UInt8])) -> [UInt8] {
    let text = String(decoding: hook.script, as: UTF8.self)
    let parts = text.split(separator: "@RELAY_HOOK@", omittingEmptySubsequences: false)
    return Array(parts.joined(separator: quoted).utf8)
  }

  /// Whether a file is a hook that relay has written, by this version or another.
  private static func isOurs(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3)
    return lines.count > 2
      && lines[1].starts(with: "# relay: ".utf8)
      && lines[2].starts(with: "# Installed by `relay hooks install`".utf8)
  }

  private static let longest = 1 << 20

  /// Installs what is missing.
  func install() throws -> [(name: String, state: State)] {
    try HookScripts.all.map { ($0.name, try install($0)) }
  }

  /// Installs the hook that adds tags.
  func installTagging() throws -> State { try install(HookScripts.tagging) }

  private func install(_ hook: (name: String, script: [UInt8])) throws -> State {
    try Files.makeFolder(folder, under: "")
    let path = folder + "/" + hook.name
    let wanted = script(hook)
    // A link may lead nowhere for now, as before another manager's first run.
    if try Files.kind(path) == .other { return .occupied }
    let present = try Files.read(path, limit: Self.longest)
    if present == wanted, try Files.isExecutable(path) { return .alreadyThere }
    if let present, !Self.isOurs(present) { return .occupied }
    try Files.write(wanted, to: path, mode: 0o755)
    return .installed
  }

  /// Removes relay's own hooks.
  ///
  /// - Returns: The names of those removed.
  func uninstall() throws -> [String] {
    try (HookScripts.all + [HookScripts.tagging]).map(\.name).filter { name in
      let path = folder + "/" + name
      guard let present = try Files.read(path, limit: Self.longest, followsLinks: true),
        Self.isOurs(present)
      else { return false }
      try Files.remove(path)
      return true
    }
  }

  /// What is there now; the hook that adds tags only where something is.
  func status() throws -> [(name: String, state: State)] {
    let all = HookScripts.all.map(\.name)
    let tagging = HookScripts.tagging.name
    let names = try Files.kind(folder + "/" + tagging) == nil ? all : all + [tagging]
    return try names.map { name in
      let path = folder + "/" + name
      guard try Files.kind(path) != nil else { return (name, .missing) }
      // A link that leads nowhere is somebody's too.
      guard let present = try Files.read(path, limit: Self.longest, followsLinks: true),
        Self.isOurs(present)
      else { return (name, .occupied) }
      // Without its run bit git skips it.
      return (name, try Files.isExecutable(path) ? .alreadyThere : .missing)
    }
  }

  /// The line that makes somebody else's hook call relay's, whose failure must not become the hook's.
  func line(for name: String) -> String {
    "\(quoted) \(name) \"$@\" || true"
  }
}
