import Foundation
import Ledger
import SSHSignature
import TestSupport
import Testing

/// The vectors of `docs/vectors`, which other implementations read as well.
@Suite struct VectorTests {
  @Test func everyTextIsReadOrRefusedForItsReason() throws {
    let entries = try Vectors.manifest().json
    #expect(entries.count > 100)
    for entry in entries {
      let bytes = try Vectors.read(entry.file)
      do {
        let json = try JSON(canonical: bytes)
        #expect(entry.verdict == "valid", "\(entry.file) is read")
        #expect(json.serialize() == bytes, "\(entry.file)")
      } catch {
        #expect(entry.verdict == "invalid", "\(entry.file): \(error.message)")
        #expect(error.message.contains(entry.relay ?? "?"), "\(entry.file): \(error.message)")
        #expect((0...bytes.count).contains(error.offset), "\(entry.file)")
      }
    }
  }

  @Test func everyRecordIsReadOrRefusedForItsReason() throws {
    let entries = try Vectors.manifest().records
    #expect(entries.count > 300)
    for entry in entries {
      let found = outcome(try Vectors.read(entry.file))
      #expect(found.verdict == entry.verdict, "\(entry.file): \(found.text)")
      if let words = entry.relay {
        #expect(found.text.contains(words), "\(entry.file): \(found.text)")
      }
      guard found.verdict == entry.verdict, let record = found.record else { continue }
      #expect(record.id.hex == entry.id)
      #expect(record.payload.type == entry.type)
      #expect(record.payload.signer == entry.by)
      let isUnknown = ["/unknown-type.", "/unknown-kind."].contains { entry.file.contains($0) }
      #expect((record.statement == nil) == isUnknown)
      #expect(record.bytes == (try Vectors.read(entry.file)))
      #expect(RecordID(hashing: record.line) == record.id)
    }
  }

  private struct Outcome {
    let verdict: String
    let text: String
    let record: VerifiedRecord?
  }

  private func outcome(_ bytes: [UInt8]) -> Outcome {
    do {
      switch try UnverifiedRecord(parsing: bytes).verify() {
      case .valid(let record): return Outcome(verdict: "valid", text: "", record: record)
      case .invalid(let reason): return Outcome(verdict: "invalid", text: reason, record: nil)
      case .unsupported(let name):
        return Outcome(verdict: "unsupported", text: name, record: nil)
      }
    } catch {
      if case .newerVersion = error {
        return Outcome(verdict: "unsupported", text: error.message, record: nil)
      }
      return Outcome(verdict: "invalid", text: error.message, record: nil)
    }
  }

  @Test(arguments: try Vectors.manifest().ledgers.map(\.folder))
  func everyLedgerSaysWhatTheManifestSays(folder: String) throws {
    let entry = try #require(try Vectors.manifest().ledgers.first { $0.folder == folder })
    let storage = try MemoryStorage(folder: "\(Vectors.folder)/\(folder)")
    #expect(!entry.reads.isEmpty)
    for read in entry.reads {
      let pins = Pins(client: read.pins["client"], builder: read.pins["builder"])
      let ledger: Ledger
      do { ledger = try Ledger.read(storage, pins: pins) } catch let error as Ledger.ReadError {
        switch error {
        case .noProject(let findings):
          #expect(read.problem == "no first record")
          #expect(found(findings) == Set(read.findings))
        case .several(_, let findings):
          #expect(read.problem == "several")
          #expect(found(findings) == Set(read.findings))
        }
        continue
      }
      #expect(read.problem == nil)
      let state = ledger.state
      #expect(state.genesis.hex == read.founder)
      #expect(ledger.records.map(\.id.hex) == read.order)
      #expect(ledger.heads.map(\.hex) == read.heads)
      #expect(state.currentVersion()?.id.hex == read.terms)
      #expect(state.isAgreed == read.agreed)
      #expect(state.shownParties.rivals.map(\.id.hex) == read.rivals)
      #expect(state.claims.map(\.id.hex) == read.claims)
      #expect(state.pinCheck.absent.map(\.rawValue) == read.absent ?? [])
      #expect(state.standingProofs.map(\.id.hex) == read.standing)
      for (signer, role) in read.roles ?? [:] {
        #expect(state.role(of: signer, seenBy: nil)?.rawValue == role, "\(signer)")
      }
      for entry in state.proofs {
        #expect(state.replacement(of: entry.id)?.hex == read.superseded?[entry.id.hex])
      }
      if let milestones = read.milestones {
        #expect(milestonesFound(in: state) == milestones)
      }
      #expect(found(ledger.findings) == Set(read.findings))
      #expect(ledger.findings.count == read.findings.count)
      #expect(ledger.findings.allSatisfy { !$0.reason.isEmpty })
    }
  }

  private func milestonesFound(in state: ProjectState) -> [String: Manifest.MilestoneRead] {
    Dictionary(
      uniqueKeysWithValues: state.milestones(trustingPins: true).map { milestone in
        let read = Manifest.MilestoneRead(
          status: milestone.status.rawValue, released: milestone.released,
          settled: milestone.settled)
        return ("\(milestone.number)", read)
      })
  }

  private func found(_ findings: [Finding]) -> Set<Manifest.Found> {
    Set(
      findings.map { finding in
        let verdict =
          switch finding.verdict {
          case .invalid: "invalid"
          case .unknownSigner: "unknown signer"
          case .unsupported: "unsupported"
          }
        return Manifest.Found(path: finding.path, verdict: verdict)
      })
  }

  @Test func timestampsAreThoseOfDate() throws {
    struct Times: Decodable {
      struct Entry: Decodable {
        let text: String
        let seconds: Int64?
      }
      let valid: [Entry]
      let invalid: [Entry]
    }
    let times = try Vectors.decode(Times.self, from: "timestamps.json")
    #expect(times.valid.count > 600)
    for entry in times.valid {
      #expect(Timestamp(entry.text)?.seconds == entry.seconds, "\(entry.text)")
      #expect(Timestamp(seconds: try #require(entry.seconds)).description == entry.text)
    }
    #expect(times.invalid.count > 50)
    for entry in times.invalid { #expect(Timestamp(entry.text) == nil, "\(entry.text)") }
  }
}
