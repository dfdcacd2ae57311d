/// A connection to an ssh-agent over its Unix socket.
///
/// Each call ends within the time limit, whatever is at the other end. After any error but
/// ``AgentError/refused`` the connection is of no more use.
public struct AgentClient: ~Copyable {
  private let socket: AgentSocket
  private let timeout: Duration

  private init(socket: consuming AgentSocket, timeout: Duration) {
    self.socket = socket
    self.timeout = timeout
  }

  /// Connects to the agent whose socket is at the path, which is what SSH_AUTH_SOCK names.
  ///
  /// The time limit is for this call and for each later one, as a whole.
  public static func connect(path: String, timeout: Duration) throws(AgentError) -> AgentClient {
    let socket = try AgentSocket.connect(path: path, by: Deadline(after: timeout))
    return AgentClient(socket: socket, timeout: timeout)
  }

  /// The keys that the agent offers; none when it is locked.
  ///
  /// Comments may hold any characters. Certificates are among the keys, of an unsupported type.
  public func identities() throws(AgentError) -> [(key: PublicKey, comment: String)] {
    try AgentMessage.parseIdentities(try exchange(AgentMessage.identitiesRequest))
  }

  /// Lets the agent sign a message for a purpose, with SHA-512.
  ///
  /// The signature is in the one form that ``Signature/init(armored:)`` admits, and it has been
  /// checked: an agent that signs something else, or with another key, is found out.
  public func sign(
    _ message: [UInt8], namespace: String, with key: PublicKey
  ) throws(AgentError) -> Signature {
    guard SSHSIG.isNamespace(namespace.utf8) else {
      throw .malformed("the namespace is not printable ASCII")
    }
    if case .unsupported(let name, _) = key.body { throw .malformed("\(name) is not supported") }
    let data = SSHSIG.signedBytes(message, namespace: namespace, hash: .sha512)
    let answer = try exchange(AgentMessage.signRequest(key: key, data: data))
    let bytes = try AgentMessage.parseSignature(answer)

    let signature: Signature
    do {
      let body = try SignatureBody.parse(bytes, by: key.body)
      signature = try Signature(
        publicKey: key, namespace: namespace, hash: .sha512, body: body
      ).normalized()
    } catch let error as WireError {
      throw .malformed("not a signature: \(error.message)")
    } catch let error as SignatureError {
      throw .malformed(error.message)
    } catch {
      throw .malformed("not a signature")
    }
    switch signature.verify(message, namespace: namespace) {
    case .valid: return signature
    case .invalid(let reason): throw .malformed(reason)
    case .unsupported(let name): throw .malformed("signed with \(name), which is not supported")
    }
  }

  /// Sends a message and takes the answer to it.
  private func exchange(_ message: [UInt8]) throws(AgentError) -> [UInt8] {
    let deadline = Deadline(after: timeout)
    do throws(AgentError) {
      try socket.write(message, by: deadline)
      var header = WireReader(try socket.read(4, by: deadline))
      guard let length = try? header.readUInt32(),
        (1...AgentMessage.maximumLength).contains(Int(length))
      else { throw .malformed("a message of an impossible length") }
      return try socket.read(Int(length), by: deadline)
    } catch {
      socket.abandon()
      throw error
    }
  }
}
