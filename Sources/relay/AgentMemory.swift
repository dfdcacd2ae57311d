import Ledger
import LedgerStore
import Proof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What an escrow agent's side remembers of a project: the newest ledger it has seen, and what it
/// has paid. A file of the agent's own, one for each project, under its state folder.
///
///     {"heads":["<id>",…],"runs":[{"decision":"<id>","key":"<64 hex>","milestone":1,
///     "reference":"…","total":300000}],"version":1}
final class AgentMemory {
  /// One call of the release command.
  struct Run {
    /// The same for the same release, whoever asks how often.
    let key: String
    let milestone: Int64

    /// The decision that it pays.
    let decision: RecordID

    /// All that is paid with it, in minor units.
    let total: Int64

    /// `nil` while nobody knows whether the command has done its work.
    let reference: String?

    /// The same, done.
    func paid(as reference: String) -> Run {
      Run(
        key: key, milestone: milestone, decision: decision, total: total, reference: reference)
    }
  }

  private(set) var heads: [RecordID] = []
  private(set) var runs: [Run] = []

  private let path: String
  private let lock: Int32

  private static let longest = 16 << 20

  /// Opens the memory of a project, alone: a second process waits.
  init(of genesis: RecordID) throws {
    let base = Session.variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let folder = (base ?? Session.home + "/.local/state") + "/relay/releases"
    try Files.makeFolder(folder, under: "")
    path = "\(folder)/\(genesis.hex)"
    lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
      throw Wording("\(Inert.text(path)).lock: \(String(cString: strerror(errno)))")
    }
    try load()
  }

  deinit { close(lock) }

  private func load() throws {
    guard let bytes = try Files.read(path, limit: Self.longest) else { return }
    do {
      let fields = try Fields(canonical: bytes.dropLast())
      guard try fields.integer("version") == 1 else {
        throw Wording("\(Inert.text(path)) was written by a newer relay")
      }
      heads = try fields.ids("heads")
      for run in try fields.objects("runs") {
        runs.append(
          Run(
            key: try run.string("key"), milestone: try run.integer("milestone"),
            decision: try run.id("decision"), total: try run.integer("total"),
            reference: try run.optionalString("reference")))
      }
    } catch let error as RecordError {
      // What was paid must not be forgotten because a file is damaged.
      throw Wording(
        "\(Inert.text(path)): \(error.message)",
        hint: "bring the file back from a backup; without it relay cannot tell what was paid")
    }
  }

  private func save() throws {
    let json = JSON.object([
      .init("version", .integer(1)),
      .init("heads", .array(heads.map { .string($0.hex) })),
      .init(
        "runs",
        .array(
          runs.map { run in
            .object(
              [
                .init("decision", .string(run.decision.hex)), .init("key", .string(run.key)),
                .init("milestone", .integer(run.milestone)),
                .init("total", .integer(run.total)),
              ] + (run.reference.map { [.init("reference", .string($0))] } ?? []))
          })),
    ])
    try Files.write(json.serialize() + Array("\n".utf8), to: path, mode: 0o600)
  }

  /// The heads seen before that a ledger lacks.
  func missing(from ledger: Ledger) -> [RecordID] {
    let known = Set(ledger.records.map(\.id))
    return heads.filter { !known.contains($0) }
  }

  /// Notes that a ledger was seen, besides what others have shown that it lacks.
  func see(_ ledger: Ledger) throws {
    let all = Set(missing(from: ledger) + ledger.heads).sorted()
    guard heads != all else { return }
    heads = all
    try save()
  }

  /// All that was paid for a milestone, as far as is known, in minor units.
  func paid(_ milestone: Int64) -> Int64 {
    runs.filter { $0.milestone == milestone && $0.reference != nil }.map(\.total).max() ?? 0
  }

  /// A payment for a milestone that may have begun and would come to more than what is known.
  func begun(_ milestone: Int64, above paid: Int64) -> Run? {
    runs.first { $0.milestone == milestone && $0.reference == nil && $0.total > paid }
  }

  /// Notes a run before it begins, or what came of it.
  func note(_ run: Run) throws {
    runs.removeAll { $0.key == run.key }
    runs.append(run)
    try save()
  }
}
