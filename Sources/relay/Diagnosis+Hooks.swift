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
      var good: [String] = []
      for (name, state) in try installation.status() {
        switch state {
        case .installed, .alreadyThere, .chained, .runByManager: good.append(name)
        case .missing:
          add("hooks", .fault, "\(name) is missing in \(folder)", repair: "relay hooks install")
        case .outdated:
          add(
            "hooks", .fault, "\(name) is not as this relay and its settings want it",
            repair: "relay hooks install")
        case .managed(let manager):
          add(
            "hooks", .note, "\(name) belongs to \(manager.rawValue), which must call relay's",
            repair: "relay hooks status")
        case .occupied:
          add(
            "hooks", .fault, "\(name) is somebody else's and does not call relay's",
            repair: "relay hooks status")
        }
        if state == .chained {
          add("hooks", .note, "\(name) first runs \(Session.shortened(installation.kept(name)))")
        }
      }
      if !good.isEmpty { add("hooks", .good, good.joined(separator: " ")) }
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
      for path in try installation.orphans() {
        add(
          "hooks", .fault, "\(Session.shortened(path)) is run by nothing any more",
          repair: "relay hooks install, or move it back")
      }
    } catch { add("hooks", error) }
  }
}
