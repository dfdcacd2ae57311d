import Git
import LedgerStore

/// What pre-commit tells in the environment where it runs a hook: it keeps to itself what git says on
/// standard input and in arguments.
enum PreCommit {
  /// The command that has rewritten commits.
  static var rewriteCommand: String? { Hook.variable("PRE_COMMIT_REWRITE_COMMAND") }

  /// Where a push goes; `nil` where pre-commit runs no hook for one.
  static var destination: PushGuard.Destination? {
    guard let name = Hook.variable("PRE_COMMIT_REMOTE_NAME") else { return nil }
    return PushGuard.Destination(name: name, url: Hook.variable("PRE_COMMIT_REMOTE_URL") ?? name)
  }

  /// The one reference of a push that it tells of; `nil` if it tells of none.
  static func update() throws -> PushUpdate? {
    let localName = Hook.variable("PRE_COMMIT_LOCAL_BRANCH") ?? ""
    var id = Hook.variable("PRE_COMMIT_TO_REF").flatMap { ObjectID(hex: $0) }
    // It tells no commit where all that a branch has is new to the remote.
    if id == nil { id = try Hook.openRepository().reference(localName) }
    return id.map { id in
      PushUpdate(
        localName: localName, localID: id,
        remoteName: Hook.variable("PRE_COMMIT_REMOTE_BRANCH") ?? "", remoteID: nil)
    }
  }
}
