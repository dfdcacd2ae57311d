internal import Ledger
internal import Programs
internal import SSHSignature

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Many signatures by one `ssh-keygen`, which then asks for the key's passphrase once.
struct SigningBatch {
  let keyFile: String
  let limit: Duration?

  /// How many files one command line names.
  private static let most = 1_000

  func sign(_ drafts: [Draft]) throws(SignerError) -> [VerifiedRecord] {
    let folder: String
    do { folder = try Files.makeTemporaryFolder("/tmp/relay-sign.") } catch {
      throw .failed("no temporary folder could be made")
    }
    defer { rmdir(folder) }
    var records: [VerifiedRecord] = []
    for start in stride(from: 0, to: drafts.count, by: Self.most) {
      records += try sign(drafts[start..<min(start + Self.most, drafts.count)], in: folder)
    }
    return records
  }

  private func sign(
    _ drafts: ArraySlice<Draft>, in folder: String
  ) throws(SignerError) -> [VerifiedRecord] {
    let paths = drafts.map { "\(folder)/\($0.id.hex)" }
    defer {
      for path in paths {
        unlink(path)
        unlink(path + ".sig")
      }
    }
    do {
      for (draft, path) in zip(drafts, paths) { try Files.write(draft.line, to: path, mode: 0o600) }
      let arguments = ["-Y", "sign", "-n", UnverifiedRecord.namespace, "-f", keyFile] + paths
      let outcome = try Program("ssh-keygen").run(arguments, limit: limit)
      guard outcome.status == 0 else {
        throw ExternalSignerError.failed(
          status: outcome.status, errors: String(decoding: outcome.errors, as: UTF8.self))
      }
      var records: [VerifiedRecord] = []
      for (draft, path) in zip(drafts, paths) {
        let armor = try Files.read(path + ".sig", limit: 1 << 16) ?? []
        let signature = try Signature(unnormalizedArmor: armor).normalized()
        records.append(try draft.signed(with: signature))
      }
      return records
    } catch let failure as Program.Failure {
      throw .program(failure)
    } catch let error as ExternalSignerError {
      throw .failed(error.message)
    } catch let error as FileError {
      throw .failed(error.message)
    } catch let error as RecordError {
      throw .failed(error.message)
    } catch {
      throw .failed("\(error)")
    }
  }
}
