/// The hook scripts that `relay hooks install` writes.
public enum HookScripts {
  /// A hook: its name in git and the bytes of its script.
  public typealias Hook = (name: String, script: [UInt8])

  /// What a repository with a work tree needs.
  public static let all: [Hook] = [
    ("post-commit", PackageResources.post_commit),
    ("post-merge", PackageResources.post_merge),
    ("post-rewrite", PackageResources.post_rewrite),
    ("post-applypatch", PackageResources.post_applypatch),
    ("commit-msg", PackageResources.commit_msg),
    ("pre-push", PackageResources.pre_push),
  ]

  /// What a bare repository needs that a server has.
  public static let server: [Hook] = [("post-receive", PackageResources.post_receive)]
}
