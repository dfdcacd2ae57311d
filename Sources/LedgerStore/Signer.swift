public import Ledger
public import Programs
public import SSHSignature

/// A key that can sign, and the way to it.
public struct Signer: Sendable {
  /// The public half.
  public let key: PublicKey

  private let method: Method

  enum Method: Sendable {
    /// An unencrypted key file.
    case inProcess(PrivateKey)
    /// An ssh-agent that holds the key.
    case agent(socket: String)
    /// `ssh-keygen -Y sign` or a program that takes its place.
    case program(Program, ExternalKey)
  }

  private let patience: Patience

  init(key: PublicKey, method: Method, _ patience: Patience) {
    self.key = key
    self.method = method
    self.patience = patience
  }

  /// How long an agent may take where the user is there to answer it.
  private static let longest = Duration.seconds(120)

  /// Signs records: on all cores where nobody is asked anything, else one after the other until one
  /// is refused. `ssh-keygen` asks once for all of them.
  ///
  /// - Throws: ``SignerError``.
  public func sign(_ drafts: [Draft]) throws(SignerError) -> [VerifiedRecord] {
    switch method {
    case .inProcess:
      let signer = self
      let outcomes = Parallel.map(drafts) { draft in
        Result { () throws(SignerError) in try signer.sign(draft) }
      }
      var records: [VerifiedRecord] = []
      for outcome in outcomes { records.append(try outcome.get()) }
      return records
    case .program(let program, .file(let keyFile))
    where program.name == "ssh-keygen" && drafts.count > 1:
      return try patience.spend { limit throws(SignerError) in
        try SigningBatch(keyFile: keyFile, limit: limit).sign(drafts)
      }
    case .agent, .program:
      var records: [VerifiedRecord] = []
      for draft in drafts { records.append(try sign(draft)) }
      return records
    }
  }

  /// Signs a record.
  ///
  /// - Throws: ``SignerError``.
  public func sign(_ draft: Draft) throws(SignerError) -> VerifiedRecord {
    let signature: Signature
    let namespace = UnverifiedRecord.namespace
    do {
      switch method {
      case .inProcess(let key): return try draft.signed(by: key)
      case .agent(let socket):
        signature = try patience.spend { limit throws(AgentError) in
          let agent = try AgentClient.connect(path: socket, timeout: limit ?? Self.longest)
          return try agent.sign(draft.line, namespace: namespace, with: key)
        }
      case .program(let program, let source):
        signature = try source.withFile { keyFile in
          let external = ExternalSigner(keyFile: keyFile) { arguments, input in
            let outcome = try patience.spend { limit throws(Program.Failure) in
              try program.run(arguments, input: input, limit: limit)
            }
            return (outcome.status, outcome.output, outcome.errors)
          }
          return try external.sign(draft.line, namespace: namespace)
        }
      }
      return try draft.signed(with: signature)
    } catch let error as AgentError {
      throw .agent(error)
    } catch let error as Program.Failure {
      throw .program(error)
    } catch let error as ExternalSignerError {
      throw .failed(error.message)
    } catch let error as RecordError {
      throw .failed(error.message)
    } catch let error as KeyError {
      throw .failed(error.message)
    } catch let error as FileError {
      throw .failed(error.message)
    } catch {
      throw .failed("\(error)")
    }
  }
}

/// The key that a signing program is asked for.
enum ExternalKey: Sendable {
  case file(String)
  /// A public key as git's settings may hold it; the program has the other half.
  case literal(String)

  /// Runs `body` with a file that names the key.
  func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    switch self {
    case .file(let path): return try body(path)
    case .literal(let line):
      let path = try Files.makeTemporary(Array("\(line)\n".utf8))
      defer { try? Files.remove(path) }
      return try body(path)
    }
  }
}

/// Why there is no signature.
public enum SignerError: Error, Equatable, Sendable {
  /// No setting names a key.
  case noKey
  /// The setting names something that is no key, with the reason.
  case unusable(setting: String, String)
  /// The key needs a passphrase, and no agent holds it.
  case needsPassphrase(String)
  /// Only the key's public half is at hand, and no agent holds the other.
  case publicHalfOnly(String)
  /// The key is on a device that waits for a touch.
  case needsTouch(String)
  case agent(AgentError)
  case program(Program.Failure)
  case failed(String)

  /// The cause, for people.
  public var message: String {
    switch self {
    case .noKey: "no signing key"
    case .unusable(let setting, let reason): "\(setting): \(reason)"
    case .needsPassphrase(let path): "key \(path) needs a passphrase, and no ssh-agent holds it"
    case .publicHalfOnly(let path):
      "key \(path) is a public key, and no ssh-agent holds its other half"
    case .needsTouch(let path): "key \(path) waits for a touch"
    case .agent(let error): "ssh-agent: \(error.message)"
    case .program(let failure): failure.message
    case .failed(let reason): reason
    }
  }
}
