/// The hook scripts that `relay hooks install` writes.
public enum HookScripts {
  /// Each hook's name in git and the bytes of its script.
  public static let all: [(name: String, script: [UInt8])] = [
    ("post-commit", PackageResources.post_commit),
    ("pre-push", PackageResources.pre_push),
  ]

  /// The hook that `relay use` needs; others do not pay for it.
  public static let tagging: (name: String, script: [UInt8]) =
    ("commit-msg", PackageResources.commit_msg)
}
