/// The hook scripts that `relay hooks install` writes.
public enum HookScripts {
  /// One of git's hooks and what relay does there.
  public struct Hook: Sendable {
    /// Its name in git.
    public let name: String

    /// What it is for, in one line.
    let purpose: String

    /// What is said not to be done where it cannot be.
    let undone: String

    /// What all hooks of its kind have in common.
    let template: Template

    /// The kinds of hooks.
    enum Template {
      case plain
      /// git says something on standard input.
      case listening
      case message
    }

    /// The script, for a program whose path is quoted for a shell. With `addsTags` the hook of
    /// messages looks at each.
    public func script(program: String, addsTags: Bool) -> [UInt8] {
      let template =
        switch template {
        case .plain: PackageResources.plain
        case .listening: PackageResources.listening
        case .message: PackageResources.commit_msg
        }
      var text = String(decoding: template, as: UTF8.self)
      let values = [
        ("@PURPOSE@", purpose), ("@UNDONE@", undone), ("@NAME@", name),
        ("@ADDS@", addsTags ? "yes" : "no"), ("@RELAY_HOOK@", program),
      ]
      for (mark, value) in values {
        text = text.split(separator: mark, omittingEmptySubsequences: false)
          .joined(separator: value)
      }
      return Array(text.utf8)
    }
  }

  /// What a repository with a work tree needs.
  public static let all = [
    Hook(
      name: "post-commit", purpose: "proves the new commit if its message names a project",
      undone: noProof, template: .plain),
    Hook(
      name: "post-merge", purpose: "proves what a merge or a pull brought and nobody has proven",
      undone: noProof, template: .plain),
    Hook(
      name: "post-rewrite", purpose: "proves amended and rebased commits in place of the old ones",
      undone: noProof, template: .listening),
    Hook(
      name: "post-applypatch", purpose: "proves the commit that `git am` has made",
      undone: noProof, template: .plain),
    Hook(
      name: "commit-msg",
      purpose: "keeps a tag that git would drop as a comment, adds that of `relay use`",
      undone: "the message was left as it is", template: .message),
    Hook(
      name: "pre-push", purpose: "proves what is being pushed and pushes the ledger along",
      undone: "the ledger was not pushed", template: .listening),
  ]

  /// What a bare repository needs that a server has.
  public static let server = [
    Hook(
      name: "post-receive", purpose: "proves what was pushed, as a witness", undone: noProof,
      template: .listening)
  ]

  private static let noProof = "no proof was made"
}
