import LedgerStore

/// Hooks of others that relay's run first.
///
/// They lie in a folder beside git's, under their own names: a script that asks for its name or for
/// what lies around it gets the answers that it got before. For that the folder has links to what
/// else is in git's.
///
///     hooks/post-commit                 relay's
///     hooks/common.sh                   what the other hook reads
///     hooks.before-relay/post-commit    the other hook
///     hooks.before-relay/common.sh      a link to ../hooks/common.sh
struct KeptHooks {
  /// git's folder, with no link in its path.
  private let hooks: String

  /// The hooks that relay may have put there.
  private let names: [String]

  init(beside hooks: String, names: [String]) {
    self.hooks = hooks
    self.names = names
  }

  private var folder: String { hooks + ".before-relay" }

  private func place(_ name: String) -> String { "\(folder)/\(name)" }

  /// Where they were kept first: beside relay's, under another name.
  private func formerPlace(_ name: String) -> String { "\(hooks)/\(name).before-relay" }

  /// Where a hook is kept; `nil` if none is.
  func path(_ name: String) throws(FileError) -> String? {
    for path in [place(name), formerPlace(name)] where try Files.kind(path) != nil { return path }
    return nil
  }

  /// Where a hook will be kept.
  func newPath(_ name: String) -> String { place(name) }

  /// Keeps the hook that is in git's folder. It stays there too, so that whatever happens one of the
  /// two runs: whoever calls this puts relay's in its place.
  func keep(_ name: String) throws(FileError) {
    let path = "\(hooks)/\(name)"
    try Files.makeFolders(folder)
    // A file system without hard links: for a moment there is no hook.
    if try !Files.link(path, to: place(name)) { try Files.move(path, to: place(name)) }
  }

  /// Takes a hook to where it is kept now, if an earlier relay has kept it elsewhere.
  func settle(_ name: String) throws(FileError) {
    guard try Files.kind(formerPlace(name)) != nil, try Files.kind(place(name)) == nil else {
      return
    }
    try Files.makeFolders(folder)
    if try !Files.link(formerPlace(name), to: place(name)) {
      try Files.move(formerPlace(name), to: place(name))
    }
  }

  /// Forgets where an earlier relay kept a hook, when relay's script runs it from the new place.
  func forgetFormer(_ name: String) throws(FileError) {
    if try Files.kind(place(name)) != nil { try Files.remove(formerPlace(name)) }
  }

  /// Moves a script to where nothing runs it and nothing is lost.
  ///
  /// - Returns: Where it is.
  func setAside(_ path: String, _ name: String) throws(FileError) -> String {
    try Files.makeFolders(folder)
    let free = try Files.freePath(place(name) + ".old")
    try Files.move(path, to: free)
    return free
  }

  /// Puts a hook back.
  func restore(_ name: String) throws(FileError) {
    guard let kept = try path(name) else { return }
    try Files.move(kept, to: "\(hooks)/\(name)")
    // Two names of one file stay two.
    try Files.remove(kept)
  }

  /// Forgets a kept hook that is in git's folder as well, because its owner has put it there again.
  func dropTwin(of name: String) throws(FileError) {
    let limit = 1 << 20
    guard let kept = try path(name),
      let bytes = try Files.read(kept, limit: limit, followsLinks: true),
      try Files.read("\(hooks)/\(name)", limit: limit, followsLinks: true) == bytes
    else { return }
    try Files.remove(kept)
  }

  /// Brings the links to what lies beside the hooks up to date, or removes them where no hook is kept.
  func tidy() throws(FileError) {
    guard try Files.kind(folder) == .folder else { return }
    var isNeeded = false
    for name in names where try Files.kind(place(name)) != nil { isNeeded = true }
    let base = hooks.split(separator: "/").last.map(String.init) ?? ""
    let others = isNeeded ? try helpers() : []
    for bytes in try Files.names(in: folder) {
      let name = String(decoding: bytes, as: UTF8.self)
      guard Files.linkTarget(place(name)) == "../\(base)/\(name)", !others.contains(name) else {
        continue
      }
      try Files.remove(place(name))
    }
    for name in others where try Files.kind(place(name)) == nil {
      try Files.makeLink(to: "../\(base)/\(name)", at: place(name))
    }
    if !isNeeded { Files.removeFolderIfEmpty(folder) }
  }

  /// What lies in git's folder and is neither relay's to replace nor an example.
  private func helpers() throws(FileError) -> Set<String> {
    Set(
      try Files.names(in: hooks).compactMap { String(validating: $0, as: UTF8.self) }
        .filter { name in
          !names.contains(name)
            && ![".sample", ".before-relay"].contains { name.hasSuffix($0) }
            && !name.contains(".tmp")
        })
  }
}
