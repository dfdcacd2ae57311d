public import Git

/// The project that a commit is for when its message names none: what `relay use` has set.
public enum DefaultTag {
  /// The setting for the whole repository.
  public static let setting = "relay.use"

  /// The setting for one branch.
  public static func setting(branch: String) -> String { "branch.\(branch).relayuse" }

  /// What is in force on a branch, such as `123/2`; `nil` if nothing is.
  public static func read(_ configuration: Configuration, branch: [UInt8]?) -> String? {
    let name = branch.flatMap { String(validating: $0, as: UTF8.self) }
    let value = name.flatMap { configuration[setting(branch: $0)] } ?? configuration[setting]
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether anything is in force on any branch.
  public static func isInUse(_ configuration: Configuration) -> Bool {
    (configuration.names(matching: "^branch\\..*\\.relayuse$") + [setting]).contains { name in
      configuration[name]?.isEmpty == false
    }
  }
}
