import Dispatch
import Synchronization

/// Does mutations to copies of a ledger's folder and has `relay verify FOLDER` look for them.
struct FolderTrial {
  private let ledger: SmallLedger
  private let folder: String
  private let environment: [String: String]

  /// How many threads do it, each with a copy of its own.
  private static let threads = 2

  init(_ ledger: SmallLedger, _ sandbox: Sandbox) {
    self.ledger = ledger
    folder = sandbox.folder
    environment = sandbox.environment
  }

  /// Tries mutations; answers those that were not found, and how many were tried.
  func run(_ mutations: [Mutation]) throws -> (failures: [String], count: Int) {
    let results = Mutex<(failures: [String], count: Int)>(([], 0))
    DispatchQueue.concurrentPerform(iterations: Self.threads) { thread in
      do {
        let copy = try Copy(of: ledger, at: "\(folder)/\(thread)", environment)
        for index in stride(from: thread, to: mutations.count, by: Self.threads) {
          let failure = try copy.failure(to: mutations[index])
          results.withLock {
            $0.count += 1
            $0.failures += failure.map { [$0] } ?? []
          }
        }
        guard try copy.verify().status == 0 else { throw SetupError("not put right again") }
      } catch {
        results.withLock { $0.failures.append("\(error)") }
      }
    }
    return results.withLock { $0 }
  }

  /// One thread's copy.
  private struct Copy {
    let ledger: SmallLedger
    let folder: String
    let environment: [String: String]

    init(of ledger: SmallLedger, at folder: String, _ environment: [String: String]) throws {
      self.ledger = ledger
      self.folder = folder
      self.environment = environment
      for name in ledger.files.keys {
        let parts = name.split(separator: "/").dropLast()
        try Disk.makeFolder("\(folder)/ledger/\(parts.joined(separator: "/"))")
      }
      try put(ledger.files.mapValues { $0 })
      guard try verify().status == 0 else { throw SetupError("not good to begin with") }
    }

    private func put(_ files: [String: [UInt8]?]) throws {
      for (name, bytes) in files {
        let path = "\(folder)/ledger/\(name)"
        if let bytes { try Disk.write(bytes, to: path) } else { try Disk.remove(path) }
      }
    }

    func verify() throws -> (status: Int32, text: String) {
      let process = try ChildProcess(
        ["relay", "verify", "\(folder)/ledger"], in: nil, environment: environment,
        files: ("/dev/null", "\(folder)/out", "\(folder)/err"))
      let status = try process.wait(limit: 30).status
      return (status, try Disk.text("\(folder)/out") + Disk.text("\(folder)/err"))
    }

    /// Why a mutation is not found as it should, if so.
    func failure(to mutation: Mutation) throws -> String? {
      let changes = ledger.changes(by: mutation)
      try put(changes)
      let (status, text) = try verify()
      for name in changes.keys where ledger.files[name] == nil { try put([name: nil]) }
      try put(ledger.files.filter { changes.keys.contains($0.key) }.mapValues { $0 })
      // What is missing is named by its short id, or as an ancestor.
      let names =
        mutation.suspects
        + mutation.suspects.map {
          String($0.split(separator: "/").last?.prefix(10) ?? "")
        }
      if status == 2 || (status == 1 && names.contains { text.contains($0) }) { return nil }
      return "\(mutation): status \(status): \(text)"
    }
  }
}
