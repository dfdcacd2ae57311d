public import Git
internal import Ledger
internal import Programs
internal import SSHSignature

/// Finds the key that signs: `relay.signingKey`, else git's `user.signingkey` with
/// `gpg.format=ssh`.
public struct SigningKey: Sendable {
  /// What the surroundings allow.
  public struct Surroundings: Sendable {
    /// The socket of the user's ssh-agent, from `SSH_AUTH_SOCK`.
    public let agentSocket: String?

    /// Whether somebody is there to type a passphrase or touch a device. A hook never asks.
    public let isInteractive: Bool

    /// How long agents and programs may take.
    let patience: Patience

    /// Describes the surroundings.
    ///
    /// - Parameters:
    ///   - agentSocket: The socket of the user's ssh-agent.
    ///   - isInteractive: Whether somebody is there to answer.
    ///   - limit: How long an agent or a program may take; `nil` where the user waits for it.
    ///   - isInAll: Whether the limit is for all that is asked of them, not for each answer.
    public init(
      agentSocket: String?, isInteractive: Bool, limit: Duration?, isInAll: Bool = false
    ) {
      self.agentSocket = agentSocket
      self.isInteractive = isInteractive
      patience = Patience(limit, isInAll: isInAll)
    }
  }

  /// The setting that names the key, such as `relay.signingKey`.
  public let setting: String

  /// Its value: a path, or a public key.
  public let value: String

  private let program: Program?
  private let isLiteral: Bool

  /// Reads the settings; `nil` if they name no key.
  ///
  /// - Throws: ``SignerError`` if `gpg.ssh.defaultKeyCommand` has to be asked and fails.
  public static func configured(
    in configuration: Configuration, _ surroundings: Surroundings
  ) throws -> SigningKey? {
    let program = configuration["gpg.ssh.program"].flatMap { $0 == "ssh-keygen" ? nil : $0 }
    func key(_ setting: String, _ value: String, path: String?) -> SigningKey {
      let isLiteral = ["key::", "ssh-", "ecdsa-", "sk-"].contains { value.hasPrefix($0) }
      return SigningKey(
        setting: setting, value: isLiteral ? value : path ?? value,
        program: program.map { Program($0) }, isLiteral: isLiteral)
    }
    if let value = configuration["relay.signingkey"], !value.isEmpty {
      return key("relay.signingKey", value, path: configuration.path("relay.signingkey"))
    }
    guard configuration["gpg.format"] == "ssh" else { return nil }
    if let value = configuration["user.signingkey"], !value.isEmpty {
      return key("user.signingkey", value, path: configuration.path("user.signingkey"))
    }
    guard let command = configuration["gpg.ssh.defaultkeycommand"] else { return nil }
    let outcome: Program.Outcome
    do {
      outcome = try surroundings.patience.spend { limit throws(Program.Failure) in
        try Program("sh").run(["-c", command], limit: limit)
      }
    } catch {
      throw SignerError.program(error)
    }
    let line = String(decoding: outcome.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard outcome.status == 0, !line.isEmpty else {
      throw SignerError.unusable(
        setting: "gpg.ssh.defaultKeyCommand", "\"\(command)\" named no key")
    }
    return key("gpg.ssh.defaultKeyCommand", line, path: nil)
  }

  /// The key in a file that relay has made.
  public init(file: String) {
    setting = "relay.signingKey"
    value = file
    program = nil
    isLiteral = false
  }

  private init(setting: String, value: String, program: Program?, isLiteral: Bool) {
    self.setting = setting
    self.value = value
    self.program = program
    self.isLiteral = isLiteral
  }

  /// The way to the key that works here without asking, or with asking where that is allowed.
  ///
  /// - Throws: ``SignerError``.
  public func signer(_ surroundings: Surroundings) throws(SignerError) -> Signer {
    if isLiteral { return try publicKeySigner(try publicKey(value), nil, surroundings) }
    switch try keyFile(value) {
    case .unencrypted(let key)?:
      return Signer(key: key.publicKey, method: .inProcess(key), surroundings.patience)
    case .encrypted(let key)?: return try publicKeySigner(key, value, surroundings)
    case .securityKey(let key)?: return try publicKeySigner(key, value, surroundings)
    case nil: break
    }
    let key = try publicKey(try text(of: value))
    // As with ssh-keygen, a public key's file may have the private one beside it.
    if value.hasSuffix(".pub"), case .unencrypted(let key)? = try? keyFile(privateHalf) {
      return Signer(key: key.publicKey, method: .inProcess(key), surroundings.patience)
    }
    return try publicKeySigner(key, value, surroundings)
  }

  private var privateHalf: String { String(value.dropLast(".pub".utf8.count)) }

  private static let longestFile = 64 << 10

  private func read(_ path: String) throws(SignerError) -> [UInt8] {
    do throws(FileError) {
      if let bytes = try Files.read(path, limit: Self.longestFile, followsLinks: true) {
        return bytes
      }
    } catch {
      throw .unusable(setting: setting, error.message)
    }
    throw .unusable(setting: setting, "\(path): no such file")
  }

  private func text(of path: String) throws(SignerError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  private func publicKey(_ line: String) throws(SignerError) -> PublicKey {
    do { return try PublicKey(line: line) } catch {
      throw .unusable(setting: setting, "\(isLiteral ? "" : "\(value): ")\(error.message)")
    }
  }

  /// What a private key's file holds; `nil` if the file is no private key.
  private func keyFile(_ path: String) throws(SignerError) -> PrivateKeyFile? {
    let bytes = try read(path)
    guard bytes.starts(with: "-----BEGIN ".utf8) else { return nil }
    do { return try PrivateKeyFile.parse(bytes) } catch {
      throw .unusable(setting: setting, "\(path): \(error.message)")
    }
  }

  /// A signer for a key whose private half is not at hand as plain text.
  private func publicKeySigner(
    _ key: PublicKey, _ file: String?, _ surroundings: Surroundings
  ) throws(SignerError) -> Signer {
    // A key on a device makes every way wait for a touch.
    if key.isSecurityKey && !surroundings.isInteractive {
      throw .needsTouch(file ?? key.fingerprint)
    }
    var agentFailure: AgentError?
    if let socket = surroundings.agentSocket, !socket.isEmpty {
      do throws(AgentError) {
        let holdsKey = try surroundings.patience.spend { limit throws(AgentError) in
          let agent = try AgentClient.connect(path: socket, timeout: limit ?? .seconds(10))
          return try agent.identities().contains { $0.key == key }
        }
        if holdsKey {
          return Signer(key: key, method: .agent(socket: socket), surroundings.patience)
        }
      } catch {
        agentFailure = error
      }
    }
    if let program {
      let source = file.map { ExternalKey.file($0) } ?? .literal(key.line)
      let method = Signer.Method.program(program, source)
      return Signer(key: key, method: method, surroundings.patience)
    }
    if let file {
      if surroundings.isInteractive {
        let method = Signer.Method.program(Program("ssh-keygen"), .file(file))
        return Signer(key: key, method: method, surroundings.patience)
      }
    }
    if let agentFailure { throw .agent(agentFailure) }
    guard let file else {
      throw .unusable(setting: setting, "no ssh-agent holds the key \(key.fingerprint)")
    }
    guard case .encrypted? = try? keyFile(file) else { throw .publicHalfOnly(file) }
    throw .needsPassphrase(file)
  }
}
