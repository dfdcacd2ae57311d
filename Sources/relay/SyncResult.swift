import Git
import Ledger
import Proof

/// What `relay sync` did for one project.
struct SyncResult {
  let number: Int64

  /// Records that the remote has dropped since the last fetch.
  let truncated: Int

  /// Records that came from other copies.
  var united = 0

  /// New proofs.
  var proven = 0

  /// Commits that name the project.
  var tagged = 0

  /// Commits of others that were left out.
  var foreign = 0

  /// Commits that wait because what they changed is not here or cannot be read.
  var waiting: [ObjectID] = []

  /// Proofs that count, of commits that no branch, tag or work tree reaches.
  var gone: [RecordID] = []

  /// Commits that name the project and are not counted, since their proofs were taken back.
  var takenBack: [ObjectID] = []

  /// Those of them that no sync has told of yet.
  var newlyTakenBack: [ObjectID] = []

  /// The ids of commits whose proofs stand or were taken back: what they become matters.
  var counted: Set<String> = []

  /// What was found in some copy and not taken in.
  var left: [Finding] = []

  var pushed = false

  init(number: Int64, truncated: Int) {
    self.number = number
    self.truncated = truncated
  }

  /// How many ids or findings are listed by name.
  private static let listed = 5

  /// - Parameters:
  ///   - remote: Where the ledger goes.
  ///   - missing: What would bring here what commits that wait lack.
  func printText(remote: String?, missing: MissingObjects?) {
    var parts = [Terminal.count(proven, "new proof")]
    if united > 0 { parts.append("\(Terminal.count(united, "record")) taken in") }
    if pushed, let remote { parts.append("pushed to \(Inert.text(remote))") }
    Terminal.line("Project \(number): \(parts.joined(separator: ", "))")
    if truncated > 0 {
      let records = truncated == 1 ? "1 record; it was" : "\(truncated) records; they were"
      Terminal.note("warning: the remote has dropped \(records) kept here")
    }
    if foreign > 0 {
      let some =
        foreign == 1 ? "1 tagged commit of others was" : "\(foreign) tagged commits of others were"
      Terminal.note("\(some) left out (--all-authors takes \(foreign == 1 ? "it" : "them"))")
    }
    if !gone.isEmpty {
      let some = gone.count == 1 ? "1 proof is of a commit" : "\(gone.count) proofs are of commits"
      Terminal.note("\(some) that no branch, tag or work tree reaches any more; still counted")
      Terminal.note("hint: if they should not count: relay retract --gone \(number)")
    }
    if !newlyTakenBack.isEmpty {
      let count = newlyTakenBack.count
      let some =
        count == 1
        ? "1 commit is not counted: its proof was"
        : "\(count) commits are not counted: their proofs were"
      let ids = newlyTakenBack.prefix(Self.listed).map { $0.hex.prefix(10) }.joined(separator: " ")
      Terminal.note("\(some) taken back")
      Terminal.note(
        "hint: to count \(count == 1 ? "it" : "them") again: relay claim \(ids)"
          + "\(count > Self.listed ? " …" : "") \(number)")
    }
    if !waiting.isEmpty {
      let some =
        waiting.count == 1 ? "1 commit waits: what it" : "\(waiting.count) commits wait: what they"
      Terminal.note("warning: \(some) changed is not all here, or unreadable")
      for id in waiting.prefix(Self.listed) { Terminal.note("  \(id)") }
      if let missing {
        Terminal.note("hint: \(missing.text)")
        for command in missing.commands {
          Terminal.note("hint:   \(command); relay sync \(number)")
        }
      }
      if waiting.count > Self.listed { Terminal.note("  … all of them: relay sync --json") }
    }
    if !left.isEmpty {
      let some =
        left.count == 1 ? "1 file found in a copy is" : "\(left.count) files found in a copy are"
      Terminal.note("warning: \(some) no part of the ledger:")
      for finding in left.prefix(Self.listed) {
        Terminal.note("  \(finding.path): \(finding.reason)")
      }
    }
  }

  var json: JSON {
    .object([
      .init("project", .integer(number)), .init("new_proofs", .integer(Int64(proven))),
      .init("taken_in", .integer(Int64(united))), .init("tagged", .integer(Int64(tagged))),
      .init("foreign", .integer(Int64(foreign))), .init("pushed", .bool(pushed)),
      .init("truncated", .integer(Int64(truncated))),
      .init("gone", .array(gone.map { .string($0.hex) })),
      .init("taken_back", .array(takenBack.map { .string($0.hex) })),
      .init("waiting", .array(waiting.map { .string($0.hex) })),
      .init(
        "left_out",
        .array(
          left.map {
            .object([.init("path", .string($0.path)), .init("reason", .string($0.reason))])
          })),
    ])
  }
}

/// What `relay sync` could not do. It is said at once and goes on with the rest.
struct SyncFailure {
  private let message: String

  /// The project that it is about; `nil` for the exchange with the remote.
  private let project: Int64?

  init(_ error: any Error, project: Int64? = nil) {
    let wording = Wording(for: error)
    Terminal.warn(wording)
    message = wording.message
    self.project = project
  }

  var json: JSON {
    let about = project.map { [JSON.Member("project", .integer($0))] } ?? []
    return .object(about + [.init("message", .string(message))])
  }
}
