import Proof

// What git's folder for hooks holds.
extension Diagnosis {
  /// Whether git runs hooks that its settings name: from 2.54 on.
  static func hasHooksInSettings(_ version: String) -> Bool {
    let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (2, 54)
  }

  mutating func examineHooks() {
    do {
      let installation = try HookInstallation(repository)
      let folder = Session.shortened(installation.folder)
      guard !installation.isNoFolder else {
        add(
          "hooks", .fault, "core.hooksPath is \(folder), no folder: git runs no hooks",
          repair: [Remedy(session).ownHooks(installation.ownFolder), Self.install])
        return
      }
      try examine(installation, folder)
      if let version = gitVersion {
        let others =
          Self.hasHooksInSettings(version)
          ? "git \(version) also runs hooks that settings name (hook.*), which relay leaves alone"
          : "git \(version) knows no hooks in its settings"
        add("hooks", .good, "files in \(folder); \(others)")
      }
      if let reach = installation.reach {
        add("hooks", .note, "\(reach) \(folder): it may serve other repositories too")
      }
    } catch { add("hooks", error) }
  }

  private static let install = "relay hooks install"

  /// One finding for all hooks that stand alike.
  private mutating func examine(_ installation: HookInstallation, _ folder: String) throws {
    let all = try installation.status()
    let orphans = try installation.orphans()
    func group(_ isMember: (HookInstallation.Standing) -> Bool) -> Group? {
      let names = all.filter(isMember).map(\.name)
      return names.isEmpty ? nil : Group(names: names)
    }
    if let some = group({ $0.state == .missing }) {
      add("hooks", .fault, "\(some.are) missing in \(folder)", repair: Self.install)
    }
    if let some = group({ $0.state == .outdated }) {
      let want = "not as this relay and its settings want \(some.it)"
      add("hooks", .fault, "\(some.are) \(want)", repair: Self.install)
    }
    if let some = group({ hook in
      hook.state == .unchained && !orphans.contains { $0.name == hook.name }
    }) {
      let text = "\(some.are) somebody else's and \(some.does) not call relay's"
      add("hooks", .fault, text, repair: Self.install)
    }
    for hook in all where hook.state == .occupied {
      let path = "\(installation.folder)/\(hook.name)"
      let move = "mv \(path.shellWord) \((path + ".old").shellWord)"
      add(
        "hooks", .fault, "\(hook.name) is something that cannot be read",
        repair: "\(move) && \(Self.install)")
    }
    for (name, path) in orphans { addOrphan(name, path, all) }
    for manager in [HookManager.lefthook, .husky] {
      guard let some = group({ $0.state == .managed(manager) }) else { continue }
      let text = "\(some.list) \(some.belong) to \(manager.rawValue), which must call relay's"
      add("hooks", .note, text, repair: "relay hooks status")
    }
    if let some = group({ $0.state == .extended }) {
      add("hooks", .note, "\(some.list) \(some.has) lines of yours beside relay's")
    }
    for hook in all where hook.state == .chained {
      let path = Session.shortened(installation.kept(hook.name))
      add("hooks", .note, "\(hook.name) first runs \(path)")
    }
    let good: [HookInstallation.State] = [
      .alreadyThere, .extended, .chained, .calling, .runByManager,
    ]
    if let some = group({ good.contains($0.state) }) {
      add("hooks", .good, some.names.joined(separator: " "))
    }
  }

  private mutating func addOrphan(
    _ name: String, _ path: String, _ all: [HookInstallation.Standing]
  ) {
    let state = all.first { $0.name == name }?.state
    let text = "\(Session.shortened(path)) is run by nothing any more"
    switch state {
    case .unchained:
      add(
        "hooks", .fault, "\(name) was replaced by another program; \(text)", repair: Self.install)
    case .managed(let manager):
      add("hooks", .fault, "\(text); \(manager.rawValue) must call it")
    default: add("hooks", .fault, text, repair: Self.install)
    }
  }

  /// Some hooks, as the subject of a sentence.
  private struct Group {
    let names: [String]

    private var isOne: Bool { names.count == 1 }
    var list: String { names.joined(separator: ", ") }
    var are: String { "\(list) \(isOne ? "is" : "are")" }
    var it: String { isOne ? "it" : "them" }
    var does: String { isOne ? "does" : "do" }
    var has: String { isOne ? "has" : "have" }
    var belong: String { isOne ? "belongs" : "belong" }
  }
}
