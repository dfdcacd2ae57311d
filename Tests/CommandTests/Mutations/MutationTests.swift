import Testing

/// Every change of one byte, and every removal, exchange and renaming of a file, in a small ledger is
/// found by `relay verify`, which names the file and a reason.
@Suite struct MutationTests {
  /// A ledger's folder, a process for each mutation: a bit of each byte of each record, and all that
  /// can be done to whole files.
  @Test func everyChangeInAFolderIsFound() async throws {
    let (failures, count, wanted) = try await Workers.shared.run {
      try Sandbox.run { sandbox in
        let ledger = try SmallLedger.make(in: sandbox)
        let records = ledger.records.flatMap { file in
          (0..<(ledger.files[file]?.count ?? 0)).map { Mutation.flip(file, $0) }
        }
        let mutations = records + ledger.mutationsOfFiles
        let (failures, count) = try FolderTrial(ledger, sandbox).run(mutations)
        return (failures, count, mutations.count)
      }
    }
    print("relay verify FOLDER was run on \(count) changed ledgers")
    #expect(count == wanted)
    #expect(count > 2_500)
    let shown = failures.prefix(20).joined(separator: "\n")
    #expect(failures.isEmpty, "\(failures.count) of \(count) were not found:\n\(shown)")
  }

  /// A repository whose remotes hold the ledger, each with one file changed: every byte of every file
  /// changed, taken out, and doubled.
  @Test func everyChangeOnARemoteIsFound() async throws {
    let (failures, count, wanted) = try await Workers.shared.run {
      try Sandbox.run { sandbox in
        let ledger = try SmallLedger.make(in: sandbox)
        let mutations = ledger.mutationsOfBytes
        let (failures, count) = try RemotesTrial(ledger, sandbox).run(mutations)
        return (failures, count, mutations.count)
      }
    }
    print("relay verify read \(count) changed files of remotes")
    #expect(count == wanted)
    #expect(count > 10_000)
    #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
  }
}
